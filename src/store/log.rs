//! Reading the log, and numbering what goes into it.

use entity::event_log::{Column, Entity};
use entity::event_log_removal;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect,
    QueryTrait, Select, Statement,
};

use super::scope::visible;
use super::{Store, StoreError, rows};
use crate::domain::log::{Horizon, LogEnd, LogPosition, LogRecord};
use crate::domain::timestamp::Timestamp;
use crate::domain::viewer::Viewer;

/// The number of the next transaction on SQLite, which writes one after the other.
pub(super) const NEXT_NUMBER: &str = "SELECT coalesce(max(number), 0) + 1 FROM (
    SELECT max(transaction_id) AS number FROM event_log
    UNION ALL SELECT max(transaction_id) FROM event_log_removal)";

/// The first transaction that runs, and the first that has not begun.
const SNAPSHOT: &str = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint";

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
        let is_counted = backend == DbBackend::Sqlite;
        let sql = if is_counted { NEXT_NUMBER } else { SNAPSHOT };
        let statement = Statement::from_string(backend, sql);
        let rows = self.session.query(Viewer::Service, statement).await?;
        let row = rows.first().ok_or_else(|| DbErr::RecordNotFound("the horizon".to_owned()))?;
        let complete = row.try_get_by_index(0)?;
        let end = if is_counted { complete } else { row.try_get_by_index(1)? };
        Ok(Horizon { complete, end })
    }

    /// How far the log goes for the viewer, below this horizon and beyond.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_end(&self, viewer: Viewer, horizon: Horizon) -> Result<LogEnd, StoreError> {
        let seen = Entity::find().filter(visible(viewer, Column::TenantId)).select_only();
        let last = seen
            .clone()
            .columns([Column::TransactionId, Column::Ordinal])
            .filter(Column::TransactionId.lt(horizon.complete))
            .order_by_desc(Column::TransactionId)
            .order_by_desc(Column::Ordinal)
            .limit(1);
        let ahead = seen
            .column(Column::TransactionId)
            .distinct()
            .filter(Column::TransactionId.gte(horizon.complete));
        let backend = self.session.backend();
        let ahead = self.session.query(viewer, ahead.build(backend)).await?;
        let ahead = ahead.iter().map(|row| row.try_get_by_index(0));
        let ahead = ahead.collect::<Result<_, _>>()?;
        let last = self.session.query(viewer, last.build(backend)).await?;
        let last =
            last.first().map(QueryResult::try_get_many_by_index::<(i64, i32)>).transpose()?;
        let last = last.map(|(transaction, ordinal)| LogPosition { transaction, ordinal });
        let removed = self.session.read(viewer, last_removal(viewer).build(backend)).await?;
        let removed = removed.first().map(|row: &event_log_removal::Model| LogPosition {
            transaction: row.transaction_id,
            ordinal: row.ordinal,
        });
        Ok(LogEnd { last: last.max(removed).unwrap_or(LogPosition::START), ahead })
    }

    /// The changes of a stretch of the log that the viewer sees, oldest first.
    ///
    /// # Errors
    /// When some of what followed its beginning was removed, or the database fails.
    pub async fn log_records(
        &self,
        viewer: Viewer,
        stretch: Stretch,
    ) -> Result<Vec<LogRecord>, StoreError> {
        let query = Entity::find()
            .filter(visible(viewer, Column::TenantId))
            .filter(stands_behind(stretch.after, PLACE))
            .filter(Column::TransactionId.lt(stretch.until));
        let query = in_order(query, stretch.limit);
        let rows = self.session.read(viewer, query.build(self.session.backend())).await?;
        // Afterwards: what was removed meanwhile may be missing above.
        if self.is_log_removed(viewer, stretch.after).await? {
            return Err(StoreError::LogRemoved);
        }
        Ok(rows.into_iter().map(rows::log_record).collect())
    }

    /// The oldest changes of the log, of transactions below `until`.
    pub(super) async fn oldest_log_records(
        &self,
        until: i64,
        limit: u64,
    ) -> Result<Vec<LogRecord>, StoreError> {
        let query = in_order(Entity::find().filter(Column::TransactionId.lt(until)), limit);
        let statement = query.build(self.session.backend());
        let rows = self.session.read(Viewer::Service, statement).await?;
        Ok(rows.into_iter().map(rows::log_record).collect())
    }

    /// Whether the log lacks some of what followed this place, as far as the viewer sees it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_log_removed(
        &self,
        viewer: Viewer,
        behind: LogPosition,
    ) -> Result<bool, StoreError> {
        let query = removal_behind(viewer, behind);
        let found = self.session.query(viewer, query.build(self.session.backend())).await?;
        Ok(!found.is_empty())
    }

    /// When each of the changes behind a place was taken in that are stored: 10,000 at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backlog(&self, behind: LogPosition) -> Result<Vec<Timestamp>, StoreError> {
        let query = Entity::find().filter(stands_behind(behind, PLACE));
        let query = in_order(query, BACKLOG).select_only().column(Column::RecordedAt);
        let statement = query.build(self.session.backend());
        let rows = self.session.query(Viewer::Service, statement).await?;
        let times = rows.iter().map(|row| row.try_get_by_index(0).map(Timestamp::from_stored));
        Ok(times.collect::<Result<_, _>>()?)
    }
}

fn in_order(query: Select<Entity>, limit: u64) -> Select<Entity> {
    query.order_by_asc(Column::TransactionId).order_by_asc(Column::Ordinal).limit(limit)
}

/// Where a change stands.
pub(super) const PLACE: (Column, Column) = (Column::TransactionId, Column::Ordinal);

/// Whether columns hold a place behind this one.
pub(super) fn stands_behind<C: ColumnTrait>(
    position: LogPosition,
    (transaction, ordinal): (C, C),
) -> Expr {
    let place = [transaction.into_expr(), ordinal.into_expr()];
    let behind = [Expr::val(position.transaction), Expr::val(position.ordinal)];
    Expr::tuple(place).gt(Expr::tuple(behind))
}

/// Finds the last change that was removed of what the viewer saw.
fn last_removal(viewer: Viewer) -> Select<event_log_removal::Entity> {
    use event_log_removal::Column;
    event_log_removal::Entity::find()
        .filter(visible(viewer, Column::TenantId))
        .order_by_desc(Column::TransactionId)
        .order_by_desc(Column::Ordinal)
        .limit(1)
}

/// Finds it where it stood behind this place.
fn removal_behind(viewer: Viewer, position: LogPosition) -> Select<event_log_removal::Entity> {
    use event_log_removal::Column;
    let place = (Column::TransactionId, Column::Ordinal);
    last_removal(viewer).filter(stands_behind(position, place))
}
