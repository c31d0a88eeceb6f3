//! What each mechanism gains that makes the server fast: the server has turns whole, whole once more, and
//! without one of them, on one PostgreSQL with one history. Prints ratios to the whole server, of requests
//! a second and of the time that the server and PostgreSQL compute for a request: medians of paired
//! rounds, with the lowest and the highest. What lies within the spread of the whole server beside itself
//! is equal.
//!
//! `make bench BENCH=trial`, or `make bench BENCH=trial OPTIONS="--only Turns --seconds 3"`.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench prints, or ends")]

#[path = "../floor/documents.rs"]
mod documents;
#[expect(dead_code, reason = "SQLite is asked elsewhere")]
#[path = "../floor/history.rs"]
mod history;
#[path = "../floor/load.rs"]
mod load;
#[expect(dead_code, reason = "pgbench is asked elsewhere")]
#[path = "../floor/operations.rs"]
mod operations;
#[expect(dead_code, reason = "the program is asked elsewhere")]
#[path = "../floor/ours.rs"]
mod ours;
#[expect(dead_code, reason = "starts and memory are measured elsewhere")]
#[path = "../floor/process.rs"]
mod process;
mod questions;
mod server;
#[path = "../floor/statements.rs"]
mod statements;
#[path = "../floor/turn.rs"]
mod turn;

use std::time::Duration;

use clap::Parser;
use event_mesh::config::Mechanism;
use mimalloc::MiMalloc;
use support::Database;
use tokio::runtime::Builder;

use self::load::Load;
use self::process::{Postgres, Process};
use self::questions::{QUESTIONS, Question};
use self::turn::{Ratio, Turn, in_turn};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// What to measure.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many events there are.
    #[arg(long, default_value_t = 100_000)]
    events: u64,
    /// Which mechanisms; all when left out.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// For which operations, by their keys; all when left out.
    #[arg(long, value_delimiter = ',')]
    operations: Vec<String>,
    /// How long each turn takes.
    #[arg(long, default_value_t = 1)]
    seconds: u64,
    /// How many turns each has.
    #[arg(long, default_value_t = 7)]
    turns: usize,
    /// Be the server over this database.
    #[arg(long, hide = true)]
    serve: Option<String>,
    /// What it does without.
    #[arg(long, hide = true)]
    without: Option<String>,
    /// What cargo passes to benches.
    #[arg(long, hide = true)]
    bench: bool,
}

/// A server, and what it does without.
struct Contender {
    without: Option<Mechanism>,
    process: Process,
}

impl Contender {
    async fn begin(url: &str, without: Option<Mechanism>) -> Self {
        let begun = Process::begin(|| server::command(url, without), &ours::first()).await;
        Self { without, process: begun.process }
    }
}

/// Has those have turns for whom it could matter, and prints how they do beside the first.
async fn ask(
    (key, clients, mechanisms): Question,
    contenders: &[Contender],
    postgres: Postgres,
    arguments: &Arguments,
) {
    let is_asked =
        |one: &&Contender| one.without.is_none_or(|mechanism| mechanisms.contains(&mechanism));
    let asked: Vec<&Contender> = contenders.iter().filter(is_asked).collect();
    if asked.iter().all(|one| one.without.is_none()) {
        return;
    }
    let operation = questions::operation(key);
    let load = Load::new(operation.asks(arguments.events));
    let servers: Vec<&Process> = asked.iter().map(|one| &one.process).collect();
    let rounds = (arguments.turns, Duration::from_secs(arguments.seconds));
    let turns = in_turn((&servers, postgres), &load, clients, rounds).await;
    let ratios = |of: &[Turn]| {
        [Ratio::of(of, &turns[0], |turn| turn.rate), Ratio::of(of, &turns[0], Turn::cost)]
    };
    let spread = ratios(&turns[1]);
    let mut whole: Vec<f64> = turns[0].iter().map(|turn| turn.rate).collect();
    whole.sort_by(f64::total_cmp);
    println!("{}, {clients} clients: {:.0}/s", operation.title, whole[whole.len() / 2]);
    for (contender, turns) in asked.iter().zip(&turns).skip(1) {
        let name = contender.without.map_or("whole".to_owned(), |one| format!("without {one:?}"));
        let [rate, cost] = ratios(turns);
        let is_equal =
            |one: Ratio, spread: Ratio| (spread.lowest..=spread.highest).contains(&one.median);
        let is_equal = [is_equal(rate, spread[0]), is_equal(cost, spread[1])];
        let equal = is_equal.map(|is_equal| if is_equal { "=" } else { " " });
        println!("    {name:25} {} {rate}  CPU {} {cost}", equal[0], equal[1]);
    }
}

/// Starts every server over one database, and asks them.
async fn measure(arguments: &Arguments) {
    let database = Database::Postgres.create().await;
    database.execute(&history::sql(arguments.events)).await;
    let connection = database.number("SELECT pg_backend_pid()::bigint").await;
    let postgres = Postgres::of(u32::try_from(connection).expect("a process"));
    let is_chosen = |one: &Mechanism| {
        arguments.only.is_empty() || arguments.only.iter().any(|name| *name == format!("{one:?}"))
    };
    let chosen = Mechanism::ALL.into_iter().filter(is_chosen).map(Some);
    let mut contenders = Vec::new();
    for without in [None, None].into_iter().chain(chosen) {
        contenders.push(Contender::begin(&database.url, without).await);
    }
    ours::publish(&contenders[0].process, history::adversarial()).await;
    database.execute("VACUUM ANALYZE").await;
    database.execute("CHECKPOINT").await;
    for question in QUESTIONS {
        if arguments.operations.is_empty()
            || arguments.operations.iter().any(|key| key == question.0)
        {
            ask(question, &contenders, postgres, arguments).await;
        }
    }
}

fn main() {
    let arguments = Arguments::parse();
    if let Some(url) = &arguments.serve {
        let without = arguments.without.as_deref();
        let without = without.map(|name| server::named(name).expect("a mechanism"));
        let runtime = Builder::new_multi_thread().enable_all().build();
        return runtime.expect("a runtime").block_on(server::serve(url, without));
    }
    // One thread: the load shall take as little of the machine as it can.
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure(&arguments));
}
