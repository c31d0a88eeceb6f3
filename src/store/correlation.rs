//! Reading events with all that belong to the same correlation.
//!
//! An event without links begins a correlation; any other belongs to that of the first event that it
//! links to. So what led to an event is mostly among the events of its own correlation, which one scan
//! of an index reads, each with the links that it holds itself.

use std::sync::Arc;

use entity::event_history::{Column, Entity};
use sea_orm::sea_query::extension::postgres::PgFunc;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryResult, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::scope::{by_tenant, id_in, limited, visible};
use super::{Store, StoreError, rows};
use crate::domain::event::Event;
use crate::domain::ids::{EventId, EventKey};
use crate::domain::view::View;

/// An event, and those that it links to.
pub type Linked = (Arc<Event>, Vec<EventId>);

impl Store {
    /// The events that belong to the same correlations as these ones, which are among them, in no
    /// particular order. Events that were stored before there were correlations belong to none. `None`
    /// when there are `limit` of them or more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn correlated_events(
        &self,
        view: View,
        keys: &[EventKey],
        limit: u64,
    ) -> Result<Option<Vec<Linked>>, StoreError> {
        let backend = self.session.backend();
        let of_tenant = |(tenant, ids)| correlated(backend, tenant, ids);
        let correlated = by_tenant(keys).into_iter().map(of_tenant);
        let query = Entity::find()
            .filter(correlated.fold(Condition::any(), Condition::add))
            .filter(visible(view.viewer, Column::TenantId));
        let links = Expr::cust("CAST(context -> 'relatedEvents' AS text)");
        let query = rows::select(query, view.parts).expr(links);
        let rows = self.session.query(view.viewer, limited(query.build(backend), limit)).await?;
        if u64::try_from(rows.len()).is_ok_and(|count| count >= limit) {
            return Ok(None);
        }
        let linked = |row: &QueryResult| {
            let event = Arc::new(rows::event(row, view.parts)?);
            Ok((event, links_in(row.try_get_by_index(rows::EVENT_COLUMNS)?)?))
        };
        rows.iter().map(linked).collect::<Result<_, _>>().map(Some)
    }
}

/// The events of a tenant that belong to the correlations of these.
///
/// On PostgreSQL their ids are found first, as an array: joining the table to itself, it compared each
/// event with each where it knew little of the table yet.
fn correlated(backend: DbBackend, tenant: Uuid, ids: Vec<&EventId>) -> Condition {
    let of_ids = Query::select()
        .column(Column::CorrelationId)
        .from(Entity)
        .and_where(Column::TenantId.eq(tenant))
        .and_where(id_in(backend, Column::Id, ids.into_iter()))
        .to_owned();
    let correlation = Expr::col((Entity, Column::CorrelationId));
    let belongs = if backend == DbBackend::Postgres {
        let of_ids = Expr::cust_with_expr("ARRAY $1", Expr::SubQuery(None, Box::new(of_ids.into())));
        correlation.eq(PgFunc::any(of_ids))
    } else {
        correlation.in_subquery(of_ids)
    };
    Condition::all().add(Column::TenantId.eq(tenant)).add(belongs)
}

/// The ids in a list as it is stored.
fn links_in(list: Option<String>) -> Result<Vec<EventId>, DbErr> {
    let Some(list) = list else { return Ok(Vec::new()) };
    let ids: Vec<&str> =
        serde_json::from_str(&list).map_err(|error| DbErr::Json(error.to_string()))?;
    Ok(ids.into_iter().map(EventId::from_stored).collect())
}
