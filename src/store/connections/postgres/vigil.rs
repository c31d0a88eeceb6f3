//! Statements whose answer doesn't come: whether PostgreSQL works on them still, or the network has lost them.
//!
//! A connection whose peer is gone without a word looks like one whose statement takes long. So where an
//! answer takes long PostgreSQL is asked, on another connection, what it works on.

use std::collections::HashSet;
use std::fmt;
use std::pin::pin;
use std::time::{Duration, Instant};

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{self, ConnectOptions as _, Row as _};
use tokio::sync::Mutex;
use tokio::time::timeout;

/// How long an answer may take until PostgreSQL is asked about it.
const SILENCE: Duration = Duration::from_secs(3);

/// How long PostgreSQL may take to say.
const PATIENCE: Duration = Duration::from_secs(2);

/// How old what it said may be.
const FRESH: Duration = Duration::from_secs(1);

/// How long an answer may be under way that PostgreSQL has given.
const UNDER_WAY: Duration = Duration::from_millis(500);

/// Those of our statements that PostgreSQL works on. Where it doesn't show, it may.
const WORKING: &str = "SELECT pid FROM pg_stat_activity
    WHERE usename = session_user AND coalesce(state, 'disabled') IN ('active', 'disabled')";

/// Asks PostgreSQL what it works on.
pub(in crate::store) struct Vigil {
    options: PgConnectOptions,
    /// What it said last; who asks meanwhile waits for the same answer.
    last: Mutex<Option<Said>>,
}

/// What it said, and when it was asked.
struct Said {
    at: Instant,
    working: Working,
}

/// What PostgreSQL works on.
enum Working {
    /// The statements of these processes.
    On(HashSet<i32>),
    /// It doesn't tell.
    Unknown,
    /// Nobody is there.
    Nobody,
}

impl Vigil {
    pub(in crate::store) fn new(options: PgConnectOptions) -> Self {
        Self { options, last: Mutex::new(None) }
    }

    /// Waits for a statement's answer. `None` when none will come.
    pub(in crate::store) async fn keep<T>(
        &self,
        process: i32,
        statement: impl Future<Output = T>,
    ) -> Option<T> {
        let mut statement = pin!(statement);
        loop {
            if let Ok(answer) = timeout(SILENCE, &mut statement).await {
                return Some(answer);
            }
            if !self.works(process).await {
                return timeout(UNDER_WAY, &mut statement).await.ok();
            }
        }
    }

    /// Whether PostgreSQL works on a statement of this process.
    async fn works(&self, process: i32) -> bool {
        let asked = Instant::now();
        let mut last = self.last.lock().await;
        let said = match &mut *last {
            Some(said) if said.at + FRESH >= asked => said,
            last => {
                let at = Instant::now();
                let working = match timeout(PATIENCE, self.ask()).await {
                    Ok(Ok(working)) => Working::On(working),
                    // While it opens no connection, nothing is gained by giving up those that there are.
                    Ok(Err(sqlx::Error::Database(_))) | Err(_) => Working::Unknown,
                    Ok(Err(_)) => Working::Nobody,
                };
                last.insert(Said { at, working })
            }
        };
        match &said.working {
            Working::On(processes) => processes.contains(&process),
            Working::Unknown => true,
            Working::Nobody => false,
        }
    }

    async fn ask(&self) -> Result<HashSet<i32>, sqlx::Error> {
        let mut connection = self.options.connect().await?;
        let rows = sqlx::raw_sql(WORKING).fetch_all(&mut connection).await?;
        rows.iter().map(|row| row.try_get(0)).collect()
    }
}

impl fmt::Debug for Vigil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vigil").finish_non_exhaustive()
    }
}
