//! Wake-ups: who reads the log is told of commits, those of other processes through `LISTEN` and
//! `NOTIFY`.
//!
//! They are hints, no more: whoever reads looks every while anyway, so that one that is lost, or a
//! pooler that passes none on, costs time and nothing else. One statement speaks for all commits
//! since the one before, and none is sent in a transaction that writes events: `NOTIFY` takes a lock
//! of the whole cluster until the end of its transaction.

use std::pin::pin;
use std::time::Duration;

use sea_orm::sqlx::{self, postgres::PgListener};
use sea_orm::{DbBackend, Statement};
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

use crate::domain::clock::new_uuid;
use crate::store::connections::database::Database;
use crate::store::connections::read_pool::ReadPool;
use crate::store::connections::{Connector, Place, Purpose};
use crate::store::error::StoreError;

/// Where servers on one database call each other.
const CHANNEL: &str = "event_mesh_log";

/// Says who calls. The commit of a call need not be flushed: nothing is lost with it.
const NOTIFY: &str = "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)";

/// The least time between two calls.
const PAUSE: Duration = Duration::from_millis(10);

/// How long nobody may call before listening begins anew: a connection can be dead without a sign.
const SILENCE: Duration = Duration::from_mins(1);

/// How soon to listen again, or to call again, after the database failed.
const RETRY: Duration = Duration::from_secs(1);

/// How the processes on one database call each other.
#[derive(Debug, Clone)]
pub(in crate::store) struct Wakeups {
    database: Database,
    /// Calls.
    caller: ReadPool,
    /// Opens the connection that listens.
    connector: Connector,
    /// By what a process knows its own calls.
    process: String,
}

impl Wakeups {
    /// Ways to tell other processes of commits, and to be told of theirs, where there are any.
    pub(in crate::store) fn of(database: &Database) -> Option<Self> {
        let (connector, caller) = (database.connector()?.clone(), database.waking()?.clone());
        let process = new_uuid().to_string();
        Some(Self { database: database.clone(), caller, connector, process })
    }

    /// Calls the others after commits of this process, until the store stops.
    pub(in crate::store) fn send(&self) {
        let stop = self.database.stopping().clone();
        let wakeups = self.clone();
        let mut own = self.database.commits().own.subscribe();
        let sending = async move {
            while own.changed().await.is_ok() {
                let pause = match wakeups.call().await {
                    Ok(()) => PAUSE,
                    Err(error) => {
                        tracing::warn!(%error, "other servers can't be told of commits");
                        RETRY
                    }
                };
                sleep(pause).await;
            }
        };
        self.database.tasks().spawn(stop.run_until_cancelled_owned(sending));
    }

    async fn call(&self) -> Result<(), StoreError> {
        let values = [CHANNEL.into(), self.process.as_str().into()];
        let call = Statement::from_sql_and_values(DbBackend::Postgres, NOTIFY, values);
        self.caller.query(call, None).await.map(drop)
    }

    /// Listens to the others, until what is returned is dropped.
    pub(in crate::store) fn listen(&self) -> AbortOnDropHandle<()> {
        let wakeups = self.clone();
        AbortOnDropHandle::new(self.database.tasks().spawn(async move {
            loop {
                if let Err(error) = wakeups.hear().await {
                    tracing::warn!(%error, "other servers can't be heard");
                    sleep(RETRY).await;
                }
            }
        }))
    }

    /// A place for the connection that listens, once others leave one.
    async fn place(&self) -> Place {
        let budget = self.connector.budget();
        loop {
            let mut changed = pin!(budget.changed());
            changed.as_mut().enable();
            if let Some(place) = budget.take(Purpose::Wakeups) {
                return place;
            }
            changed.await;
        }
    }

    /// Passes on what the others call, until it has been silent for long.
    async fn hear(&self) -> Result<(), sqlx::Error> {
        let commits = &self.database.commits().any;
        let _place = self.place().await;
        // Of its own: what is left of a connection that fell silent would keep that of a common pool.
        let mut listener = PgListener::connect_with(&self.connector.pool()).await?;
        listener.listen(CHANNEL).await?;
        // Nobody heard what was called before.
        commits.send_replace(());
        while let Ok(call) = timeout(SILENCE, listener.try_recv()).await {
            // None: the connection was lost, and calls with it.
            if call?.is_none_or(|call| call.payload() != self.process) {
                commits.send_replace(());
            }
        }
        Ok(())
    }
}
