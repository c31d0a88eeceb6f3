//! Asking for the keys of events that hold a text.

use sea_orm::{DbBackend, QueryResult, Statement, Value};
use uuid::Uuid;

use crate::domain::cursor::Position;
use crate::domain::event::Event;
use crate::domain::filter::Filter;
use crate::domain::ids::{EventId, EventKey, TenantId};
use crate::domain::order::{Order, OrderDirection, OrderField};
use crate::domain::page::Page;
use crate::domain::search::{TEXTS, TextQuery, Window, Words};
use crate::domain::timestamp::Timestamp;
use crate::domain::view::View;
use crate::domain::viewer::{Scope, Viewer};
use crate::store::error::StoreError;
use crate::store::read::Reader;
use crate::store::statements::rows;
use crate::store::statements::text_query;

const ASK_POSTGRES: &str = r#"SELECT tenant_id, event_id, "timestamp", is_found, looked_at, holding,
        coalesce(expected, 0)
    FROM event_mesh.search($1, $2::tsquery, $3::tsquery, $4, $5, $6, $7, $8, $9, $10, $11, $12)"#;

/// How far the next events are looked through.
#[derive(Debug)]
struct Reach {
    /// How many at first, and how many at once at most.
    first: i32,
    widest: i32,
    /// Of how many events one must hold all words for the next ones to be looked through.
    dense: i32,
}

/// The database looks at the words that it keeps.
const ON_POSTGRES: Reach = Reach { first: 1_000, widest: FURTHEST, dense: 50 };

/// SQLite keeps which events hold a word, and not which words an event holds: events are read, and their words
/// are made again. To look words up takes it long where many events hold them, since these are then sorted by time,
/// and longer where they begin like many others.
const ON_SQLITE: Reach = Reach { first: 100, widest: 1_000, dense: 10 };

/// How many times as many as before are looked through next.
const FURTHER: i32 = 4;

/// How many are looked through at most.
const FURTHEST: i32 = 40_000;

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
    /// The next ones are looked through. So many were already, of which so many hold all words.
    Through { looked_at: i32, holding: i32 },
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
        let way = Way::Through { looked_at: 0, holding: 0 };
        Self { text, tenant, newest_first, behind, before, way }
    }

    fn statement(&self, backend: DbBackend, most: u32) -> Statement {
        let most = i32::try_from(most).unwrap_or(i32::MAX);
        if backend == DbBackend::Postgres { self.on_postgres(most) } else { self.on_sqlite(most) }
    }

    fn on_postgres(&self, most: i32) -> Statement {
        let reach = match self.way {
            Way::Through { looked_at, .. } => Some(ON_POSTGRES.next(looked_at)),
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
        Statement::from_sql_and_values(DbBackend::Postgres, ASK_POSTGRES, values)
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

    /// So many of the next events, whatever they hold.
    fn page(&self, size: i32) -> Page {
        let direction =
            if self.newest_first { OrderDirection::Descending } else { OrderDirection::Ascending };
        let order = Order { field: OrderField::Timestamp, direction };
        let size = size.unsigned_abs();
        let (after, before) = (Some(self.behind.clone()), Some(self.before.clone()));
        Page { order, size, from_end: false, after, before }
    }

    /// Goes on behind what a step found that was to find so many.
    fn go_on(&mut self, step: &Step, most: u32, reach: &Reach) -> Rest {
        if let Some(last) = step.places.last() {
            self.behind = last.clone();
        }
        if u32::try_from(step.places.len()).is_ok_and(|count| count >= most) {
            return Rest::More;
        }
        let (Way::Through { looked_at, holding }, Some(end)) = (self.way, &step.end) else {
            return Rest::None;
        };
        self.behind = end.place.clone();
        if end.looked_at < reach.next(looked_at) {
            return Rest::None;
        }
        let (looked_at, holding) = (looked_at + end.looked_at, holding + end.holding);
        let may_go_on = looked_at < FURTHEST;
        let (is_rare, few) =
            if may_go_on { (holding * reach.dense < looked_at, FEW) } else { (true, MANY) };
        if is_rare && end.expected <= few {
            self.way = Way::Up;
        } else if may_go_on {
            self.way = Way::Through { looked_at, holding };
        } else {
            return Rest::TooMuch;
        }
        Rest::More
    }
}

impl Reach {
    /// How many are looked through next, behind so many.
    fn next(&self, looked_at: i32) -> i32 {
        (looked_at * FURTHER).clamp(self.first, self.widest).min(FURTHEST - looked_at)
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
        let backend = self.database.backend();
        let is_sqlite = backend == DbBackend::Sqlite;
        let reach = if is_sqlite { ON_SQLITE } else { ON_POSTGRES };
        let mut places = Vec::new();
        loop {
            let left = most - u32::try_from(places.len()).unwrap_or(most);
            let step = if let (true, Way::Through { looked_at, .. }) = (is_sqlite, search.way) {
                self.look_through(viewer, search, (reach.next(looked_at), left)).await?
            } else {
                let statement = search.statement(backend, left);
                Step::read(&self.database.query(viewer, statement).await?)?
            };
            let rest = search.go_on(&step, left, &reach);
            places.extend(step.places);
            if rest != Rest::More || places.len() >= most as usize {
                return Ok((places, rest));
            }
        }
    }

    /// Looks so many of the next events through, for so many at most that hold the text.
    async fn look_through(
        &self,
        viewer: Viewer,
        search: &Search<'_>,
        (reach, most): (i32, u32),
    ) -> Result<Step, StoreError> {
        let view = View { viewer, parts: TEXTS };
        let tenant = search.tenant.map(Filter::Tenant);
        let next = self.list_events(view, tenant.as_ref(), &search.page(reach)).await?.items;
        let next = self.with_narratives(viewer, next).await?;
        let place = |event: &Event| Position { value: event.timestamp.millis(), key: event.key() };
        let found = next.iter().filter(|(event, narrative)| {
            search.text.finds(&Words::of(event, narrative.as_ref().map(|it| &it.text)))
        });
        let mut places: Vec<Position> = found.map(|(event, _)| place(event)).collect();
        let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let (looked_at, holding) = (count(next.len()), count(places.len()));
        // How many others hold the words isn't known.
        let end = |last: &Event| End { place: place(last), looked_at, holding, expected: 0 };
        let end = next.last().map(|(last, _)| end(last));
        places.truncate(most as usize);
        Ok(Step { places, end })
    }
}
