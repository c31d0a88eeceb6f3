//! How long it takes to find and to count, for one client that has nothing else to do: events of one tenant
//! and of all, by words, in groups, and over time. Prints medians and 99th percentiles, in milliseconds, of a
//! history in memory.
//!
//! `make bench BENCH=find EVENTS=1000000`. The server logs in to PostgreSQL as a role that row level security
//! holds. With `OPTIONS=--embedded` the history is in a file of SQLite.
#![expect(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints numbers, or ends"
)]

mod history;
mod questions;

use std::time::Instant;

use clap::Parser;
use event_mesh::app::App;
use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::ids::{TenantId, UserId};
use event_mesh::domain::viewer::Viewer;
use event_mesh::graphql::{Api, Request};
use futures_util::future::join_all;
use support::{Database, Value, json};

use self::history::{LARGE, MIDDLE, SMALL, input, tenant};

/// When the newest events happened.
pub(crate) const NOW: u64 = 1_795_000_000_000;

/// How many events are published together, and by how many at once, when the history is filled.
const BATCH: u64 = 1_000;
const PUBLISHERS: u64 = 2;

/// How often each question is asked, with other words each time.
const ROUNDS: u64 = 100;

const PUBLISH: &str = "mutation ($inputs: [PublishInput!]!) {
    publishMany(inputs: $inputs) { results { created } }
}";

/// What to measure.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many events there are.
    #[arg(long, default_value_t = 100_000)]
    events: u64,
    /// Ask on SQLite.
    #[arg(long)]
    embedded: bool,
    /// What cargo passes to benches.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Who asks, and how many events they see.
fn askers(events: u64) -> [(u64, Viewer); 4] {
    let user = |number: u64| {
        let tenant = tenant(number);
        Viewer::User { tenant: TenantId(tenant), user: UserId(tenant) }
    };
    [(SMALL, user(1)), (MIDDLE, user(2)), (LARGE, user(3)), (events, Viewer::Service)]
}

/// Asks, and returns how long that took, in milliseconds, and the answer.
async fn ask(api: &Api, viewer: Viewer, query: &str, variables: Value) -> (f64, Value) {
    let request = json!({ "query": query, "variables": variables }).to_string();
    let request = Request::from_json(&request).expect("a request");
    let begin = Instant::now();
    let answer = api.answer(request, viewer).await;
    let text = serde_json::to_string(&answer).expect("JSON");
    let taken = begin.elapsed().as_secs_f64() * 1e3;
    let answer: Value = serde_json::from_str(&text).expect("JSON");
    (taken, answer)
}

async fn publish(api: &Api, numbers: impl Iterator<Item = u64>) -> f64 {
    let inputs: Vec<Value> = numbers.map(input).collect();
    let (taken, answer) = ask(api, Viewer::Service, PUBLISH, json!({ "inputs": inputs })).await;
    assert_eq!(answer["errors"], Value::Null, "published");
    taken
}

async fn fill(api: &Api, events: u64) {
    let begin = Instant::now();
    let publisher = |number: u64| async move {
        let mut start = number * BATCH;
        while start < events {
            publish(api, start..(start + BATCH).min(events)).await;
            start += PUBLISHERS * BATCH;
        }
    };
    join_all((0..PUBLISHERS).map(publisher)).await;
    let rate = events as f64 / begin.elapsed().as_secs_f64();
    println!("{events} events, published at {rate:.0} a second\n");
}

/// The median and the 99th percentile.
fn percentiles(mut taken: Vec<f64>) -> (f64, f64) {
    taken.sort_by(f64::total_cmp);
    (taken[taken.len() / 2], taken[taken.len() * 99 / 100])
}

/// How long batches take that a client publishes one after the other, while words are indexed.
async fn stalls(api: &Api, events: u64) {
    let mut taken = Vec::new();
    for batch in 0..300 {
        let start = events + batch * 100;
        taken.push(publish(api, start..start + 100).await);
    }
    let longest = taken.iter().copied().fold(0.0, f64::max);
    let (median, most) = percentiles(taken);
    println!("publishMany of 100: median {median:.1}, p99 {most:.1}, longest {longest:.1} ms\n");
}

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let kind = if arguments.embedded { Database::Sqlite } else { Database::Postgres };
    let database = kind.create().await;
    let mut settings = Settings::defaults().expect("the defaults");
    settings.database.url.clone_from(&database.url);
    let app = App::new(settings, Clock::system()).await.expect("an app");
    let api = app.api();
    fill(&api, arguments.events).await;
    if kind == Database::Postgres {
        // As it does by itself, sooner or later. SQLite is asked as it was written.
        database.execute("VACUUM ANALYZE").await;
    }
    println!("| question | events of who asks | found | p50 ms | p99 ms |\n|---|---|---|---|---|");
    for question in questions::QUESTIONS {
        for (events, viewer) in askers(arguments.events) {
            let mut taken = Vec::new();
            let mut found = Vec::new();
            for round in 0..ROUNDS {
                let variables = (question.variables)(round);
                let (one, answer) = ask(&api, viewer, question.document, variables).await;
                found.push(questions::found(&answer));
                taken.push(one);
            }
            let (median, most) = percentiles(taken);
            let found = percentiles(found).0;
            let name = question.name;
            println!("| {name} | {events} | {found} | {median:.1} | {most:.1} |");
        }
    }
    println!();
    stalls(&api, arguments.events).await;
    app.close().await;
}
