//! The server on a file of SQLite: reads beside those on PostgreSQL, and what is published, durably,
//! beside inserts that go straight to a file of the same kind, each in a transaction of its own.

use std::time::{Duration, Instant};

use support::{Database, TestDatabase, Value, json};

use crate::load::Load;
use crate::operations::{Ask, OPERATIONS};
use crate::process::Process;
use crate::{Arguments, compare, history, median, ours};

/// How many clients publish.
const CLIENTS: usize = 64;

/// The operations that read, and that publishes.
const READS: usize = 4;
const PUBLISH: usize = 6;

/// Inserts events for so long, as fast as one connection can, and returns how many a second.
async fn insert(
    file: &TestDatabase,
    time: Duration,
    number: &mut u64,
    related: impl Fn(u64) -> Option<String>,
) -> f64 {
    let (begin, first) = (Instant::now(), *number);
    while begin.elapsed() < time {
        let (id, related) = (history::id(*number), related(*number));
        let input = history::input("bench.published", *number, related.as_slice());
        let part = |part: &str| input[part].to_string().replace('\'', "''");
        let link = related.as_ref().map(|related| {
            format!(
                "INSERT INTO event_relation (tenant_id, event_id, related_id, ordinal)
                VALUES (zeroblob(16), '{id}', '{related}', 0);"
            )
        });
        let sql = format!(
            "BEGIN IMMEDIATE;
            INSERT INTO event_history (tenant_id, id, event_name, source, timestamp, payload,
                should_document, user_intent, context, metadata, recorded_at, revision,
                correlation_id)
            VALUES (zeroblob(16), '{id}', 'bench.published', 'bench', {number}, '{}', 0, '{}', '{}', '{}',
                {number}, 1, '{}');
            {}
            INSERT INTO event_log (tenant_id, transaction_id, ordinal, event_id, change, size, recorded_at)
            VALUES (zeroblob(16), {number}, 0, '{id}', 1, 600, {number});
            COMMIT",
            part("payload"),
            part("userIntent"),
            part("context"),
            part("metadata"),
            related.as_deref().unwrap_or(&id),
            link.unwrap_or_default(),
        );
        file.execute(&sql).await;
        *number += 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let inserted = (*number - first) as f64;
    inserted / begin.elapsed().as_secs_f64()
}

/// What publishes the same event without its links.
fn unlinked(mut ask: Ask) -> Ask {
    let mut body: Value = serde_json::from_str(&ask.body).expect("JSON");
    body["variables"]["input"]["context"]["relatedEvents"] = json!([]);
    ask.body = body.to_string();
    ask
}

async fn compare_publishing(server: &Process, arguments: &Arguments) {
    let file = Database::Sqlite.create().await;
    file.execute("PRAGMA journal_mode = WAL").await;
    file.execute("PRAGMA synchronous = FULL").await;
    let linked = OPERATIONS[PUBLISH].asks(arguments.events);
    let single = linked.iter().cloned().map(unlinked).collect();
    let mut number = 0;
    for (asks, what, are_linked) in [(single, "no links", false), (linked, "links", true)] {
        let load = Load::new(asks);
        let (mut published, mut inserted) = (Vec::new(), Vec::new());
        for _ in 0..arguments.turns {
            published.push(load.run(&server.address, CLIENTS, arguments.turn()).await.rate());
            // As those that are published link to events all over the history.
            let related =
                |number| are_linked.then(|| history::id(history::dice(number) % arguments.events));
            inserted.push(insert(&file, arguments.turn(), &mut number, related).await);
        }
        let ratios = published.iter().zip(&inserted).map(|(one, other)| one / other).collect();
        println!(
            "publish, {what}, {CLIENTS} clients: {:.0}/s; single inserts {:.0}/s; {:.2} times as many",
            median(published),
            median(inserted),
            median(ratios)
        );
    }
}

async fn compare_reads(sqlite: &Process, postgres: &Process, arguments: &Arguments) {
    for operation in &OPERATIONS[..READS] {
        let load = Load::new(operation.asks(arguments.events));
        for clients in operation.clients {
            let (mut embedded, mut beside) = (Vec::new(), Vec::new());
            for _ in 0..arguments.turns {
                let run = async |server: &Process| {
                    load.run(&server.address, *clients, arguments.turn()).await.rate()
                };
                embedded.push(run(sqlite).await);
                beside.push(run(postgres).await);
            }
            let ratios = embedded.iter().zip(&beside).map(|(one, other)| one / other).collect();
            println!(
                "{:4} {:31} {clients:3} clients: SQLite {:.0}/s, PostgreSQL {:.0}/s, ratio {:.2}",
                operation.key,
                operation.title,
                median(embedded),
                median(beside),
                median(ratios)
            );
        }
    }
}

/// Fills both databases, starts a server on each, and compares.
pub(crate) async fn compare(arguments: &Arguments) {
    let (file, database) =
        (Database::Sqlite.create().await, compare::filled(arguments.events).await);
    let start =
        async |url: &str| Process::begin(|| ours::command(url), &ours::first()).await.process;
    let (sqlite, postgres) = (start(&file.url).await, start(&database.url).await);
    ours::publish(&sqlite, history::inputs(arguments.events)).await;
    compare_reads(&sqlite, &postgres, arguments).await;
    compare_publishing(&sqlite, arguments).await;
}
