//! The server on a file of SQLite: reads beside those on PostgreSQL, and what is published, durably,
//! beside inserts that go straight to a file of the same kind, each in a transaction of its own.

use std::time::{Duration, Instant};

use support::{Database, TestDatabase};

use crate::load::Load;
use crate::operations::OPERATIONS;
use crate::process::Process;
use crate::{Arguments, compare, history, median, ours};

/// How many clients publish.
const CLIENTS: usize = 64;

/// The operations that read, and that publishes.
const READS: usize = 4;
const PUBLISH: usize = 6;

/// Inserts events for so long, as fast as one connection can, and returns how many a second.
async fn insert(file: &TestDatabase, time: Duration, number: &mut u64) -> f64 {
    let (begin, first) = (Instant::now(), *number);
    while begin.elapsed() < time {
        let input = history::input("bench.published", *number, &[]);
        let part = |part: &str| input[part].to_string().replace('\'', "''");
        let id = history::id(*number);
        let sql = format!(
            "BEGIN IMMEDIATE;
            INSERT INTO event_history (tenant_id, id, event_name, source, timestamp, payload,
                should_document, user_intent, context, metadata, recorded_at, revision,
                correlation_id)
            VALUES (zeroblob(16), '{id}', 'bench.published', 'bench', 1, '{}', 0, '{}', '{}', '{}', 1, 1,
                '{id}');
            INSERT INTO event_relation (tenant_id, event_id, related_id, ordinal)
            VALUES (zeroblob(16), '{id}', '{}', 0);
            INSERT INTO event_log (tenant_id, transaction_id, ordinal, event_id, change, size, recorded_at)
            VALUES (zeroblob(16), {number}, 0, '{id}', 1, 600, 1);
            COMMIT",
            part("payload"),
            part("userIntent"),
            part("context"),
            part("metadata"),
            history::id(0),
        );
        file.execute(&sql).await;
        *number += 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let inserted = (*number - first) as f64;
    inserted / begin.elapsed().as_secs_f64()
}

async fn compare_publishing(server: &Process, arguments: &Arguments) {
    let file = Database::Sqlite.create().await;
    file.execute("PRAGMA journal_mode = WAL").await;
    file.execute("PRAGMA synchronous = FULL").await;
    let load = Load::new(OPERATIONS[PUBLISH].asks(arguments.events));
    let (mut number, mut published, mut inserted) = (0, Vec::new(), Vec::new());
    for _ in 0..arguments.turns {
        published.push(load.run(&server.address, CLIENTS, arguments.turn()).await.rate());
        inserted.push(insert(&file, arguments.turn(), &mut number).await);
    }
    let ratios = published.iter().zip(&inserted).map(|(one, other)| one / other).collect();
    println!(
        "publish, {CLIENTS} clients: {:.0}/s; single inserts {:.0}/s; {:.2} times as many",
        median(published),
        median(inserted),
        median(ratios)
    );
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
