//! The server, the floor and pgbench on one PostgreSQL.

use std::time::Instant;

use support::{Database, TestDatabase};
use tokio::process::Command;

use crate::load::Load;
use crate::operations::{OPERATIONS, Operation};
use crate::pgbench::Pgbench;
use crate::process::{Begun, Postgres, Process};
use crate::turn::Turn;
use crate::{Arguments, history, median, ours};

/// All that is compared.
struct Contenders {
    ours: Process,
    floor: Process,
    pgbench: Pgbench,
    postgres: Postgres,
}

/// The rate and the costs that are printed.
fn show(turns: &[Turn]) -> String {
    let of = |part: fn(&Turn) -> f64| median(turns.iter().map(part).collect());
    let (rate, server) = (of(|turn| turn.rate), of(|turn| turn.server));
    format!("{rate:8.0}/s {server:6.0} + {:6.0} µs", of(|turn| turn.postgres))
}

impl Contenders {
    /// Asks each in turn, several times, and prints the medians.
    async fn compare(&self, operation: &Operation, clients: usize, arguments: &Arguments) {
        let load = Load::new(operation.asks(arguments.events));
        let (mut ours, mut floor, mut pgbench) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..arguments.turns {
            let turn = async |server: &Process| {
                Turn::of((server, self.postgres), &load, clients, arguments.turn()).await
            };
            ours.push(turn(&self.ours).await);
            floor.push(turn(&self.floor).await);
            pgbench.push(self.pgbench.rate(operation, clients, arguments.seconds).await);
        }
        let pairs = || ours.iter().map(|turn| turn.rate);
        let to_floor = pairs().zip(&floor).map(|(rate, floor)| rate / floor.rate).collect();
        let to_pgbench = pairs().zip(&pgbench).map(|(rate, pgbench)| rate / pgbench).collect();
        println!(
            "{:4} {:31} {clients:3}  {}  {}  {:8.0}/s  {:5.2} {:5.2}",
            operation.key,
            operation.title,
            show(&ours),
            show(&floor),
            median(pgbench),
            median(to_floor),
            median(to_pgbench),
        );
    }
}

/// A database with a history.
pub(crate) async fn filled(events: u64) -> TestDatabase {
    let database = Database::Postgres.create().await;
    let begin = Instant::now();
    database.execute(&history::sql(events)).await;
    database.execute("VACUUM ANALYZE").await;
    database.execute("CHECKPOINT").await;
    println!("{events} events were stored in {:.0} s", begin.elapsed().as_secs_f64());
    database
}

/// How to start the floor: it is this program.
fn floor(url: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--endpoint", url]);
    command
}

/// Prints how a server began, and what it takes at the end.
fn report(name: &str, begun: &Begun) {
    let Begun { process, time, memory } = begun;
    println!(
        "{name}: {:.0} ms from its start to the first answer, {} KiB then, {} KiB now",
        time.as_secs_f64() * 1e3,
        memory,
        process.memory(),
    );
}

/// Fills a database, starts the servers, and compares.
pub(crate) async fn compare(arguments: &Arguments) {
    let database = filled(arguments.events).await;
    let connection = database.number("SELECT pg_backend_pid()::bigint").await;
    let postgres = Postgres::of(u32::try_from(connection).expect("a process"));
    let first = OPERATIONS[0].asks(arguments.events).swap_remove(0);
    let ours = Process::begin(|| ours::command(&database.url), &first).await;
    let floor = Process::begin(|| floor(&database.owner_url), &first).await;
    crate::ours::publish(&ours.process, history::adversarial()).await;
    let pgbench = Pgbench::new(database.owner_url.clone(), arguments.events);
    let contenders = Contenders { ours: ours.process, floor: floor.process, pgbench, postgres };
    println!(
        "{:36} clients  {:30}  {:30}  {:10}  ours / floor, pgbench",
        "", "ours, its and PostgreSQL's time", "floor", "pgbench"
    );
    for operation in arguments.operations() {
        for clients in operation.clients {
            contenders.compare(&operation, *clients, arguments).await;
        }
    }
    let Contenders { ours: process, floor: other, .. } = contenders;
    report("ours", &Begun { process, ..ours });
    report("floor", &Begun { process: other, ..floor });
}
