//! Rows to domain values, and back.

use std::sync::Arc;

use entity::event_history::Column;
use entity::{event_history, event_log, outcome_revision};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::sqlx::types::Json;
use sea_orm::sqlx::{Decode, Postgres, Row as _, Sqlite, Type};
use sea_orm::{ColumnTrait as _, DbErr, QueryResult, QuerySelect as _, Select};
use serde_json::Value;
use uuid::Uuid;

use super::numbers::{NARRATIVE_UPDATED, OUTCOME_UPDATED, PUBLISHED, outcome_state, verdict};
use crate::domain::context::EventContext;
use crate::domain::event::Event;
use crate::domain::ids::{EventId, EventKey, TenantId, UserId};
use crate::domain::intent::UserIntent;
use crate::domain::json_text::JsonText;
use crate::domain::log::{Change, LogPosition, LogRecord};
use crate::domain::outcome::OutcomeRevision;
use crate::domain::subjects::Named;
use crate::domain::timestamp::Timestamp;
use crate::domain::view::{Part, Parts};
use crate::store::connections::driver::failed;
use crate::store::connections::rows::Rows;

impl Rows {
    /// The events that the rows are, of which the statement reads these parts: those are its columns, so
    /// that whoever shares its rows wants the same.
    pub(in crate::store) fn events(&self, parts: Parts) -> Result<Vec<Arc<Event>>, DbErr> {
        let events = || {
            let each = self.iter().enumerate().map(|(place, row)| {
                let types = if place == 0 { Types::Unknown } else { Types::AsBefore };
                read_event(row, parts, types).map(Arc::new)
            });
            each.collect()
        };
        self.events.get_or_init(events).clone()
    }
}

/// What is known of the types of a row's columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Types {
    Unknown,
    /// They are those of a row of the same statement, which was read, as far as that holds values. On PostgreSQL, that
    /// is: on SQLite each value has a type of its own.
    AsBefore,
}

/// The value of a column, by its position. A column of another type is an error.
pub(in crate::store) fn column<'r, T>(row: &'r QueryResult, place: usize) -> Result<T, DbErr>
where
    T: Decode<'r, Postgres> + Decode<'r, Sqlite> + Type<Postgres> + Type<Sqlite>,
{
    typed(row, place, Types::Unknown)
}

fn typed<'r, T>(row: &'r QueryResult, place: usize, types: Types) -> Result<T, DbErr>
where
    T: Decode<'r, Postgres> + Decode<'r, Sqlite> + Type<Postgres> + Type<Sqlite>,
{
    let value = if let Some(row) = row.try_as_pg_row() {
        match types {
            Types::Unknown => row.try_get(place),
            Types::AsBefore => row.try_get_unchecked(place),
        }
    } else if let Some(row) = row.try_as_sqlite_row() {
        row.try_get(place)
    } else {
        return Err(DbErr::Type("a row of another database".to_owned()));
    };
    value.map_err(failed)
}

/// Reads the rows of a query, of their columns those that are wanted.
pub(in crate::store) fn select(
    query: Select<event_history::Entity>,
    parts: Parts,
) -> Select<event_history::Entity> {
    columns(parts).fold(query.select_only(), Select::expr)
}

/// The columns of which [`event`] makes an event with these parts.
pub(in crate::store) fn columns(parts: Parts) -> impl Iterator<Item = Expr> {
    let wanted = wanted(parts).map(|(part, column)| match part {
        Part::Payload | Part::Metadata => column.into_expr().cast_as("text"),
        Part::Causes => Expr::cust(CAUSES),
        _ => column.into_expr(),
    });
    ALWAYS.into_iter().map(sea_orm::ColumnTrait::into_expr).chain(wanted)
}

/// How many columns these are.
pub(in crate::store) fn width(parts: Parts) -> usize {
    ALWAYS.len() + wanted(parts).count()
}

fn wanted(parts: Parts) -> impl Iterator<Item = (Part, Column)> {
    PARTS.into_iter().filter(move |(part, _)| parts.contains(*part))
}

/// The columns that are always read.
const ALWAYS: [Column; 4] = [Column::TenantId, Column::Id, Column::EventName, Column::Timestamp];

/// The parts of events, in the order in which they are read, and their columns.
const PARTS: [(Part, Column); 13] = [
    (Part::Payload, Column::Payload),
    (Part::UserIntent, Column::UserIntent),
    (Part::Context, Column::Context),
    (Part::Metadata, Column::Metadata),
    (Part::Source, Column::Source),
    (Part::ShouldDocument, Column::ShouldDocument),
    (Part::User, Column::UserId),
    (Part::User, Column::UserText),
    (Part::Tenant, Column::TenantText),
    (Part::RecordedAt, Column::RecordedAt),
    (Part::Revision, Column::Revision),
    (Part::OutcomeState, Column::OutcomeState),
    (Part::Causes, Column::Context),
];

/// The list of the events that led to an event, as text, where its row is known to hold all of them: the
/// server has given it a correlation.
const CAUSES: &str = "CASE WHEN correlation_id IS NOT NULL
    THEN coalesce(CAST(context -> 'relatedEvents' AS text), '[]') END";

/// The event that a row begins with, of which these parts were read.
pub(in crate::store) fn event(row: &QueryResult, parts: Parts) -> Result<Event, DbErr> {
    read_event(row, parts, Types::Unknown)
}

