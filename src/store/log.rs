//! Reading the log, and numbering what goes into it.

use entity::event_log::{Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement,
};

use super::scope::visible;
use super::{Store, StoreError, rows};
use crate::domain::log::{Horizon, LogPosition, LogRecord};
use crate::domain::timestamp::Timestamp;
use crate::domain::viewer::Viewer;

/// The number of the next transaction on SQLite, which writes one after the other.
const NEXT_NUMBER: &str = "SELECT coalesce(max(transaction_id), 0) + 1 FROM event_log";

/// The snapshot of this moment, in the words of `pg_snapshot`: the first transaction that runs, the
/// first that has not begun, and which run between them.
const SNAPSHOT: &str = "SELECT pg_current_snapshot()::text";

/// The transaction's own id, with the epoch. PostgreSQL gives it to those that write, in the order in
/// which they first ask.
const OWN_NUMBER: &str = "SELECT pg_current_xact_id()::text::bigint";

/// How many changes that wait are counted at most.
const BACKLOG: u64 = 10_000;

/// A stretch of the log: what stands behind `after`, of transactions below `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins: this change is not part of it.
    pub after: LogPosition,
    /// Where it ends: no transaction from this one on is part of it.
    pub until: i64,
    /// How many changes to read at most.
    pub limit: u64,
}

impl Store {
    /// Which transactions have ended by now, of whatever tenant.
    ///
    /// Whoever reads the log asks for this first, in a statement of its own: what is below is then
    /// there for every statement that follows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn horizon(&self) -> Result<Horizon, StoreError> {
        let backend = self.session.backend();
        let read = self.session.read(Viewer::Service, move |db| {
            Box::pin(async move {
                let sql = if backend == DbBackend::Postgres { SNAPSHOT } else { NEXT_NUMBER };
                let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
                let row = row.ok_or_else(|| DbErr::RecordNotFound("the horizon".to_owned()))?;
                if backend == DbBackend::Postgres {
                    return Ok(parse_snapshot(&row.try_get_by_index::<String>(0)?));
                }
                let next = row.try_get_by_index(0)?;
                Ok(Some(Horizon { complete: next, end: next, running: Vec::new() }))
            })
        });
        read.await?.ok_or_else(|| StoreError::Unavailable("the snapshot can't be read".to_owned()))
    }

    /// The changes of a stretch of the log that the viewer sees, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_records(
        &self,
        viewer: Viewer,
        stretch: Stretch,
    ) -> Result<Vec<LogRecord>, StoreError> {
        let query = Entity::find()
            .filter(visible(viewer, Column::TenantId))
            .filter(stands_behind(stretch.after))
            .filter(Column::TransactionId.lt(stretch.until))
            .order_by_asc(Column::TransactionId)
            .order_by_asc(Column::Ordinal)
            .limit(stretch.limit);
        let rows = self.session.read(viewer, |db| Box::pin(query.all(db))).await?;
        Ok(rows.into_iter().map(rows::log_record).collect())
    }

    /// When each of the changes behind a place was taken in that are stored: [`BACKLOG`] at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backlog(&self, behind: LogPosition) -> Result<Vec<Timestamp>, StoreError> {
        let query = Entity::find()
            .select_only()
            .column(Column::RecordedAt)
            .filter(stands_behind(behind))
            .order_by_asc(Column::TransactionId)
            .order_by_asc(Column::Ordinal)
            .limit(BACKLOG)
            .into_tuple::<i64>();
        let rows = self.session.read(Viewer::Service, |db| Box::pin(query.all(db))).await?;
        Ok(rows.into_iter().map(Timestamp::from_stored).collect())
    }
}

/// Whether a change stands behind this place.
fn stands_behind(position: LogPosition) -> Expr {
    let place = [Column::TransactionId, Column::Ordinal].map(ColumnTrait::into_expr);
    let after = [Expr::val(position.transaction), Expr::val(position.ordinal)];
    Expr::tuple(place).gt(Expr::tuple(after))
}

/// The number under which a transaction writes into the log.
pub(super) async fn transaction_number(
    transaction: &DatabaseTransaction,
) -> Result<i64, StoreError> {
    let backend = transaction.get_database_backend();
    let sql = if backend == DbBackend::Postgres { OWN_NUMBER } else { NEXT_NUMBER };
    let row = transaction.query_one_raw(Statement::from_string(backend, sql)).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("the transaction's number".to_owned()))?;
    Ok(row.try_get_by_index(0)?)
}

/// Reads `xmin:xmax:xip,xip…`.
fn parse_snapshot(text: &str) -> Option<Horizon> {
    let mut parts = text.split(':');
    let mut number = || parts.next()?.parse().ok();
    let (complete, end) = (number()?, number()?);
    let running = parts.next()?.split(',').filter(|id| !id.is_empty());
    let running = running.map(str::parse).collect::<Result<_, _>>().ok()?;
    Some(Horizon { complete, end, running })
}
