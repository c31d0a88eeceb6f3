//! Reading events.

use std::collections::HashMap;
use std::sync::Arc;

use entity::event_history::{Column, Entity};
use entity::event_relation::{Column as Link, Entity as Links};
use sea_orm::sea_query::{ColumnRef, Expr, ExprTrait, IntoColumnRef as _, Order as SqlOrder};
use sea_orm::{QueryFilter, QueryResult, QuerySelect, QueryTrait, Select, Statement};

use crate::config::Mechanism;
use crate::domain::cursor::Position;
use crate::domain::event::Event;
use crate::domain::filter::Filter;
use crate::domain::ids::{EventId, EventKey};
use crate::domain::order::OrderField;
use crate::domain::page::{Page, Slice};
use crate::domain::timestamp::Timestamp;
use crate::domain::view::{Part, View};
use crate::domain::viewer::{Scope, Viewer};
use crate::store::error::StoreError;
use crate::store::read::Reader;
use crate::store::statements::filter::as_condition;
use crate::store::statements::rows;
use crate::store::statements::scope::{id_in, key_in, limited};
use crate::store::statements::visible::visible;

/// The sizes of pages that have statements of their own: those that clients ask for. Of other pages
/// some rows more are read than they show.
const PAGE_SIZES: [u32; 9] = [1, 5, 10, 20, 25, 50, 100, 200, 500];

impl Reader {
    /// Reads the events with these ids that the viewer sees.
    pub(in crate::store) async fn read_by_id(
        &self,
        view: View,
        ids: impl Iterator<Item = &EventId>,
    ) -> Result<Vec<Arc<Event>>, StoreError> {
        let ids = id_in(self.database.backend(), Column::Id, ids);
        self.select(view, self.filtered(view.viewer, None).filter(ids)).await
    }

    /// When each of the events with these keys happened that the viewer sees.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn timestamps(
        &self,
        viewer: Viewer,
        keys: &[EventKey],
    ) -> Result<HashMap<EventKey, Timestamp>, StoreError> {
        let columns = (Column::TenantId, Column::Id);
        let query = visible::<Entity>(viewer)
            .select_only()
            .columns([Column::TenantId, Column::Id, Column::Timestamp])
            .filter(key_in(self.database.backend(), columns, keys));
        let rows = self.database.query(viewer, query.build(self.database.backend())).await?;
        let timestamp = |row: &QueryResult| {
            Ok((rows::key(row, (0, 1))?, Timestamp::from_stored(rows::column(row, 2)?)))
        };
        rows.iter().map(timestamp).collect()
    }

    /// The events with these keys that the viewer sees and the filter lets through, in no
    /// particular order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_by_key(
        &self,
        view: View,
        keys: &[EventKey],
        filter: Option<&Filter>,
    ) -> Result<Vec<Arc<Event>>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let keys = key_in(self.database.backend(), (Column::TenantId, Column::Id), keys);
        self.select(view, self.filtered(view.viewer, filter).filter(keys)).await
    }

    /// A page of the events that the viewer sees and the filter lets through.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_events(
        &self,
        view: View,
        filter: Option<&Filter>,
        page: &Page,
    ) -> Result<Slice<Arc<Event>>, StoreError> {
        let view = match page.order.field {
            OrderField::Timestamp | OrderField::Relevance => view,
            // Cursors hold it.
            OrderField::RecordedAt => View { parts: view.parts.with(Part::RecordedAt), ..view },
        };
        let query = self.page_query(view.viewer, filter, page);
        let sizes = if self.database.has(Mechanism::PageSizes) { &PAGE_SIZES[..] } else { &[] };
        let stretch = sizes.iter().copied().find(|size| page.size <= *size).unwrap_or(page.size);
        // One row more than the page holds tells whether the list goes on.
        let statement = limited(self.statement(view, query), u64::from(stretch) + 1);
        Ok(page.cut(self.read_events(view, statement).await?))
    }

    /// How many events the viewer sees and the filter lets through.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_events(
        &self,
        viewer: Viewer,
        filter: Option<&Filter>,
    ) -> Result<u64, StoreError> {
        self.count(viewer, self.filtered(viewer, filter)).await
    }

    /// How many events a query of [`Reader::filtered`] finds.
    pub(in crate::store) async fn count(
        &self,
        viewer: Viewer,
        query: Select<Entity>,
    ) -> Result<u64, StoreError> {
        let query = query.select_only().expr(Expr::cust("count(*)"));
        let rows = self.database.query(viewer, query.build(self.database.backend())).await?;
        let count: Option<i64> = rows.first().map(|row| row.try_get_by_index(0)).transpose()?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
    }

    /// Reads what a query of [`Reader::filtered`] finds.
    async fn select(
        &self,
        view: View,
        query: Select<Entity>,
    ) -> Result<Vec<Arc<Event>>, StoreError> {
        let statement = self.statement(view, query);
        self.read_events(view, statement).await
    }

    pub(in crate::store) fn statement(&self, view: View, query: Select<Entity>) -> Statement {
        rows::select(query, view.parts).build(self.database.backend())
    }

    pub(in crate::store) async fn read_events(
        &self,
        view: View,
        statement: Statement,
    ) -> Result<Vec<Arc<Event>>, StoreError> {
        let rows = self.database.query(view.viewer, statement).await?;
        Ok(rows.events(view.parts)?)
    }

    /// The events that the viewer sees and the filter lets through.
    pub(in crate::store) fn filtered(
        &self,
        viewer: Viewer,
        filter: Option<&Filter>,
    ) -> Select<Entity> {
        let query = visible::<Entity>(viewer);
        match filter {
            Some(filter) => query.filter(as_condition(self.database.backend(), filter)),
            None => query,
        }
    }

    /// What a page shows, from its start on, and all that follows.
    fn page_query(&self, viewer: Viewer, filter: Option<&Filter>, page: &Page) -> Select<Entity> {
        let value = match page.order.field {
            OrderField::Timestamp | OrderField::Relevance => Column::Timestamp,
            OrderField::RecordedAt => Column::RecordedAt,
        };
        let split = filter.and_then(Filter::split_cause);
        if let (Some((cause, others)), OrderField::Timestamp) = (split, page.order.field) {
            let query = effects(self.filtered(viewer, Some(&others)), &cause);
            let columns = [Link::EventTimestamp, Link::EventId, Link::TenantId];
            let columns = columns.map(|column| (Links, column).into_column_ref());
            return in_order(query, &columns, viewer, page);
        }
        let columns = [value, Column::Id, Column::TenantId];
        let columns = columns.map(|column| (Entity, column).into_column_ref());
        in_order(self.filtered(viewer, filter), &columns, viewer, page)
    }
}