fn read_event(row: &QueryResult, parts: Parts, types: Types) -> Result<Event, DbErr> {
    let mut read = Reader { row, parts, types, place: ALWAYS.len() };
    let payload = read.json_text(Part::Payload)?;
    let user_intent: Option<Json<Value>> = read.part(Part::UserIntent)?.flatten();
    let context: Option<Json<Value>> = read.part(Part::Context)?.flatten();
    let mut event = Event {
        tenant: TenantId(typed(row, 0, types)?),
        id: EventId::from_stored(typed::<&str>(row, 1, types)?),
        event_name: typed(row, 2, types)?,
        timestamp: Timestamp::from_stored(typed(row, 3, types)?),
        payload,
        user_intent: user_intent.map(|Json(json)| UserIntent::from_json(&json)),
        context: context.map(|Json(json)| EventContext::from_json(json)),
        metadata: read.json_text(Part::Metadata)?,
        source: read.part(Part::Source)?.unwrap_or_default(),
        should_document: read.part(Part::ShouldDocument)?.unwrap_or_default(),
        user: user(read.part(Part::User)?.flatten(), read.part(Part::User)?.flatten()),
        tenant_text: read.part::<Option<&str>>(Part::Tenant)?.flatten().map(Arc::from),
        recorded_at: Timestamp::from_stored(read.part(Part::RecordedAt)?.unwrap_or_default()),
        revision: read.part(Part::Revision)?.unwrap_or_default(),
        outcome_state: read.part(Part::OutcomeState)?.map(outcome_state).unwrap_or_default(),
        causes: None,
        read: parts,
    };
    let causes: Option<&str> = read.part(Part::Causes)?.flatten();
    event.causes = causes.and_then(event_ids);
    Ok(event)
}

/// Reads the parts in a row, in the order of [`PARTS`].
struct Reader<'r> {
    row: &'r QueryResult,
    parts: Parts,
    types: Types,
    place: usize,
}

impl<'r> Reader<'r> {
    /// The next column, of this part, where it was read.
    fn part<T>(&mut self, part: Part) -> Result<Option<T>, DbErr>
    where
        T: Decode<'r, Postgres> + Decode<'r, Sqlite> + Type<Postgres> + Type<Sqlite>,
    {
        if !self.parts.contains(part) {
            return Ok(None);
        }
        let place = self.place;
        self.place += 1;
        typed(self.row, place, self.types).map(Some)
    }

    /// The next part, JSON, where it was read and there is any.
    fn json_text(&mut self, part: Part) -> Result<Option<JsonText>, DbErr> {
        let Some(text) = self.part::<Option<String>>(part)?.flatten() else { return Ok(None) };
        // PostgreSQL made it of its own form of JSON. SQLite keeps whatever text it is given.
        if self.row.try_as_pg_row().is_some() {
            return Ok(Some(JsonText::from_valid(text)));
        }
        JsonText::new(text).map(Some).map_err(|error| DbErr::Json(error.to_string()))
    }
}

fn user(id: Option<Uuid>, text: Option<&str>) -> Option<Named<UserId>> {
    Some(Named { id: UserId(id?), text: text.map(Arc::from) })
}

/// The ids in a list as the server stores it. `None` for what somebody else wrote in its place: then
/// the links between events tell.
fn event_ids(list: &str) -> Option<Arc<[EventId]>> {
    let ids: Vec<&str> = serde_json::from_str(list).ok()?;
    Some(ids.into_iter().map(EventId::from_stored).collect())
}

/// The key that two columns hold, of a tenant and an id.
pub(in crate::store) fn key(
    row: &QueryResult,
    (tenant, id): (usize, usize),
) -> Result<EventKey, DbErr> {
    Ok(event_key((column(row, tenant)?, column::<&str>(row, id)?)))
}

/// The key of this tenant and id.
pub(in crate::store) fn event_key((tenant, id): (Uuid, impl Into<Arc<str>>)) -> EventKey {
    EventKey { tenant: TenantId(tenant), id: EventId::from_stored(id) }
}

/// The outcome that a row holds, and whose it is.
pub(in crate::store) fn outcome(row: outcome_revision::Model) -> (EventKey, OutcomeRevision) {
    let key = event_key((row.tenant_id, row.event_id));
    let revision = OutcomeRevision {
        revision: row.revision,
        outcome: row.outcome,
        verdict: row.verdict.and_then(verdict),
        outcome_at: row.outcome_at.map(Timestamp::from_stored),
        impact_metric: row.impact_metric,
        recorded_at: Timestamp::from_stored(row.recorded_at),
        user: user(row.user_id, row.user_text.as_deref()),
    };
    (key, revision)
}

/// The change that a row holds.
pub(in crate::store) fn log_record(row: event_log::Model) -> LogRecord {
    LogRecord {
        position: LogPosition { transaction: row.transaction_id, ordinal: row.ordinal },
        change: match row.change {
            PUBLISHED => Some(Change::Published),
            OUTCOME_UPDATED => Some(Change::OutcomeUpdated),
            NARRATIVE_UPDATED => Some(Change::NarrativeUpdated),
            _ => None,
        },
        key: event_key((row.tenant_id, row.event_id)),
        size: usize::try_from(row.size).unwrap_or(usize::MAX),
        recorded_at: Timestamp::from_stored(row.recorded_at),
    }
}
