//! Transactions on PostgreSQL.
//!
//! Their connections are kept from one to the next: given back to sqlx's pool, each would cost a ping and a
//! task. One that begins, and says whose rows it is about, is a single round trip. A transaction that is
//! dropped before its end closes its connection, whatever state that is in; sqlx 0.9.0 takes a connection
//! back with a transaction that is open, when `begin()` was dropped before it was answered, and what its
//! next borrower writes is then lost without an error.

use std::pin::pin;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::DbErr;
use sea_orm::sqlx::{self, AssertSqlSafe, Executor as _, PgConnection};
use tokio::sync::Mutex as AsyncMutex;
use tokio::time::timeout;

use crate::domain::ids::TenantId;
use crate::store::connections::admission::admit_to_postgres;
use crate::store::connections::driver::failed;
use crate::store::connections::pools::{LONGEST_USE, SUSPICIOUS_IDLE};
use crate::store::connections::postgres::rls;
use crate::store::connections::{Connector, Link, Place, Purpose};
use crate::store::error::StoreError;
use crate::store::trouble::Trouble;

/// Connections to PostgreSQL that wait for the next transaction.
#[derive(Debug, Clone)]
pub(in crate::store) struct Kept {
    waiting: Arc<Mutex<Waiting>>,
    connector: Connector,
    /// The newest epoch of the log, as far as a connection has found it; -1 before.
    epoch: Arc<AtomicI64>,
}

#[derive(Debug, Default)]
struct Waiting {
    idle: Vec<Idle>,
    is_closed: bool,
}

/// A connection, and its place among those of the process.
#[derive(Debug)]
struct Own {
    link: Link,
    place: Place,
}

#[derive(Debug)]
struct Idle {
    own: Own,
    since: Instant,
}

/// Where a transaction can begin.
enum Taken {
    Kept(Own),
    /// On a connection that is to be opened.
    New(Place),
}

impl Kept {
    pub(in crate::store) fn new(connector: Connector) -> Self {
        Self { waiting: Arc::default(), connector, epoch: Arc::new(AtomicI64::new(-1)) }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // Nothing that changes it can panic half way.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection that is kept, or a place for a new one, as soon as there is either.
    async fn take(&self) -> Result<Taken, StoreError> {
        let budget = self.connector.budget();
        let taken = timeout(self.connector.acquire(), async {
            loop {
                let mut changed = pin!(budget.changed());
                changed.as_mut().enable();
                if let Some(own) = self.take_kept() {
                    return Taken::Kept(own);
                }
                if let Some(place) = budget.take(Purpose::Write) {
                    return Taken::New(place);
                }
                changed.await;
            }
        });
        taken.await.map_err(|_| StoreError::Unavailable("all connections are busy".to_owned()))
    }

    /// The connection that was used last, where that is not long ago.
    fn take_kept(&self) -> Option<Own> {
        self.close_idle(SUSPICIOUS_IDLE);
        let renewal = self.connector.renewal();
        let mut waiting = self.waiting();
        waiting.idle.retain(|idle| !renewal.outdates(idle.own.link.opened));
        waiting.idle.pop().map(|idle| idle.own)
    }

    /// Gives a connection back, unless it is so old that another takes its place, or others need that.
    fn give(&self, own: Own) {
        if own.link.opened.elapsed() >= LONGEST_USE || own.place.is_wanted() {
            return;
        }
        let mut waiting = self.waiting();
        if !waiting.is_closed {
            waiting.idle.push(Idle { own, since: Instant::now() });
        }
        drop(waiting);
        self.connector.budget().announce();
    }

    /// Gives connections that wait for the next transaction to those who need them more, for ever.
    pub(in crate::store) async fn give_back(&self) {
        loop {
            self.connector.budget().refused().await;
            // One after the other: with each there may be enough.
            while let Some(idle) = self.take_wanted() {
                drop(idle);
            }
        }
    }

    fn take_wanted(&self) -> Option<Idle> {
        let mut waiting = self.waiting();
        let place = waiting.idle.iter().position(|idle| idle.own.place.is_wanted())?;
        Some(waiting.idle.remove(place))
    }

    /// Keeps none any more.
    pub(in crate::store) fn close(&self) {
        *self.waiting() = Waiting { idle: Vec::new(), is_closed: true };
    }

    /// Closes those that nobody has used for so long: firewalls forget connections.
    pub(in crate::store) fn close_idle(&self, time: Duration) {
        self.waiting().idle.retain(|idle| idle.since.elapsed() < time);
    }

    /// Lets a new connection write. Should it lead to another database than those before, they are outdated.
    async fn admit(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        let admitted = admit_to_postgres(connection).await;
        let renewal = self.connector.renewal();
        match &admitted {
            Ok(epoch) => {
                let before = self.epoch.swap(*epoch, Ordering::Relaxed);
                if ![-1, *epoch].contains(&before) {
                    renewal.renew("the database is another", false);
                }
            }
            Err(error) if error.trouble() == Some(Trouble::ReadOnly) => {
                renewal.renew("the database can't be written", true);
            }
            Err(_) => (),
        }
        admitted.map(drop)
    }

    /// Begins a transaction for these tenants. Statements are counted.
    pub(in crate::store) async fn begin(
        &self,
        statements: &Arc<AtomicU64>,
        tenants: impl IntoIterator<Item = TenantId>,
    ) -> Result<OnPostgres, StoreError> {
        let begin = format!("BEGIN; {}", rls::naming(tenants));
        loop {
            let place = match self.take().await? {
                Taken::Kept(own) => match self.on(own, statements).begin(&begin).await {
                    Ok(begun) => return Ok(begun),
                    Err(error) => {
                        // It was lost while nobody used it, whatever it says.
                        tracing::debug!(%error, "a connection that was kept");
                        continue;
                    }
                },
                Taken::New(place) => place,
            };
            let mut link = self.connector.open(Purpose::Write).await?;
            self.admit(&mut link.connection).await?;
            return self.on(Own { link, place }, statements).begin(&begin).await;
        }
    }

    fn on(&self, own: Own, statements: &Arc<AtomicU64>) -> OnPostgres {
        let (process, own) = (own.link.process, AsyncMutex::new(own));
        OnPostgres { own, process, statements: Arc::clone(statements), kept: self.clone() }
    }
}

/// A transaction on PostgreSQL.
#[derive(Debug)]
pub(in crate::store) struct OnPostgres {
    own: AsyncMutex<Own>,
    /// The process of the database that serves it.
    process: i32,
    statements: Arc<AtomicU64>,
    kept: Kept,
}

impl OnPostgres {
    async fn begin(self, begin: &str) -> Result<Self, StoreError> {
        self.run(async |connection| connection.execute(AssertSqlSafe(begin)).await).await?;
        Ok(self)
    }

    /// Ends it, and keeps its connection.
    pub(in crate::store) async fn end(self, how: &'static str) -> Result<(), DbErr> {
        self.run(async |connection| connection.execute(how).await).await?;
        self.kept.give(self.own.into_inner());
        Ok(())
    }

    /// Runs a statement more.
    pub(in crate::store) async fn next<T>(
        &self,
        statement: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.run(statement).await
    }

    async fn run<T>(
        &self,
        statement: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, DbErr> {
        let mut own = self.own.lock().await;
        let answer = self.kept.connector.answer(self.process, statement(&mut own.link.connection));
        answer.await.map_err(failed)
    }
}
