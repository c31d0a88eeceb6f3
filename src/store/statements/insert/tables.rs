//! The tables whose rows are written in batches.

use std::sync::LazyLock;

use entity::{event_history, event_log, event_relation, outcome_revision};

use super::cell::Cell;
use super::{Column, Row, insert_into, insert_text};
use crate::domain::event::Event;
use crate::domain::ids::{EventId, EventKey};
use crate::domain::log::LogDraft;
use crate::domain::outcome::OutcomeRevision;
use crate::domain::subjects::Named;
use crate::domain::timestamp::Timestamp;
use crate::store::statements::numbers;

/// The texts of statements, made once.
macro_rules! texts {
    ($row:ty) => {
        fn into_text() -> &'static str {
            static TEXT: LazyLock<String> = LazyLock::new(|| insert_into(&<$row>::columns()));
            &TEXT
        }

        fn array_text() -> &'static str {
            static TEXT: LazyLock<String> = LazyLock::new(|| insert_text(&<$row>::columns(), 0));
            &TEXT
        }
    };
}

/// An event, and the correlation that it belongs to.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct EventRow<'a> {
    pub(in crate::store) event: &'a Event,
    pub(in crate::store) correlation: &'a EventId,
}

impl Row for EventRow<'_> {
    type Entity = event_history::Entity;

    texts!(EventRow<'static>);

    fn columns() -> Vec<Column<Self>> {
        use event_history::Column as Name;
        let cells = [
            (Name::TenantId, Cell::Uuid(|row: &Self| row.event.tenant.0)),
            (Name::Id, Cell::Text(|row| row.event.id.as_str())),
            (Name::EventName, Cell::Text(|row| &row.event.event_name)),
            (Name::Source, Cell::Text(|row| &row.event.source)),
            (Name::Timestamp, Cell::Long(|row| row.event.timestamp.millis())),
            (Name::ShouldDocument, Cell::Bool(|row| row.event.should_document)),
            (
                Name::Payload,
                Cell::Json(|row| Some(row.event.payload.as_ref()?.as_str().to_owned())),
            ),
            (
                Name::UserIntent,
                Cell::Json(|row| Some(row.event.user_intent.as_ref()?.to_json().to_string())),
            ),
            (
                Name::Context,
                Cell::Json(|row| Some(row.event.context.as_ref()?.to_json().to_string())),
            ),
            (
                Name::Metadata,
                Cell::Json(|row| Some(row.event.metadata.as_ref()?.as_str().to_owned())),
            ),
            (Name::UserId, Cell::OptionalUuid(|row| row.event.user_id().map(|user| user.0))),
            (Name::RecordedAt, Cell::Long(|row| row.event.recorded_at.millis())),
            (Name::Revision, Cell::Integer(|row| row.event.revision)),
            (Name::CorrelationId, Cell::Text(|row| row.correlation.as_str())),
            (Name::UserText, Cell::OptionalName(|row| name(row.event.user.as_ref()))),
            (Name::TenantText, Cell::OptionalName(|row| row.event.tenant_text.as_deref())),
            (Name::OutcomeState, Cell::Small(|row| numbers::state_number(row.event.outcome_state))),
        ];
        cells.into_iter().map(|(column, cell)| Column { column, cell }).collect()
    }
}

/// A link: of an event, to another of its tenant, and at which place.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct LinkRow<'a> {
    pub(in crate::store) event: &'a Event,
    pub(in crate::store) related: &'a EventId,
    pub(in crate::store) ordinal: i32,
}

/// The links of an event: each event that it names, with its first place.
pub(in crate::store) fn links(event: &Event) -> impl Iterator<Item = LinkRow<'_>> {
    let mut named = std::collections::HashSet::new();
    let places = event.links().iter().zip(0..).filter(move |(id, _)| named.insert(*id));
    places.map(move |(related, ordinal)| LinkRow { event, related, ordinal })
}

impl Row for LinkRow<'_> {
    type Entity = event_relation::Entity;

    texts!(LinkRow<'static>);

    fn columns() -> Vec<Column<Self>> {
        use event_relation::Column as Name;
        let cells = [
            (Name::TenantId, Cell::Uuid(|row: &Self| row.event.tenant.0)),
            (Name::EventId, Cell::Text(|row| row.event.id.as_str())),
            (Name::RelatedId, Cell::Text(|row| row.related.as_str())),
            (Name::Ordinal, Cell::Integer(|row| row.ordinal)),
            (Name::EventTimestamp, Cell::Long(|row| row.event.timestamp.millis())),
        ];
        cells.into_iter().map(|(column, cell)| Column { column, cell }).collect()
    }
}

/// An outcome that an event was given.
pub(in crate::store) type OutcomeRow<'a> = &'a (EventKey, OutcomeRevision);

impl Row for OutcomeRow<'_> {
    type Entity = outcome_revision::Entity;

    texts!(OutcomeRow<'static>);

    fn columns() -> Vec<Column<Self>> {
        use outcome_revision::Column as Name;
        let cells = [
            (Name::TenantId, Cell::Uuid(|row: &Self| row.0.tenant.0)),
            (Name::EventId, Cell::Text(|row| row.0.id.as_str())),
            (Name::Revision, Cell::Integer(|row| row.1.revision)),
            (Name::Outcome, Cell::OptionalText(|row| row.1.outcome.as_deref())),
            (Name::ImpactMetric, Cell::OptionalText(|row| row.1.impact_metric.as_deref())),
            (Name::RecordedAt, Cell::Long(|row| row.1.recorded_at.millis())),
            (Name::UserId, Cell::OptionalUuid(|row| Some(row.1.user.as_ref()?.id.0))),
            (Name::UserText, Cell::OptionalName(|row| name(row.1.user.as_ref()))),
            (Name::Verdict, Cell::OptionalSmall(|row| row.1.verdict.map(numbers::verdict_number))),
            (Name::OutcomeAt, Cell::OptionalLong(|row| row.1.outcome_at.map(Timestamp::millis))),
        ];
        cells.into_iter().map(|(column, cell)| Column { column, cell }).collect()
    }
}

/// A change for the log, at its place in its transaction; that has a number on SQLite.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct ChangeRow<'a> {
    pub(in crate::store) change: &'a LogDraft,
    pub(in crate::store) ordinal: i32,
    pub(in crate::store) transaction: i64,
}

impl Row for ChangeRow<'_> {
    type Entity = event_log::Entity;

    texts!(ChangeRow<'static>);

    fn columns() -> Vec<Column<Self>> {
        use event_log::Column as Name;
        let cells = [
            (Name::TenantId, Cell::Uuid(|row: &Self| row.change.key.tenant.0)),
            (Name::TransactionId, Cell::Transaction(|row| row.transaction)),
            (Name::Ordinal, Cell::Integer(|row| row.ordinal)),
            (Name::EventId, Cell::Text(|row| row.change.key.id.as_str())),
            (Name::Change, Cell::Small(|row| numbers::change_number(row.change.change))),
            (Name::Size, Cell::Integer(|row| numbers::change_size(row.change))),
            (Name::RecordedAt, Cell::Long(|row| row.change.recorded_at.millis())),
        ];
        cells.into_iter().map(|(column, cell)| Column { column, cell }).collect()
    }
}

/// What somebody is called, where that isn't their id.
fn name<T>(named: Option<&Named<T>>) -> Option<&str> {
    named?.text.as_deref()
}
