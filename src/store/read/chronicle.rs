//! Reading the whole history, thread by thread.
//!
//! The correlations are listed in the order of the index that they have, so that a page of them costs what its
//! events do, wherever it stands; so are the events without one, in an index of their own. No statement here
//! sorts by time alone: PostgreSQL would rather walk through the history in that order than look a thread up.

use std::sync::Arc;

use entity::event_history::{Column, Entity};
use entity::event_relation::{Column as Link, Entity as Links};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, JoinType, Order};
use sea_orm::{
    ColumnTrait as _, QueryFilter as _, QueryOrder as _, QueryResult, QuerySelect as _,
    QueryTrait as _,
};

use super::links::leg;
use crate::domain::chronicle::{Belonging, Thread};
use crate::domain::event::Event;
use crate::domain::graph::Direction;
use crate::domain::ids::{EventId, EventKey};
use crate::domain::timestamp::Timestamp;
use crate::domain::view::{Parts, View};
use crate::domain::viewer::Viewer;
use crate::store::error::StoreError;
use crate::store::read::Reader;
use crate::store::statements::rows;
use crate::store::statements::scope::{key_in, limited};
use crate::store::statements::visible::{select_visible, visible};

/// What the nearer event of a link is called where both are joined.
const NEAR: &str = "near_event";

