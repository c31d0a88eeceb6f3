//! This build beside an earlier one, and beside itself, which shows how much a build differs from itself.
//!
//! Each has a database of its own, which the build migrates itself and through which the history is
//! published, since the schema of the earlier one may be another.

use std::path::Path;

use support::{Database, TestDatabase};
use tokio::process::Command;

use crate::load::Load;
use crate::process::{Postgres, Process};
use crate::turn::{Ratio, Turn, in_turn};
use crate::{Arguments, history, ours};

/// A build that runs.
struct Build {
    process: Process,
    database: TestDatabase,
}

impl Build {
    async fn begin(program: &Path, events: u64) -> Self {
        let database = Database::Postgres.create_empty().await;
        let mut migrate = Command::new(program);
        migrate.args(["migrate", "up", "--database-url", &database.owner_url]);
        migrate.env_clear().current_dir(std::env::temp_dir());
        let migrated = migrate.output().await.expect("a build");
        assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
        database.add_server_role().await;
        let begun = Process::begin(|| ours::serve(program, &database.url), &ours::first()).await;
        ours::publish(&begun.process, history::inputs(events).chain(history::adversarial())).await;
        database.execute("VACUUM ANALYZE").await;
        database.execute("CHECKPOINT").await;
        Self { process: begun.process, database }
    }
}

/// Compares this build with the one at this path, on all operations that were chosen.
pub(crate) async fn compare(before: &Path, arguments: &Arguments) {
    let this = Path::new(ours::PROGRAM);
    let mut builds = Vec::new();
    for program in [before, this, this] {
        builds.push(Build::begin(program, arguments.events).await);
    }
    let connection = builds[0].database.number("SELECT pg_backend_pid()::bigint").await;
    let postgres = Postgres::of(u32::try_from(connection).expect("a process"));
    let servers: Vec<&Process> = builds.iter().map(|build| &build.process).collect();
    println!(
        "{:36} clients  {:19}  this / before: {:21} {:21}  again / this: {:21} CPU",
        "", "before, this", "requests", "CPU", "requests"
    );
    for operation in arguments.operations() {
        let load = Load::new(operation.asks(arguments.events));
        for clients in operation.clients {
            let rounds = (arguments.turns, arguments.turn());
            let turns = in_turn((&servers, postgres), &load, *clients, rounds).await;
            let [before, this, again] = [&turns[0], &turns[1], &turns[2]];
            let rate = |turns: &[Turn]| crate::median(turns.iter().map(|turn| turn.rate).collect());
            println!(
                "{:4} {:31} {clients:3}  {:8.0}, {:8.0}/s  {:36} {:21}  {:35} {}",
                operation.key,
                operation.title,
                rate(before),
                rate(this),
                Ratio::of(this, before, |turn| turn.rate).to_string(),
                Ratio::of(this, before, Turn::cost).to_string(),
                Ratio::of(again, this, |turn| turn.rate).to_string(),
                Ratio::of(again, this, Turn::cost),
            );
        }
    }
}
