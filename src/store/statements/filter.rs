//! Filters as SQL, with one meaning on both databases.
//!
//! Each condition is true or false, never NULL, so that `Not` means the same here as in memory.

use std::collections::BTreeSet;

use entity::event_history::{Column, Entity as History};
use entity::event_relation::{self, Column as Link};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};
use sea_orm::{ColumnTrait, DbBackend};

use super::scope::text_in;
use super::{json_path, numbers};
use crate::domain::filter::{Filter, TextTest};
use crate::domain::graph::Direction::{self, Downstream, Upstream};
use crate::domain::ids::EventRef;
use crate::domain::outcome::OutcomeState;

/// The column of the near end and that of the far end.
pub(in crate::store) const fn ends(direction: Direction) -> (Link, Link) {
    match direction {
        Direction::Downstream => (Link::RelatedId, Link::EventId),
        Direction::Upstream | Direction::Both => (Link::EventId, Link::RelatedId),
    }
}

/// The condition that a filter puts on a row of `event_history`.
pub(in crate::store) fn as_condition(backend: DbBackend, filter: &Filter) -> Expr {
    let each = |parts: &[Filter]| -> Vec<Expr> {
        parts.iter().map(|part| as_condition(backend, part)).collect()
    };
    match filter {
        Filter::All(parts) => {
            each(parts).into_iter().reduce(Expr::and).unwrap_or_else(|| Expr::cust("TRUE"))
        }
        Filter::Any(parts) => {
            each(parts).into_iter().reduce(Expr::or).unwrap_or_else(|| Expr::cust("FALSE"))
        }
        Filter::Not(part) => as_condition(backend, part).not(),
        Filter::Id(test) => text(backend, Column::Id.into_expr(), test),
        Filter::EventName(test) => text(backend, Column::EventName.into_expr(), test),
        Filter::Source(test) => text(backend, Column::Source.into_expr(), test),
        Filter::Category(test) => {
            let category = text(backend, context_text("category"), test);
            Func::coalesce([category, Expr::cust("FALSE")]).into()
        }
        Filter::ShouldDocument(wanted) => Column::ShouldDocument.eq(*wanted),
        Filter::HasOutcome(true) => context_text("outcome").is_not_null(),
        Filter::HasOutcome(false) => context_text("outcome").is_null(),
        Filter::OutcomeState(wanted) => outcome_state(wanted),
        Filter::Since(start) => Column::Timestamp.gte(start.millis()),
        Filter::Until(end) => Column::Timestamp.lte(end.millis()),
        Filter::User(user) => {
            Func::coalesce([Column::UserId.eq(user.0), Expr::cust("FALSE")]).into()
        }
        Filter::Tenant(tenant) => Column::TenantId.eq(tenant.0),
        Filter::Payload(test) => json_path::holds(backend, test),
        Filter::CausedBy(cause) => has_link(Upstream, Some(cause)),
        Filter::LedTo(effect) => has_link(Downstream, Some(effect)),
        Filter::HasCauses(true) => has_link(Upstream, None),
        Filter::HasCauses(false) => has_link(Upstream, None).not(),
        Filter::HasEffects(true) => has_link(Downstream, None),
        Filter::HasEffects(false) => has_link(Downstream, None).not(),
    }
}

/// Whether a row of `event_history` has a link this way: to an event, or to any.
fn has_link(way: Direction, to: Option<&EventRef>) -> Expr {
    let (near, far) = ends(way);
    let mut link = Query::select();
    link.expr(Expr::val(1))
        .from(event_relation::Entity)
        .and_where(
            Expr::col((event_relation::Entity, Link::TenantId)).equals((History, Column::TenantId)),
        )
        .and_where(Expr::col((event_relation::Entity, near)).equals((History, Column::Id)));
    if let Some(to) = to {
        link.and_where(Expr::col((event_relation::Entity, far)).eq(to.id.as_str()));
        if let Some(tenant) = to.tenant {
            link.and_where(Expr::col((event_relation::Entity, Link::TenantId)).eq(tenant.0));
        }
    }
    Expr::exists(link.take())
}

/// A key of `context` as text. Both databases spell it alike.
fn context_text(key: &'static str) -> Expr {
    Expr::cust(format!(r#"("event_history"."context" ->> '{key}')"#))
}

/// That the state of the outcome is one of these. The numbers are part of the text, so that PostgreSQL
/// plans by how frequent they are; there are 64 such texts at most.
fn outcome_state(wanted: &[OutcomeState]) -> Expr {
    let numbers: BTreeSet<i16> = wanted.iter().copied().map(numbers::state_number).collect();
    let numbers: Vec<String> = numbers.iter().map(i16::to_string).collect();
    match numbers.as_slice() {
        [] => Expr::cust("FALSE"),
        [only] => Expr::cust(format!(r#""event_history"."outcome_state" = {only}"#)),
        several => {
            let list = several.join(", ");
            Expr::cust(format!(r#""event_history"."outcome_state" IN ({list})"#))
        }
    }
}

fn text(backend: DbBackend, column: Expr, test: &TextTest) -> Expr {
    match test {
        TextTest::Equals(text) => column.eq(text),
        TextTest::OneOf(texts) => text_in(backend, column, texts.iter()),
        TextTest::StartsWith(prefix) => {
            // LIKE ignores case on SQLite.
            let length = i32::try_from(prefix.chars().count()).unwrap_or(i32::MAX);
            Func::cust("substr").args([column, Expr::val(1), Expr::val(length)]).eq(prefix)
        }
        TextTest::Contains(part) => {
            let part = Expr::val(part.to_ascii_lowercase());
            // Both fold A to Z alone: SQLite always, PostgreSQL in this collation.
            let place = match backend {
                DbBackend::Postgres => {
                    let text = Expr::cust_with_expr(r#"lower($1 COLLATE "C")"#, column);
                    Func::cust("strpos").args([text, part])
                }
                _ => Func::cust("instr").args([Func::lower(column).into(), part]),
            };
            Expr::from(place).gt(0)
        }
    }
}
