//! Asking for the keys of events that hold a text.

use sea_orm::{DbBackend, QueryResult, Statement, Value};
use uuid::Uuid;

use crate::domain::cursor::Position;
use crate::domain::ids::{EventId, EventKey, TenantId};
use crate::domain::search::{TextQuery, Window};
use crate::domain::timestamp::Timestamp;
use crate::domain::viewer::{Scope, Viewer};
use crate::store::error::StoreError;
use crate::store::read::Reader;
use crate::store::statements::rows;
use crate::store::statements::text_query;

const ON_POSTGRES: &str = r#"SELECT tenant_id, event_id, "timestamp", is_found, looked_at, holding,
        coalesce(expected, 0)
    FROM event_mesh.search($1, $2::tsquery, $3::tsquery, $4, $5, $6, $7, $8, $9, $10, $11, $12)"#;

/// How many events are looked through at first, and how many more each next time.
const REACH: i32 = 1_000;
const FURTHER: i32 = 4;

/// How many are looked through at most.
const FURTHEST: i32 = 40_000;

/// Of how many events one must hold all words for the next ones to be looked through.
const DENSE: i32 = 50;

/// How many events may hold all words that are looked up; and where looking through came to its end.
const FEW: i64 = 50_000;
const MANY: i64 = 200_000;

/// Where a search goes on, and to where.
#[derive(Debug, Clone)]
pub(in crate::store) struct Search<'a> {
    text: &'a TextQuery,
    /// Whose events; all those that the viewer sees where it isn't said.
    tenant: Option<TenantId>,
    newest_first: bool,
    /// Behind which place it goes on.
    behind: Position,
    /// Before which place it ends.
    before: Position,
    way: Way,
}

/// How the next events are found.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// The next so many are looked through. So many were already, of which so many hold all words.
    Through { reach: i32, looked_at: i32, holding: i32 },
    /// The words are looked up in their index.
    Up,
}

/// Whether a search goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Rest {
    /// There is nothing more.
    None,
    /// There may be more.
    More,
    /// There may be more, but too many hold the words, and too few what is asked of them.
    TooMuch,
}

/// What one statement found.
struct Step {
    places: Vec<Position>,
    end: Option<End>,
}

/// Where looking through came to.
struct End {
    place: Position,
    looked_at: i32,
    /// How many of those hold all words.
    holding: i32,
    /// How many the database takes to hold them that weren't looked at.
    expected: i64,
}

impl<'a> Search<'a> {
    /// A search within these bounds of time, and of places: behind the first one and before the second.
    pub(in crate::store) fn new(
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
        let way = Way::Through { reach: REACH, looked_at: 0, holding: 0 };
        Self { text, tenant, newest_first, behind, before, way }
    }

    fn statement(&self, backend: DbBackend, most: u32) -> Statement {
        let most = i32::try_from(most).unwrap_or(i32::MAX);
        if backend == DbBackend::Postgres { self.on_postgres(most) } else { self.on_sqlite(most) }
    }

    fn on_postgres(&self, most: i32) -> Statement {
        let reach = match self.way {
            Way::Through { reach, .. } => Some(reach),
            Way::Up => None,
        };
        let first = [
            Value::from(self.tenant.map(|tenant| tenant.0)),
            text_query::on_postgres(self.text).into(),
            text_query::words_on_postgres(self.text).into(),
            self.newest_first.into(),
        ];
        let values = first.into_iter().chain(bound(&self.behind)).chain(bound(&self.before));
        let values = values.chain([reach.into(), most.into()]);
        Statement::from_sql_and_values(DbBackend::Postgres, ON_POSTGRES, values)
    }

    fn on_sqlite(&self, most: i32) -> Statement {
        let (order, behind, before) =
            if self.newest_first { ("DESC", '<', '>') } else { ("ASC", '>', '<') };
        let owned = if self.tenant.is_some() { "tenant_id = ? AND " } else { "" };
        let sql = format!(
            "SELECT tenant_id, event_id, timestamp, 1, 0, 0, 0 FROM event_search_terms
            CROSS JOIN event_search ON event_search.id = event_search_terms.rowid
            WHERE event_search_terms MATCH ? AND {owned}
                (timestamp, event_id, tenant_id) {behind} (?, ?, ?)
                AND (timestamp, event_id, tenant_id) {before} (?, ?, ?)
            ORDER BY timestamp {order}, event_id {order}, tenant_id {order} LIMIT ?"
        );
        let query = Value::from(text_query::on_sqlite(self.text, self.tenant));
        let tenant = self.tenant.map(|tenant| Value::from(tenant.0));
        let values = [query].into_iter().chain(tenant).chain(bound(&self.behind));
        let values = values.chain(bound(&self.before)).chain([most.into()]);
        Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
    }

    /// Goes on behind what a step found that was to find so many.
    fn go_on(&mut self, step: &Step, most: u32) -> Rest {
        let is_full = u32::try_from(step.places.len()).is_ok_and(|count| count >= most);
        let Way::Through { reach, looked_at, holding } = self.way else {
            if let Some(last) = step.places.last() {
                self.behind = last.clone();
            }
            return if is_full { Rest::More } else { Rest::None };
        };
        let Some(end) = &step.end else { return Rest::None };
        self.behind = end.place.clone();
        if is_full {
            return Rest::More;
        }
        if end.looked_at < reach {
            return Rest::None;
        }
        let (looked_at, holding) = (looked_at + end.looked_at, holding + end.holding);
        let left = FURTHEST - looked_at;
        let (is_rare, few) =
            if left > 0 { (holding * DENSE < looked_at, FEW) } else { (true, MANY) };
        if is_rare && end.expected <= few {
            self.way = Way::Up;
        } else if left > 0 {
            self.way = Way::Through { reach: (reach * FURTHER).min(left), looked_at, holding };
        } else {
            return Rest::TooMuch;
        }
        Rest::More
    }
}

/// A place, as a statement takes it.
fn bound(place: &Position) -> [Value; 3] {
    [place.value.into(), place.key.id.as_str().into(), place.key.tenant.0.into()]
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

impl Step {
    fn read(rows: &[QueryResult]) -> Result<Self, StoreError> {
        let (mut places, mut end) = (Vec::with_capacity(rows.len()), None);
        for row in rows {
            let place = Position { value: rows::column(row, 2)?, key: rows::key(row, (0, 1))? };
            if rows::column(row, 3)? {
                places.push(place);
            } else {
                let (looked_at, holding) = (rows::column(row, 4)?, rows::column(row, 5)?);
                end = Some(End { place, looked_at, holding, expected: rows::column(row, 6)? });
            }
        }
        Ok(Self { places, end })
    }
}

impl Reader {
    /// The next places of events that a search finds, so many at most, and whether there may be more.
    ///
    /// Rare words are looked up in their index, and common ones looked for among the next events: which they
    /// are, the first of those tell.
    ///
    /// # Errors
    /// When the database fails.
    pub(in crate::store) async fn found(
        &self,
        viewer: Viewer,
        search: &mut Search<'_>,
        most: u32,
    ) -> Result<(Vec<Position>, Rest), StoreError> {
        if self.database.backend() == DbBackend::Sqlite {
            search.way = Way::Up;
        }
        let mut places = Vec::new();
        loop {
            let left = most - u32::try_from(places.len()).unwrap_or(most);
            let statement = search.statement(self.database.backend(), left);
            let step = Step::read(&self.database.query(viewer, statement).await?)?;
            let rest = search.go_on(&step, left);
            places.extend(step.places);
            if rest != Rest::More || places.len() >= most as usize {
                return Ok((places, rest));
            }
        }
    }
}
