//! Reading links between events.
//!
//! Each leg of each statement binds the tenant, and joins the event at the far end: in adopted
//! histories a link may name an event that is gone, and nothing is reached through it.

use entity::{event_history, event_relation};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Order, Query, SelectStatement, UnionType};
use sea_orm::{
    DbBackend, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, StatementBuilder,
};
use uuid::Uuid;

use super::scope::{key_in, visible};
use super::{Store, StoreError, rows};
use crate::domain::graph::{Direction, Neighbour};
use crate::domain::ids::EventKey;
use crate::domain::timestamp::Timestamp;
use crate::domain::viewer::Viewer;

/// How many links an event has, in all, to events that are there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Degree {
    /// To events that led to it.
    pub upstream: u32,
    /// To events that it led to.
    pub downstream: u32,
}

type Link = event_relation::Entity;
type LinkColumn = event_relation::Column;
type History = event_history::Entity;
type HistoryColumn = event_history::Column;

#[derive(FromQueryResult)]
struct NeighbourRow {
    tenant_id: Uuid,
    near: String,
    far: String,
    timestamp: i64,
}

#[derive(FromQueryResult)]
struct DegreeRow {
    tenant_id: Uuid,
    id: String,
    is_upstream: i32,
    links: i64,
}

/// The column of the near end and that of the far end.
const fn ends(direction: Direction) -> (LinkColumn, LinkColumn) {
    match direction {
        Direction::Downstream => (LinkColumn::RelatedId, LinkColumn::EventId),
        Direction::Upstream | Direction::Both => (LinkColumn::EventId, LinkColumn::RelatedId),
    }
}

/// Each way that a direction goes.
fn ways(direction: Direction) -> Vec<Direction> {
    match direction {
        Direction::Both => vec![Direction::Upstream, Direction::Downstream],
        one => vec![one],
    }
}

/// Links from these events one way, with the event at the far end joined.
fn leg(backend: DbBackend, viewer: Viewer, keys: &[EventKey], way: Direction) -> SelectStatement {
    let (near, far) = ends(way);
    let is_far_end = Expr::col((History::default(), HistoryColumn::TenantId))
        .equals((Link::default(), LinkColumn::TenantId))
        .and(Expr::col((History::default(), HistoryColumn::Id)).equals((Link::default(), far)));
    Query::select()
        .from(Link::default())
        .inner_join(History::default(), is_far_end)
        .cond_where(key_in(
            backend,
            ((Link::default(), LinkColumn::TenantId), (Link::default(), near)),
            keys,
        ))
        .cond_where(visible(viewer, (Link::default(), LinkColumn::TenantId)))
        .to_owned()
}

fn union(legs: Vec<SelectStatement>) -> Option<SelectStatement> {
    legs.into_iter().reduce(|mut all, next| all.union(UnionType::All, next).to_owned())
}

impl Store {
    /// The neighbours of these events, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn neighbours(
        &self,
        viewer: Viewer,
        keys: &[EventKey],
        direction: Direction,
        limit: u64,
    ) -> Result<Vec<Neighbour>, StoreError> {
        let legs = ways(direction).into_iter().map(|way| {
            let (near, far) = ends(way);
            leg(self.session.backend(), viewer, keys, way)
                .column((Link::default(), LinkColumn::TenantId))
                .expr_as(Expr::col((Link::default(), near)), "near")
                .expr_as(Expr::col((Link::default(), far)), "far")
                .column((History::default(), HistoryColumn::Timestamp))
                .to_owned()
        });
        let Some(mut query) = union(legs.collect()) else { return Ok(Vec::new()) };
        query
            .order_by(Alias::new("timestamp"), Order::Asc)
            .order_by(Alias::new("far"), Order::Asc)
            .limit(limit);
        let rows: Vec<NeighbourRow> = self.query(viewer, query).await?;
        let neighbour = |row: NeighbourRow| Neighbour {
            of: rows::event_key((row.tenant_id, row.near)),
            key: rows::event_key((row.tenant_id, row.far)),
            timestamp: Timestamp::from_stored(row.timestamp),
        };
        Ok(rows.into_iter().map(neighbour).collect())
    }

    /// The links of these events to what led to them, as (earlier, later); at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn upstream_links(
        &self,
        viewer: Viewer,
        keys: &[EventKey],
        limit: u64,
    ) -> Result<Vec<(EventKey, EventKey)>, StoreError> {
        let columns = (LinkColumn::TenantId, LinkColumn::EventId);
        let query = Link::find()
            .filter(key_in(self.session.backend(), columns, keys))
            .filter(visible(viewer, LinkColumn::TenantId))
            .limit(limit);
        let rows = self.session.read(viewer, |db| Box::pin(query.all(db))).await?;
        let link = |row: event_relation::Model| {
            (
                rows::event_key((row.tenant_id, row.related_id)),
                rows::event_key((row.tenant_id, row.event_id)),
            )
        };
        Ok(rows.into_iter().map(link).collect())
    }

    /// How many links each of these events has. Events without any are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn degrees(
        &self,
        viewer: Viewer,
        keys: &[EventKey],
    ) -> Result<Vec<(EventKey, Degree)>, StoreError> {
        let legs = ways(Direction::Both).into_iter().map(|way| {
            let (near, _) = ends(way);
            let is_upstream = i32::from(way == Direction::Upstream);
            leg(self.session.backend(), viewer, keys, way)
                .column((Link::default(), LinkColumn::TenantId))
                .expr_as(Expr::col((Link::default(), near)), "id")
                .expr_as(Expr::cust(is_upstream.to_string()), "is_upstream")
                .expr_as(Func::count(Expr::col((Link::default(), near))), "links")
                .group_by_columns([
                    (Link::default(), LinkColumn::TenantId),
                    (Link::default(), near),
                ])
                .to_owned()
        });
        let Some(query) = union(legs.collect()) else { return Ok(Vec::new()) };
        let rows: Vec<DegreeRow> = self.query(viewer, query).await?;
        let degree = |row: DegreeRow| {
            let links = u32::try_from(row.links).unwrap_or(u32::MAX);
            let degree = match row.is_upstream {
                0 => Degree { downstream: links, upstream: 0 },
                _ => Degree { upstream: links, downstream: 0 },
            };
            (rows::event_key((row.tenant_id, row.id)), degree)
        };
        Ok(rows.into_iter().map(degree).collect())
    }

    async fn query<T>(
        &self,
        viewer: Viewer,
        query: impl StatementBuilder + Send,
    ) -> Result<Vec<T>, StoreError>
    where
        T: FromQueryResult + Send + Sync + 'static,
    {
        let query = T::find_by_statement(self.session.backend().build(&query));
        self.session.read(viewer, |db| Box::pin(query.all(db))).await
    }
}
