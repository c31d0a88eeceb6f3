//! Tenants who share a server notice nothing of one another.
//!
//! Random acts of 2 to 20 tenants run against one server, at the same time and under the same ids.
//! Each tenant has a server of its own beside it, where the same acts run alone: every answer must
//! be the same to the letter, and subscribers must hear of what was published there, and of nothing
//! else. `PROPTEST_CASES` sets how many histories are tried.
//!
//! Two walls are tried one by one: the conditions of the statements on databases that hold back
//! nothing, and row level security with the feature `without-predicate`, which leaves those out.

mod acts;
mod client;
mod play;

use std::cell::Cell;

use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};
use support::{Database, Server};
use tokio::runtime::Runtime;

use self::acts::acts;
use self::play::play;
use crate::token::SECRET;

/// How many histories are tried unless `PROPTEST_CASES` says otherwise.
const CASES: u32 = 20;

/// The most users.
const USERS: usize = 20;

fn config() -> ProptestConfig {
    let said = ProptestConfig::default();
    let is_said = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if is_said { said.cases } else { CASES },
        failure_persistence: None,
        max_shrink_time: 60_000,
        ..said
    }
}

/// Plays random histories on a server of this kind, and says how one shows that tenants notice one
/// another.
fn histories(database: Database, as_owner: bool) -> Result<(), String> {
    let runtime = Runtime::new().expect("a runtime");
    let server = runtime.block_on(async {
        let database = database.create().await;
        let url = if as_owner { &database.owner_url } else { &database.url }.clone();
        let change = |settings: &mut Settings| {
            SECRET.clone_into(&mut settings.auth.jwt_secret);
            settings.database.url = url;
        };
        Server::start_over(database, Clock::system(), change).await
    });
    let count = Cell::new(0);
    let outcome = TestRunner::new(config()).run(&(2..=USERS, acts()), |(tenants, acts)| {
        count.set(count.get() + acts.len());
        runtime.block_on(play(&server, tenants, &acts)).map_err(TestCaseError::fail)
    });
    runtime.block_on(server.stop());
    eprintln!("{database:?}: {} acts", count.get());
    match outcome {
        Ok(()) => Ok(()),
        Err(TestError::Fail(leak, history)) => Err(format!("{leak}\nafter {history:?}")),
        Err(abort) => Err(abort.to_string()),
    }
}

fn expect_isolation(database: Database, as_owner: bool) {
    if let Err(leak) = histories(database, as_owner) {
        panic!("{leak}");
    }
}

#[cfg(not(feature = "without-predicate"))]
mod conditions {
    use super::*;

    #[test]
    fn conditions_alone_keep_tenants_apart_on_sqlite() {
        expect_isolation(Database::Sqlite, false);
    }

    #[test]
    fn conditions_alone_keep_tenants_apart_on_postgres() {
        expect_isolation(Database::Postgres, true);
    }

    #[test]
    fn both_walls_keep_tenants_apart() {
        expect_isolation(Database::Postgres, false);
    }
}

#[cfg(feature = "without-predicate")]
mod policies_alone {
    use super::*;

    #[test]
    fn policies_alone_keep_tenants_apart() {
        expect_isolation(Database::Postgres, false);
    }

    #[test]
    fn without_either_wall_these_tests_find_leaks() {
        assert!(histories(Database::Sqlite, false).is_err());
        assert!(histories(Database::Postgres, true).is_err());
    }
}
