//! Connections that come back after a unit of work was given up.
//!
//! sqlx 0.9.0 takes a connection back with an open transaction when `begin()` was dropped before
//! it was answered; what its next borrower writes is then lost without an error. A connection
//! whose peer is gone would stay in the pool for ever. Both end here: it answers a ROLLBACK soon,
//! or it is closed.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sea_orm::sqlx;

/// How long after a unit of work was given up released connections are looked at closely.
const SUSPICION: Duration = Duration::from_secs(30);

/// How long a connection has to answer after a unit of work was given up.
const HEAL_TIMEOUT: Duration = Duration::from_secs(2);

/// When a unit of work was last given up at its deadline.
#[derive(Debug, Clone, Default)]
pub(super) struct Abandoned(Arc<Mutex<Option<Instant>>>);

impl Abandoned {
    /// Says that one is given up now.
    pub(super) fn mark(&self) {
        if let Ok(mut last) = self.0.lock() {
            *last = Some(Instant::now());
        }
    }

    /// Whether that was so short a time ago that its connection may only come back now.
    pub(super) fn recently(&self) -> bool {
        let last = self.0.lock().ok().and_then(|last| *last);
        last.is_some_and(|last| last.elapsed() < SUSPICION)
    }
}

/// Rolls connections back that come back while that is recent, or closes them.
pub(super) fn heal_released(
    pool: sqlx::pool::PoolOptions<sqlx::Postgres>,
    abandoned: Abandoned,
) -> sqlx::pool::PoolOptions<sqlx::Postgres> {
    pool.after_release(move |connection, _| {
        let suspicious = abandoned.recently();
        Box::pin(async move {
            if !suspicious {
                return Ok(true);
            }
            let rollback = sqlx::Executor::execute(connection, "ROLLBACK");
            match tokio::time::timeout(HEAL_TIMEOUT, rollback).await {
                Ok(result) => result.map(|_| true),
                Err(_) => Err(sqlx::Error::PoolTimedOut),
            }
        })
    })
}