impl Reader {
    /// The next correlations after one, by tenant and name, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn correlations_after(
        &self,
        viewer: Viewer,
        after: Option<&EventKey>,
        limit: u64,
    ) -> Result<Vec<Thread>, StoreError> {
        let columns = [Column::TenantId, Column::CorrelationId];
        let mut query = select_visible::<Entity>(viewer);
        query
            .columns(columns)
            .expr(Func::min(Expr::col(Column::Timestamp)))
            .expr(Func::count(Expr::col(Column::Id)))
            .and_where(Expr::col(Column::CorrelationId).is_not_null())
            .group_by_columns(columns)
            .order_by(Column::TenantId, Order::Asc)
            .order_by(Column::CorrelationId, Order::Asc);
        if let Some(after) = after {
            let bound = [Expr::val(after.tenant.0), Expr::val(after.id.as_str())];
            query.and_where(Expr::tuple(columns.map(Expr::col)).gt(Expr::tuple(bound)));
        }
        let statement = limited(self.database.backend().build(&query), limit);
        let found = self.database.query(viewer, statement).await?;
        let thread = |row: &QueryResult| {
            let events: i64 = rows::column(row, 3)?;
            Ok(Thread {
                key: rows::key(row, (0, 1))?,
                adopted: None,
                began: Timestamp::from_stored(rows::column(row, 2)?),
                events: u64::try_from(events).unwrap_or_default(),
            })
        };
        found.iter().map(thread).collect()
    }

    /// The next events after one that belong to no correlation, by tenant, time and id, at most `limit`:
    /// of each only what is always read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn uncorrelated_after(
        &self,
        viewer: Viewer,
        after: Option<&Event>,
        limit: u64,
    ) -> Result<Vec<Arc<Event>>, StoreError> {
        let columns = [Column::TenantId, Column::Timestamp, Column::Id];
        let mut query = visible::<Entity>(viewer).filter(Column::CorrelationId.is_null());
        if let Some(after) = after {
            let bound = [
                Expr::val(after.tenant.0),
                Expr::val(after.timestamp.millis()),
                Expr::val(after.id.as_str()),
            ];
            query = query.filter(Expr::tuple(columns.map(Expr::col)).gt(Expr::tuple(bound)));
        }
        for column in columns {
            query = query.order_by_asc(column);
        }
        let view = View { viewer, parts: Parts::NONE };
        let statement = limited(self.statement(view, query), limit);
        self.read_events(view, statement).await
    }

    /// The events of these correlations, each with the name of its own, by that, time and id; at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_of_correlations(
        &self,
        view: View,
        correlations: &[EventKey],
        limit: u64,
    ) -> Result<Vec<(EventId, Arc<Event>)>, StoreError> {
        let backend = self.database.backend();
        let query = visible::<Entity>(view.viewer)
            .filter(key_in(backend, (Column::TenantId, Column::CorrelationId), correlations))
            // The index has no others.
            .filter(Column::CorrelationId.is_not_null())
            .order_by_asc(Column::CorrelationId)
            .order_by_asc(Column::Timestamp)
            .order_by_asc(Column::Id);
        let query = rows::select(query, view.parts).expr(Column::CorrelationId.into_expr());
        let statement = limited(query.build(backend), limit);
        let found = self.database.query(view.viewer, statement).await?;
        let event = |row: &QueryResult| {
            let event = rows::event(row, view.parts)?;
            let correlation = rows::column::<&str>(row, rows::width(view.parts))?;
            Ok((EventId::from_stored(correlation), Arc::new(event)))
        };
        found.iter().map(event).collect()
    }

    /// The links of these events to what led to them, as (later, earlier), with where the earlier belongs; at
    /// most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn causes_with_threads(
        &self,
        viewer: Viewer,
        keys: &[EventKey],
        limit: u64,
    ) -> Result<Vec<(EventKey, EventKey, Belonging)>, StoreError> {
        let columns = [Link::TenantId, Link::EventId, Link::RelatedId];
        let mut query = leg(self.database.backend(), viewer, keys, Direction::Upstream);
        for column in columns {
            query.column((Links, column)).order_by((Links, column), Order::Asc);
        }
        query.column((Entity, Column::CorrelationId));
        let statement = limited(self.database.backend().build(&query), limit);
        let found = self.database.query(viewer, statement).await?;
        let link = |row: &QueryResult| {
            let (later, earlier) = (rows::key(row, (0, 1))?, rows::key(row, (0, 2))?);
            let belonging = match rows::column::<Option<&str>>(row, 3)? {
                Some(name) => Belonging::Correlation(earlier.sibling(&EventId::from_stored(name))),
                None => Belonging::Alone(earlier.clone()),
            };
            Ok((later, earlier, belonging))
        };
        found.iter().map(link).collect()
    }

    /// What these events led to in other threads: each thread once for each of them, or where it has no
    /// correlation, each event; at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn effects_in_other_threads(
        &self,
        viewer: Viewer,
        keys: &[EventKey],
        limit: u64,
    ) -> Result<Vec<(EventKey, Belonging)>, StoreError> {
        let near = Alias::new(NEAR);
        let is_near = Expr::col((near.clone(), Column::TenantId))
            .equals((Links, Link::TenantId))
            .and(Expr::col((near.clone(), Column::Id)).equals((Links, Link::RelatedId)));
        let mut query = leg(self.database.backend(), viewer, keys, Direction::Downstream);
        query
            .distinct()
            .join_as(JoinType::InnerJoin, Entity, near, is_near)
            .column((Links, Link::TenantId))
            .column((Links, Link::RelatedId))
            .column((Entity, Column::CorrelationId))
            .expr(Expr::cust(
                "CASE WHEN event_history.correlation_id IS NULL THEN event_history.id END",
            ))
            .and_where(Expr::cust(
                "near_event.correlation_id IS DISTINCT FROM event_history.correlation_id",
            ));
        for place in ["1", "2", "3", "4"] {
            query.order_by_expr(Expr::cust(place), Order::Asc);
        }
        let statement = limited(self.database.backend().build(&query), limit);
        let found = self.database.query(viewer, statement).await?;
        let effect = |row: &QueryResult| {
            let near = rows::key(row, (0, 1))?;
            let belonging = match rows::column::<Option<&str>>(row, 2)? {
                Some(name) => Belonging::Correlation(near.sibling(&EventId::from_stored(name))),
                None => Belonging::Alone(rows::key(row, (0, 3))?),
            };
            Ok((near, belonging))
        };
        found.iter().map(effect).collect()
    }
}
