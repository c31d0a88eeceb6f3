//! What the server takes beyond what can't be left out: it is asked in turn with the floor, which is
//! axum and tokio-postgres without GraphQL, and with pgbench, which runs the same kind of statements,
//! all on one PostgreSQL. Prints ratios of requests a second, and the time that processes compute for
//! each request.
//!
//! `make bench`, or `make bench EVENTS=1000000 OPTIONS="--operations O1,O6 --seconds 5"`.
//! `OPTIONS="--before PATH"` compares with an earlier build, each on a database of its own.
//! `OPTIONS=--embedded` compares SQLite with PostgreSQL, and with inserts that go straight to a file.
//!
//! The server logs in as a role that row level security holds; the floor and pgbench log in as the
//! owner, whom it doesn't.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench prints, or ends")]

mod builds;
mod compare;
mod documents;
mod embedded;
mod endpoint;
mod history;
mod load;
mod operations;
mod ours;
mod pgbench;
mod process;
mod statements;
mod turn;

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use tokio::runtime::Builder;

use self::operations::{OPERATIONS, Operation};

/// What to measure.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many events there are.
    #[arg(long, default_value_t = 100_000)]
    events: u64,
    /// Which operations, by their keys; all when left out.
    #[arg(long, value_delimiter = ',')]
    operations: Vec<String>,
    /// How long each turn takes.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// How many turns each contender has.
    #[arg(long, default_value_t = 7)]
    turns: usize,
    /// Compare with an earlier build, in place of the floor: the path of its program.
    #[arg(long)]
    before: Option<PathBuf>,
    /// Compare SQLite with PostgreSQL.
    #[arg(long)]
    embedded: bool,
    /// Be the floor over this database.
    #[arg(long, hide = true)]
    endpoint: Option<String>,
    /// What cargo passes to benches.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Arguments {
    fn turn(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// The operations that were chosen.
    fn operations(&self) -> impl Iterator<Item = Operation> {
        let is_chosen = |operation: &Operation| {
            self.operations.is_empty() || self.operations.iter().any(|key| key == operation.key)
        };
        OPERATIONS.into_iter().filter(is_chosen)
    }
}

/// The one in the middle.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let arguments = Arguments::parse();
    assert!(arguments.events >= history::FEWEST, "{} events at least", history::FEWEST);
    if let Some(url) = &arguments.endpoint {
        let runtime = Builder::new_multi_thread().enable_all().build();
        return runtime.expect("a runtime").block_on(endpoint::serve(url));
    }
    // One thread: the load shall take as little of the machine as it can.
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    if let Some(before) = &arguments.before {
        runtime.block_on(builds::compare(before, &arguments));
    } else if arguments.embedded {
        runtime.block_on(embedded::compare(&arguments));
    } else {
        runtime.block_on(compare::compare(&arguments));
    }
}
