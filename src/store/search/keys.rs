//! Asking for the keys of events that hold a text.

use sea_orm::{DbBackend, QueryResult, Statement, Value};
use uuid::Uuid;

use super::asked;
use crate::domain::cursor::Position;
use crate::domain::ids::{EventId, EventKey, TenantId};
use crate::domain::search::{TextQuery, Window};
use crate::domain::timestamp::Timestamp;
use crate::domain::viewer::{Scope, Viewer};
use crate::store::{Store, StoreError, rows};

const ON_POSTGRES: &str = r#"SELECT tenant_id, event_id, "timestamp"
    FROM event_mesh.search($1, $2::tsquery, $3, $4, $5, $6, $7)"#;

/// Where a search goes on, and to where.
#[derive(Debug, Clone)]
pub(super) struct Search<'a> {
    pub(super) text: &'a TextQuery,
    /// Whose events; all those that the viewer sees where it isn't said.
    pub(super) tenant: Option<TenantId>,
    pub(super) newest_first: bool,
    /// Behind which place it goes on.
    behind: Position,
    /// Before which place it ends.
    before: Position,
}

impl<'a> Search<'a> {
    /// A search within these bounds of time, and of places: behind the first one and before the second.
    pub(super) fn new(
        text: &'a TextQuery,
        (viewer, window): (Viewer, Window),
        newest_first: bool,
        (lower, upper): (Option<&Position>, Option<&Position>),
    ) -> Self {
        let tenant = match viewer.scope() {
            Scope::Tenant(tenant) => Some(tenant),
            Scope::All => window.tenant,
        };
        // No id is empty.
        let since = window.since.map_or(i64::MIN, Timestamp::millis);
        let until = window.until.map_or(i64::MAX, |until| until.millis().saturating_add(1));
        let lower = latest([Some(&at(since)), lower]);
        let upper = earliest([Some(&at(until)), upper]);
        let (behind, before) = if newest_first { (upper, lower) } else { (lower, upper) };
        Self { text, tenant, newest_first, behind, before }
    }

    /// Goes on behind this place.
    pub(super) fn go_on_behind(&mut self, last: &Position) {
        self.behind = last.clone();
    }

    /// Whether a place is still asked for.
    fn includes(&self, place: &Position) -> bool {
        let (place, end) = (place.sort_key(), self.before.sort_key());
        if self.newest_first { place > end } else { place < end }
    }

    fn statement(&self, backend: DbBackend, most: u32) -> Statement {
        let Position { value, key } = &self.behind;
        let place = [Value::from(*value), key.id.as_str().into(), key.tenant.0.into()];
        if backend == DbBackend::Postgres {
            let tenant = Value::from(self.tenant.map(|tenant| tenant.0));
            let query = asked::on_postgres(self.text).into();
            let first = [tenant, query, self.newest_first.into()];
            let most = i32::try_from(most).unwrap_or(i32::MAX).into();
            let values = first.into_iter().chain(place).chain([most]);
            return Statement::from_sql_and_values(backend, ON_POSTGRES, values);
        }
        let (order, side) = if self.newest_first { ("DESC", '<') } else { ("ASC", '>') };
        let owned = if self.tenant.is_some() { "tenant_id = ? AND " } else { "" };
        let sql = format!(
            "SELECT tenant_id, event_id, timestamp FROM event_search_terms
            CROSS JOIN event_search ON event_search.id = event_search_terms.rowid
            WHERE event_search_terms MATCH ? AND {owned}
                (timestamp, event_id, tenant_id) {side} (?, ?, ?)
            ORDER BY timestamp {order}, event_id {order}, tenant_id {order} LIMIT ?"
        );
        let query = Value::from(asked::on_sqlite(self.text, self.tenant));
        let tenant = self.tenant.map(|tenant| Value::from(tenant.0));
        let values = [query].into_iter().chain(tenant).chain(place).chain([most.into()]);
        Statement::from_sql_and_values(backend, sql, values)
    }
}

/// What stands before everything at this time.
fn at(value: i64) -> Position {
    let tenant = TenantId(Uuid::nil());
    Position { value, key: EventKey { tenant, id: EventId::from_stored("") } }
}

fn latest(places: [Option<&Position>; 2]) -> Position {
    let latest =
        places.into_iter().flatten().max_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    latest.map_or_else(|| at(i64::MIN), Clone::clone)
}

fn earliest(places: [Option<&Position>; 2]) -> Position {
    let earliest =
        places.into_iter().flatten().min_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    earliest.map_or_else(|| at(i64::MAX), Clone::clone)
}

impl Store {
    /// The next places of events that a search finds, so many at most, and whether there may be more.
    pub(super) async fn found(
        &self,
        viewer: Viewer,
        search: &Search<'_>,
        most: u32,
    ) -> Result<(Vec<Position>, bool), StoreError> {
        let statement = search.statement(self.session.backend(), most);
        let rows = self.session.query(viewer, statement).await?;
        let place = |row: &QueryResult| {
            Ok(Position { value: rows::column(row, 2)?, key: rows::key(row, (0, 1))? })
        };
        let mut places = rows.iter().map(place).collect::<Result<Vec<_>, StoreError>>()?;
        let is_full = u32::try_from(places.len()).is_ok_and(|count| count >= most);
        let end = places.iter().position(|place| !search.includes(place));
        places.truncate(end.unwrap_or(places.len()));
        Ok((places, is_full && end.is_none()))
    }
}
