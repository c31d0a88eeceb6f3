//! The ways to begin a SELECT: with the viewer's predicate, or with the keys of rows that a transaction changes.

#[cfg(debug_assertions)]
use std::cell::Cell;

use entity::{
    event_history, event_log, event_log_removal, event_relation, narrative_context,
    outcome_revision,
};
use sea_orm::sea_query::{Condition, Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{DbBackend, EntityTrait, QueryFilter as _, Select};

use super::scope::{key_in, key_in_set};
use crate::domain::ids::EventKey;
use crate::domain::viewer::{Scope, Viewer};

/// A table whose rows belong to tenants.
pub(in crate::store) trait OfTenants: EntityTrait {
    /// Whose a row is.
    const TENANT: Self::Column;
}

/// A table whose rows are about events.
pub(in crate::store) trait OfEvents: OfTenants {
    /// The event that a row is about.
    const EVENT: Self::Column;
}

/// Says which columns of a table have the tenant and the event.
macro_rules! of_tenants {
    ($($table:ident $(: $event:ident)?),*) => {
        $(impl OfTenants for $table::Entity {
            const TENANT: Self::Column = $table::Column::TenantId;
        }
        $(impl OfEvents for $table::Entity {
            const EVENT: Self::Column = $table::Column::$event;
        })?)*
    };
}

of_tenants! {
    event_history: Id,
    event_log,
    event_log_removal,
    event_relation,
    narrative_context: EventId,
    outcome_revision: EventId
}

#[cfg(debug_assertions)]
thread_local! {
    static WITHOUT_PREDICATE: Cell<bool> = const { Cell::new(false) };
}

/// Leaves the viewer's predicate out of the statements that this thread makes from now on: one test
/// sees so what row level security holds back by itself. No release build has this.
#[cfg(debug_assertions)]
pub fn leave_out_predicate() {
    WITHOUT_PREDICATE.set(true);
}

/// Whether statements of this thread lack the viewer's predicate.
fn lacks_predicate() -> bool {
    #[cfg(debug_assertions)]
    return WITHOUT_PREDICATE.get();
    #[cfg(not(debug_assertions))]
    false
}

/// The rows of a table that a viewer sees.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
pub(in crate::store) fn visible<E: OfTenants>(viewer: Viewer) -> Select<E> {
    E::find().filter(is_visible::<E>(viewer))
}

/// The same as a statement that is part of others.
pub(in crate::store) fn select_visible<E: OfTenants>(viewer: Viewer) -> SelectStatement {
    Query::select().from(E::default()).cond_where(is_visible::<E>(viewer)).to_owned()
}

/// Whether a viewer sees a row of a table.
pub(in crate::store) fn is_visible<E: OfTenants>(viewer: Viewer) -> Condition {
    match viewer.scope() {
        _ if lacks_predicate() => Condition::all(),
        Scope::All => Condition::all(),
        Scope::Tenant(id) => Condition::all().add(Expr::col((E::default(), E::TENANT)).eq(id.0)),
    }
}

/// Up to how many events PostgreSQL looks for one by one.
const FEW: usize = 64;

/// The rows of a table that are about these events, for a transaction that writes: row level security holds it to the
/// tenants that it names.
#[expect(clippy::disallowed_methods, reason = "this is the other door")]
pub(in crate::store) fn about<E: OfEvents>(backend: DbBackend, events: &[EventKey]) -> Select<E> {
    let is_about = if backend == DbBackend::Postgres && events.len() > FEW {
        let columns = [E::TENANT, E::EVENT].map(|column| Expr::col((E::default(), column)));
        Condition::all().add(key_in_set(backend, columns, events))
    } else {
        key_in(backend, (E::TENANT, E::EVENT), events)
    };
    E::find().filter(is_about)
}
