//! Reading links between events.
//!
//! Each leg of each statement binds the tenant, and joins the event at the far end: in adopted
//! histories a link may name an event that is gone, and nothing is reached through it.

use std::sync::Arc;

use entity::{event_history, event_relation};
use sea_orm::sea_query::{
    Alias, CommonTableExpression, Expr, ExprTrait, Func, Order, Query, SelectStatement, UnionType,
};
use sea_orm::{DbBackend, FromQueryResult, QueryFilter, QueryResult, QueryTrait};
use uuid::Uuid;

use crate::domain::event::Event;
use crate::domain::graph::{Direction, Neighbour};
use crate::domain::ids::EventKey;
use crate::domain::timestamp::Timestamp;
use crate::domain::view::View;
use crate::domain::viewer::Viewer;
use crate::store::error::StoreError;
use crate::store::read::Reader;
use crate::store::statements::filter::ends;
use crate::store::statements::rows;
use crate::store::statements::scope::{key_in, limited};
use crate::store::statements::visible::{select_visible, visible};

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
    is_upstream: i32,
}

impl From<NeighbourRow> for Neighbour {
    fn from(row: NeighbourRow) -> Self {
        Self {
            of: rows::event_key((row.tenant_id, row.near)),
            key: rows::event_key((row.tenant_id, row.far)),
            way: if row.is_upstream == 0 { Direction::Downstream } else { Direction::Upstream },
            timestamp: Timestamp::from_stored(row.timestamp),
        }
    }
}

#[derive(FromQueryResult)]
struct DegreeRow {
    tenant_id: Uuid,
    id: String,
    is_upstream: i32,
    links: i64,
}

/// Each way that a direction goes.
fn ways(direction: Direction) -> Vec<Direction> {
    match direction {
        Direction::Both => vec![Direction::Upstream, Direction::Downstream],
        one => vec![one],
    }
}

/// Tells rows of one way from those of the other.
fn is_upstream(way: Direction) -> Expr {
    Expr::cust(i32::from(way == Direction::Upstream).to_string())
}

/// Selects links that the viewer sees, with what they are to those who go this way.
fn select_links(viewer: Viewer, way: Direction) -> SelectStatement {
    let (near, far) = ends(way);
    select_visible::<Link>(viewer)
        .column((Link::default(), LinkColumn::TenantId))
        .expr_as(Expr::col((Link::default(), near)), "near")
        .expr_as(Expr::col((Link::default(), far)), "far")
        .to_owned()
}

/// The links that a recursive statement has found so far.
const REACHED: &str = "reached";

/// Links from these events one way, with the event at the far end joined.
pub(in crate::store) fn leg(
    backend: DbBackend,
    viewer: Viewer,
    keys: &[EventKey],
    way: Direction,
) -> SelectStatement {
    let (_, far) = ends(way);
    let is_far_end = Expr::col((History::default(), HistoryColumn::TenantId))
        .equals((Link::default(), LinkColumn::TenantId))
        .and(Expr::col((History::default(), HistoryColumn::Id)).equals((Link::default(), far)));
    links_of(backend, viewer, keys, way).inner_join(History::default(), is_far_end).to_owned()
}

/// Links from these events one way.
fn links_of(
    backend: DbBackend,
    viewer: Viewer,
    keys: &[EventKey],
    way: Direction,
) -> SelectStatement {
    let (near, _) = ends(way);
    select_visible::<Link>(viewer)
        .cond_where(key_in(
            backend,
            ((Link::default(), LinkColumn::TenantId), (Link::default(), near)),
            keys,
        ))
        .to_owned()
}

fn union(legs: Vec<SelectStatement>) -> Option<SelectStatement> {
    legs.into_iter().reduce(|mut all, next| all.union(UnionType::All, next).to_owned())
}

