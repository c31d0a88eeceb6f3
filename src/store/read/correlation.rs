//! Reading events with all that belong to the same correlation.
//!
//! An event without links begins a correlation; any other belongs to that of the first event that it
//! links to. So what led to an event is mostly among the events of its own correlation, which one scan
//! of an index reads, each with the links that it holds itself.

use std::sync::Arc;

use entity::event_history::{Column, Entity};
use sea_orm::sea_query::extension::postgres::PgFunc;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, DbBackend, QueryFilter};
use uuid::Uuid;

use crate::domain::event::Event;
use crate::domain::ids::{EventId, EventKey};
use crate::domain::view::{Part, View};
use crate::store::error::StoreError;
use crate::store::read::Reader;
use crate::store::statements::scope::{by_tenant, id_in, limited};
use crate::store::statements::visible::visible;

impl Reader {
    /// The events that belong to the same correlations as these ones, which are among them, with their
    /// causes, in no particular order. Events that were stored before there were correlations belong to
    /// none. `None` when there are `limit` of them or more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn correlated_events(
        &self,
        view: View,
        keys: &[EventKey],
        limit: u64,
    ) -> Result<Option<Vec<Arc<Event>>>, StoreError> {
        let backend = self.database.backend();
        let of_tenant = |(tenant, ids)| correlated(backend, tenant, ids);
        let correlated = by_tenant(keys).into_iter().map(of_tenant);
        let query = visible::<Entity>(view.viewer)
            .filter(correlated.fold(Condition::any(), Condition::add));
        let view = View { parts: view.parts.with(Part::Causes), ..view };
        let statement = limited(self.statement(view, query), limit);
        let events = self.read_events(view, statement).await?;
        let is_all = u64::try_from(events.len()).is_ok_and(|count| count < limit);
        Ok(is_all.then_some(events))
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
        let of_ids =
            Expr::cust_with_expr("ARRAY $1", Expr::SubQuery(None, Box::new(of_ids.into())));
        correlation.eq(PgFunc::any(of_ids))
    } else {
        correlation.in_subquery(of_ids)
    };
    Condition::all().add(Column::TenantId.eq(tenant)).add(belongs)
}
