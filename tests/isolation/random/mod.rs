//! Tenants who share a server notice nothing of one another.
//!
//! Random acts of 2 to 20 tenants run against one server, at the same time and under the same ids.
//! Each tenant has a server of its own beside it, where the same acts run alone: every answer must
//! be the same to the letter, and subscribers must hear of what was published there, and of nothing
//! else.
//!
//! Two walls are tried one by one: the predicates of the statements on databases that hold back
//! nothing, and row level security on a server whose statements have none.

mod acts;
mod client;
mod play;

use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};
use support::{Database, Server, effort, histories};
use tokio::runtime::{Builder, Runtime};

use self::acts::acts;
use self::play::play;
use crate::isolation::token::SECRET;

/// How many histories are tried.
const FEW: u32 = 6;
const MANY: u32 = 70;

/// The most tenants.
fn most_tenants() -> usize {
    effort(8, 20)
}

/// Who holds tenants apart beside the predicates of the statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Row level security.
    Server,
    /// Nobody: it doesn't hold a superuser.
    Owner,
}

/// Plays random histories on a server of this kind, and says how one shows that tenants notice one
/// another.
fn find_a_leak(
    runtime: &Runtime,
    (database, role): (Database, Role),
    config: ProptestConfig,
) -> Result<(), String> {
    let server = runtime.block_on(async {
        let database = database.create().await;
        let url = if role == Role::Owner { &database.owner_url } else { &database.url }.clone();
        let change = |settings: &mut Settings| {
            SECRET.clone_into(&mut settings.auth.jwt_secret);
            settings.database.url = url;
        };
        Server::start_over(database, Clock::system(), change).await
    });
    let outcome = TestRunner::new(config).run(&(2..=most_tenants(), acts()), |(tenants, acts)| {
        runtime.block_on(play(&server, tenants, &acts)).map_err(TestCaseError::fail)
    });
    runtime.block_on(server.stop());
    match outcome {
        Ok(()) => Ok(()),
        Err(TestError::Fail(leak, history)) => Err(format!("{leak}\nafter {history:?}")),
        Err(abort) => Err(abort.to_string()),
    }
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..histories(FEW, MANY) }
}

fn expect_isolation(runtime: &Runtime, database: Database, role: Role) {
    if let Err(leak) = find_a_leak(runtime, (database, role), config()) {
        panic!("{leak}");
    }
}

fn runtime() -> Runtime {
    Runtime::new().expect("a runtime")
}

#[test]
fn predicates_alone_keep_tenants_apart_on_sqlite() {
    expect_isolation(&runtime(), Database::Sqlite, Role::Server);
}

#[test]
fn predicates_alone_keep_tenants_apart_on_postgres() {
    expect_isolation(&runtime(), Database::Postgres, Role::Owner);
}

#[test]
fn both_walls_keep_tenants_apart() {
    expect_isolation(&runtime(), Database::Postgres, Role::Server);
}

/// Release builds can't leave the predicate out.
#[cfg(debug_assertions)]
mod without_predicates {
    use event_mesh::store::leave_out_predicate;

    use super::*;

    /// A runtime on whose threads statements have no predicate.
    fn runtime() -> Runtime {
        let mut builder = Builder::new_multi_thread();
        builder.enable_all().on_thread_start(leave_out_predicate).build().expect("a runtime")
    }

    #[test]
    fn policies_alone_keep_tenants_apart() {
        expect_isolation(&runtime(), Database::Postgres, Role::Server);
    }

    #[test]
    fn without_either_wall_these_tests_find_leaks() {
        let servers = [(Database::Sqlite, Role::Server), (Database::Postgres, Role::Owner)];
        for server in servers {
            // Any leak will do, be the history as long as it may.
            let config = ProptestConfig { max_shrink_iters: 0, ..config() };
            assert!(find_a_leak(&runtime(), server, config).is_err());
        }
    }
}