impl Reader {
    /// The events next to these ones, in no particular order, each with the one that it is next to;
    /// at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn adjacent_events(
        &self,
        view: View,
        keys: &[EventKey],
        direction: Direction,
        limit: u64,
    ) -> Result<Vec<(EventKey, Arc<Event>)>, StoreError> {
        let backend = self.database.backend();
        let legs = ways(direction).into_iter().map(|way| {
            let (near, _) = ends(way);
            leg(backend, view.viewer, keys, way)
                .exprs(rows::columns(view.parts))
                .column((Link::default(), near))
                .to_owned()
        });
        let Some(query) = union(legs.collect()) else { return Ok(Vec::new()) };
        let rows = self.database.query(view.viewer, limited(backend.build(&query), limit)).await?;
        let adjacent = rows.iter().map(|row| {
            let event = rows::event(row, view.parts)?;
            let near = rows::column::<&str>(row, rows::width(view.parts))?;
            Ok((rows::event_key((event.tenant.0, near)), Arc::new(event)))
        });
        adjacent.collect()
    }

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
            leg(self.database.backend(), viewer, keys, way)
                .column((Link::default(), LinkColumn::TenantId))
                .expr_as(Expr::col((Link::default(), near)), "near")
                .expr_as(Expr::col((Link::default(), far)), "far")
                .column((History::default(), HistoryColumn::Timestamp))
                .expr_as(is_upstream(way), "is_upstream")
                .to_owned()
        });
        let Some(mut query) = union(legs.collect()) else { return Ok(Vec::new()) };
        query.order_by(Alias::new("timestamp"), Order::Asc).order_by(Alias::new("far"), Order::Asc);
        let statement = limited(self.database.backend().build(&query), limit);
        let rows: Vec<NeighbourRow> = self.database.read(viewer, statement).await?;
        Ok(rows.into_iter().map(Neighbour::from).collect())
    }

    /// Every link that is met on the way up or down from these events, however far, each once and
    /// in no particular order: from an event, to its neighbour, which in an adopted history may be gone.
    /// `None` when there are `limit` of them or more.
    ///
    /// A link is found once, whatever its distance, so that the work grows with the links and not
    /// with the paths. The recursion is over links alone, and looks at no event: joining two tables
    /// at each of its steps, PostgreSQL chooses ruinous plans where it knows little of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn links_reached(
        &self,
        viewer: Viewer,
        keys: &[EventKey],
        way: Direction,
        limit: u64,
    ) -> Result<Option<Vec<(EventKey, EventKey)>>, StoreError> {
        let backend = self.database.backend();
        let (near, _) = ends(way);
        let (tenant, near) = ((Link::default(), LinkColumn::TenantId), (Link::default(), near));
        let goes_on = Expr::col(tenant)
            .equals((REACHED, "tenant_id"))
            .and(Expr::col(near).equals((REACHED, "far")));
        let next = select_links(viewer, way).inner_join(REACHED, goes_on).to_owned();
        let links = select_links(viewer, way)
            .cond_where(key_in(backend, (tenant, near), keys))
            .union(UnionType::Distinct, next)
            .to_owned();
        let mut reached = CommonTableExpression::new();
        reached.table_name(REACHED).columns(["tenant_id", "near", "far"]).query(links);
        let query = Query::select()
            .columns(["tenant_id", "near", "far"])
            .from(REACHED)
            .to_owned()
            .with(Query::with().recursive(true).cte(reached).to_owned());
        let statement = limited(backend.build(&query), limit);
        let rows = self.database.query(viewer, statement).await?;
        if u64::try_from(rows.len()).is_ok_and(|count| count >= limit) {
            return Ok(None);
        }
        let link = |row: &QueryResult| Ok((rows::key(row, (0, 1))?, rows::key(row, (0, 2))?));
        rows.iter().map(link).collect::<Result<_, _>>().map(Some)
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
        let query = visible::<Link>(viewer).filter(key_in(self.database.backend(), columns, keys));
        let statement = limited(query.build(self.database.backend()), limit);
        let rows = self.database.read(viewer, statement).await?;
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
            let mut links = match way {
                // Each of them belongs to an event that is there.
                Direction::Downstream => links_of(self.database.backend(), viewer, keys, way),
                _ => leg(self.database.backend(), viewer, keys, way),
            };
            links
                .column((Link::default(), LinkColumn::TenantId))
                .expr_as(Expr::col((Link::default(), near)), "id")
                .expr_as(is_upstream(way), "is_upstream")
                .expr_as(Func::count(Expr::col((Link::default(), near))), "links")
                .group_by_columns([
                    (Link::default(), LinkColumn::TenantId),
                    (Link::default(), near),
                ])
                .to_owned()
        });
        let Some(query) = union(legs.collect()) else { return Ok(Vec::new()) };
        let statement = self.database.backend().build(&query);
        let rows: Vec<DegreeRow> = self.database.read(viewer, statement).await?;
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
}
