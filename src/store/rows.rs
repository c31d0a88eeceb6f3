//! Rows to domain values, and back.

use entity::event_history::Column;
use entity::{event_history, event_log, event_relation, outcome_revision};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{FromQueryResult, IdenStatic as _, QuerySelect as _, Select, SelectModel, Selector};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::context::EventContext;
use crate::domain::event::Event;
use crate::domain::ids::{EventId, EventKey, TenantId, UserId};
use crate::domain::intent::UserIntent;
use crate::domain::log::{Change, LogDraft, LogPosition, LogRecord};
use crate::domain::outcome::OutcomeRevision;
use crate::domain::timestamp::Timestamp;
use crate::domain::view::{Part, Parts};

/// A row of `event_history`, of whose JSON columns some may not have been read.
#[derive(FromQueryResult)]
pub(super) struct EventRow {
    tenant_id: Uuid,
    id: String,
    event_name: String,
    source: String,
    timestamp: i64,
    payload: Option<Value>,
    should_document: bool,
    user_intent: Option<Value>,
    context: Option<Value>,
    metadata: Option<Value>,
    user_id: Option<Uuid>,
    recorded_at: i64,
    revision: i32,
}

/// Reads the rows of a query, of their JSON columns those that are wanted.
pub(super) fn select(
    query: Select<event_history::Entity>,
    parts: Parts,
) -> Selector<SelectModel<EventRow>> {
    let large = [
        (Part::Payload, Column::Payload),
        (Part::UserIntent, Column::UserIntent),
        (Part::Context, Column::Context),
        (Part::Metadata, Column::Metadata),
    ];
    let query = query.select_only().columns([
        Column::TenantId,
        Column::Id,
        Column::EventName,
        Column::Source,
        Column::Timestamp,
        Column::ShouldDocument,
        Column::UserId,
        Column::RecordedAt,
        Column::Revision,
    ]);
    let query = large.into_iter().fold(query, |query, (part, column)| {
        if parts.contains(part) {
            query.column(column)
        } else {
            query.expr_as(Expr::cust("NULL"), column.as_str())
        }
    });
    query.into_model()
}

/// The event that a row holds.
pub(super) fn event(row: EventRow) -> Event {
    Event {
        tenant: TenantId(row.tenant_id),
        id: EventId::from_stored(row.id),
        event_name: row.event_name,
        source: row.source,
        timestamp: Timestamp::from_stored(row.timestamp),
        recorded_at: Timestamp::from_stored(row.recorded_at),
        payload: row.payload,
        should_document: row.should_document,
        user_intent: row.user_intent.as_ref().map(UserIntent::from_json),
        context: row.context.map(EventContext::from_json),
        metadata: row.metadata,
        user: row.user_id.map(UserId),
        revision: row.revision,
    }
}

/// The key that these two columns hold.
pub(super) fn event_key((tenant, id): (Uuid, String)) -> EventKey {
    EventKey { tenant: TenantId(tenant), id: EventId::from_stored(id) }
}

/// The row of an event.
pub(super) fn event_row(event: &Event) -> event_history::ActiveModel {
    event_history::ActiveModel {
        tenant_id: Set(event.tenant.0),
        id: Set(event.id.as_str().to_owned()),
        event_name: Set(event.event_name.clone()),
        source: Set(event.source.clone()),
        timestamp: Set(event.timestamp.millis()),
        payload: Set(event.payload.clone().unwrap_or_default()),
        should_document: Set(event.should_document),
        user_intent: Set(event.user_intent.as_ref().map(UserIntent::to_json)),
        context: Set(event.context.as_ref().map(EventContext::to_json)),
        metadata: Set(event.metadata.clone()),
        user_id: Set(event.user.map(|user| user.0)),
        recorded_at: Set(event.recorded_at.millis()),
        revision: Set(event.revision),
    }
}

/// The rows of an event's links: one for each event that it names, at its first place.
pub(super) fn relation_rows(event: &Event) -> Vec<event_relation::ActiveModel> {
    let mut named = std::collections::HashSet::new();
    let first_places = event.links().iter().zip(0..).filter(|(id, _)| named.insert((*id).clone()));
    let row = |(id, ordinal): (&EventId, i32)| event_relation::ActiveModel {
        tenant_id: Set(event.tenant.0),
        event_id: Set(event.id.as_str().to_owned()),
        related_id: Set(id.as_str().to_owned()),
        ordinal: Set(ordinal),
    };
    first_places.map(row).collect()
}

/// The outcome that a row holds, and whose it is.
pub(super) fn outcome(row: outcome_revision::Model) -> (EventKey, OutcomeRevision) {
    let key = event_key((row.tenant_id, row.event_id));
    let revision = OutcomeRevision {
        revision: row.revision,
        outcome: row.outcome,
        impact_metric: row.impact_metric,
        recorded_at: Timestamp::from_stored(row.recorded_at),
        user: row.user_id.map(UserId),
    };
    (key, revision)
}

/// The row of an event's outcome.
pub(super) fn outcome_row(
    key: &EventKey,
    revision: &OutcomeRevision,
) -> outcome_revision::ActiveModel {
    outcome_revision::ActiveModel {
        tenant_id: Set(key.tenant.0),
        event_id: Set(key.id.as_str().to_owned()),
        revision: Set(revision.revision),
        outcome: Set(revision.outcome.clone()),
        impact_metric: Set(revision.impact_metric.clone()),
        recorded_at: Set(revision.recorded_at.millis()),
        user_id: Set(revision.user.map(|user| user.0)),
    }
}

/// The row of a change.
pub(super) fn log_row(draft: &LogDraft, position: LogPosition) -> event_log::ActiveModel {
    event_log::ActiveModel {
        tenant_id: Set(draft.key.tenant.0),
        transaction_id: Set(position.transaction),
        ordinal: Set(position.ordinal),
        event_id: Set(draft.key.id.as_str().to_owned()),
        change: Set(match draft.change {
            Change::Published => PUBLISHED,
            Change::OutcomeUpdated => OUTCOME_UPDATED,
            Change::NarrativeUpdated => NARRATIVE_UPDATED,
        }),
        size: Set(i32::try_from(draft.size).unwrap_or(i32::MAX)),
        recorded_at: Set(draft.recorded_at.millis()),
    }
}

/// The change that a row holds.
pub(super) fn log_record(row: event_log::Model) -> LogRecord {
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

const PUBLISHED: i16 = 1;
const OUTCOME_UPDATED: i16 = 2;
const NARRATIVE_UPDATED: i16 = 3;
