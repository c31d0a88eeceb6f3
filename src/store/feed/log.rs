//! Reading the log, and numbering what goes into it.

use std::collections::VecDeque;

use entity::event_log::{Column, Entity};
use entity::event_log_removal;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

use super::Feed;
use crate::domain::log::{Bookmark, Horizon, LogEnd, LogPosition, LogRecord};
use crate::domain::timestamp::Timestamp;
use crate::domain::viewer::Viewer;
use crate::store::error::StoreError;
use crate::store::statements::rows;
use crate::store::statements::visible::visible;

/// How many changes that wait are counted at most.
const BACKLOG: u64 = 10_000;

/// A stretch of the log: what stands behind `after`, of transactions below `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins: this change is not part of it.
    pub after: Bookmark,
    /// Where it ends: no transaction from this one on is part of it, but that of `after`.
    pub until: Horizon,
    /// How many changes to read at most.
    pub limit: u64,
}

impl Feed {
    /// How far the log goes for the viewer, below this horizon and beyond.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_end(&self, viewer: Viewer, horizon: Horizon) -> Result<LogEnd, StoreError> {
        let seen = visible::<Entity>(viewer);
        let ahead = seen
            .clone()
            .select_only()
            .column(Column::TransactionId)
            .distinct()
            .filter(Column::TransactionId.gte(horizon.0));
        let last = seen
            .filter(Column::TransactionId.lt(horizon.0))
            .order_by_desc(Column::TransactionId)
            .order_by_desc(Column::Ordinal)
            .limit(1);
        let backend = self.database.backend();
        let ahead = self.database.query(viewer, ahead.build(backend)).await?;
        let ahead = ahead.iter().map(|row| row.try_get_by_index(0));
        let ahead = ahead.collect::<Result<_, _>>()?;
        let last = self.database.read(viewer, last.build(backend)).await?;
        let last = last.into_iter().next().map(|row| rows::log_record(row).bookmark());
        let removed = self.database.read(viewer, last_removal(viewer).build(backend)).await?;
        let removed = removed.first().map(|row: &event_log_removal::Model| LogPosition {
            transaction: row.transaction_id,
            ordinal: row.ordinal,
        });
        let last = match (last, removed) {
            (Some(last), Some(removed)) if last.position < removed => Bookmark::of_removed(removed),
            (Some(last), _) => last,
            (None, removed) => removed.map_or(Bookmark::START, Bookmark::of_removed),
        };
        Ok(LogEnd { last, ahead })
    }

    /// The last change that is stored so far of what the viewer sees, wherever the horizon is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_position(&self, viewer: Viewer) -> Result<Option<LogPosition>, StoreError> {
        let last = visible::<Entity>(viewer)
            .order_by_desc(Column::TransactionId)
            .order_by_desc(Column::Ordinal)
            .limit(1);
        let last = self.database.read(viewer, last.build(self.database.backend())).await?;
        Ok(last.into_iter().next().map(|row| rows::log_record(row).position))
    }

    /// The changes of a stretch of the log that the viewer sees, oldest first.
    ///
    /// # Errors
    /// When another history of the database has something else where it begins, some of what followed there was
    /// removed, or the database fails.
    pub async fn log_records(
        &self,
        viewer: Viewer,
        stretch: Stretch,
    ) -> Result<Vec<LogRecord>, StoreError> {
        let after = stretch.after;
        // A transaction had ended of which something was told, whichever horizon is known here: another server may
        // have known that those before it run in other databases.
        let ended = after.position.transaction.saturating_add(1);
        let until = Ord::max(stretch.until.0, ended);
        let query = visible::<Entity>(viewer)
            .filter(stands_from(after.position))
            .filter(Column::TransactionId.lt(until));
        // With the one that stands where it begins: should the database have been exchanged meanwhile, that one
        // isn't there.
        let query = in_order(query, stretch.limit + 1);
        let rows = self.database.read(viewer, query.build(self.database.backend())).await?;
        let mut records: VecDeque<_> = rows.into_iter().map(rows::log_record).collect();
        let first = records.pop_front_if(|first| first.position == after.position);
        if first.as_ref().is_none_or(|first| first.mark() != after.mark) {
            self.check_removed(viewer, after, first.is_some()).await?;
        }
        records.truncate(usize::try_from(stretch.limit).unwrap_or(usize::MAX));
        // Afterwards: what was removed meanwhile may be missing above.
        if self.is_log_removed(viewer, after.position).await? {
            return Err(StoreError::LogRemoved);
        }
        Ok(records.into())
    }

    /// The oldest changes of the log, of transactions below `until`.
    pub(in crate::store) async fn oldest_log_records(
        &self,
        until: Horizon,
        limit: u64,
    ) -> Result<Vec<LogRecord>, StoreError> {
        let query = in_order(
            visible::<Entity>(Viewer::Service).filter(Column::TransactionId.lt(until.0)),
            limit,
        );
        let statement = query.build(self.database.backend());
        let rows = self.database.read(Viewer::Service, statement).await?;
        Ok(rows.into_iter().map(rows::log_record).collect())
    }

    /// Refuses a place where the viewer's log has something else than what a follower saw there, or nothing,
    /// unless that was removed and nothing behind it.
    ///
    /// # Errors
    /// Where it is refused, or the database fails.
    pub async fn check_bookmark(
        &self,
        viewer: Viewer,
        bookmark: Bookmark,
    ) -> Result<(), StoreError> {
        let query = visible::<Entity>(viewer).filter(stands_at(bookmark.position));
        let found = self.database.read(viewer, query.build(self.database.backend())).await?;
        let found = found.into_iter().next().map(rows::log_record);
        if found.as_ref().is_none_or(|found| found.mark() != bookmark.mark) {
            return self.check_removed(viewer, bookmark, found.is_some()).await;
        }
        if self.is_log_removed(viewer, bookmark.position).await? {
            return Err(StoreError::LogRemoved);
        }
        Ok(())
    }

    /// The same for a place where the change is not that which the follower saw: another one, or none.
    async fn check_removed(
        &self,
        viewer: Viewer,
        bookmark: Bookmark,
        is_another: bool,
    ) -> Result<(), StoreError> {
        if is_another {
            return Err(StoreError::AnotherHistory);
        }
        if self.is_log_removed(viewer, bookmark.position).await? {
            return Err(StoreError::LogRemoved);
        }
        if bookmark.position == LogPosition::START {
            return Ok(());
        }
        let query = last_removal(viewer);
        let query = query
            .filter(event_log_removal::Column::TransactionId.eq(bookmark.position.transaction));
        let query = query.filter(event_log_removal::Column::Ordinal.eq(bookmark.position.ordinal));
        let found = self.database.query(viewer, query.build(self.database.backend())).await?;
        if found.is_empty() { Err(StoreError::AnotherHistory) } else { Ok(()) }
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
        let found = self.database.query(viewer, query.build(self.database.backend())).await?;
        Ok(!found.is_empty())
    }

    /// When each of the changes behind a place was taken in that are stored: 10,000 at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backlog(&self, behind: LogPosition) -> Result<Vec<Timestamp>, StoreError> {
        let query = visible::<Entity>(Viewer::Service).filter(stands_behind(behind, PLACE));
        let query = in_order(query, BACKLOG).select_only().column(Column::RecordedAt);
        let statement = query.build(self.database.backend());
        let rows = self.database.query(Viewer::Service, statement).await?;
        let times = rows.iter().map(|row| row.try_get_by_index(0).map(Timestamp::from_stored));
        Ok(times.collect::<Result<_, _>>()?)
    }
}

fn in_order(query: Select<Entity>, limit: u64) -> Select<Entity> {
    query.order_by_asc(Column::TransactionId).order_by_asc(Column::Ordinal).limit(limit)
}

/// Whether a change stands at this place or behind it, in one comparison: an index is read from there on,
/// where two would have it read from its beginning.
fn stands_from(position: LogPosition) -> Expr {
    let place = [Column::TransactionId.into_expr(), Column::Ordinal.into_expr()];
    let from = [Expr::val(position.transaction), Expr::val(position.ordinal)];
    Expr::tuple(place).gte(Expr::tuple(from))
}

/// Whether a change stands at this place.
fn stands_at(position: LogPosition) -> Expr {
    let transaction = Column::TransactionId.eq(position.transaction);
    transaction.and(Column::Ordinal.eq(position.ordinal))
}

/// Where a change stands.
pub(in crate::store) const PLACE: (Column, Column) = (Column::TransactionId, Column::Ordinal);

/// Whether columns hold a place behind this one.
pub(in crate::store) fn stands_behind<C: ColumnTrait>(
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
    visible::<event_log_removal::Entity>(viewer)
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