/// Only what names this cause, read from the links, which are in the order of time: what a cause with many
/// effects led to is found at the cost of a page.
fn effects(mut query: Select<Entity>, cause: &EventKey) -> Select<Entity> {
    let column = |column| Expr::col((Links, column));
    let is_effect = column(Link::TenantId)
        .equals((Entity, Column::TenantId))
        .and(column(Link::EventId).equals((Entity, Column::Id)));
    QuerySelect::query(&mut query)
        .inner_join(Links, is_effect)
        .and_where(column(Link::RelatedId).eq(cause.id.as_str()))
        .and_where(column(Link::TenantId).eq(cause.tenant.0));
    query
}

/// What a page shows in the order of these columns, of which the last is the tenant.
fn in_order(
    mut query: Select<Entity>,
    columns: &[ColumnRef; 3],
    viewer: Viewer,
    page: &Page,
) -> Select<Entity> {
    // Ids are unique within a tenant only.
    let columns = match viewer.scope() {
        Scope::Tenant(_) => &columns[..2],
        Scope::All => &columns[..],
    };
    let order = if page.is_read_descending() { SqlOrder::Desc } else { SqlOrder::Asc };
    let (lower, upper) = page.bounds();
    for (position, is_greater) in [(lower, true), (upper, false)] {
        let Some(position) = position else { continue };
        let place = Expr::tuple(columns.iter().cloned().map(Expr::col));
        let bound = position_tuple(position, columns.len());
        query = query.filter(if is_greater { place.gt(bound) } else { place.lt(bound) });
    }
    for column in columns {
        QuerySelect::query(&mut query).order_by(column.clone(), order.clone());
    }
    query
}

fn position_tuple(position: &Position, columns: usize) -> Expr {
    let parts = [
        Expr::val(position.value),
        Expr::val(position.key.id.as_str()),
        Expr::val(position.key.tenant.0),
    ];
    Expr::tuple(parts.into_iter().take(columns))
}
