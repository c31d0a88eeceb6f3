//! Writing rows as arrays, a parameter for each column: the text of a statement is the same whatever
//! the number of its rows, so that PostgreSQL parses and plans it once.
//!
//! Arrays of SeaORM hold no nulls. What is no JSON stands for JSON that isn't there, the nil UUID, which
//! no user has, for nobody, the empty text, which nobody is called by, for one that isn't there, 0 for no
//! verdict, and the first of all times for none.

use sea_orm::{ConnectionTrait as _, DbBackend, Statement, Value};
use uuid::Uuid;

use crate::domain::context::EventContext;
use crate::domain::event::Event;
use crate::domain::ids::{EventId, EventKey, UserId};
use crate::domain::intent::UserIntent;
use crate::domain::json_text::JsonText;
use crate::domain::log::LogDraft;
use crate::domain::narrative::Narrative;
use crate::domain::outcome::OutcomeRevision;
use crate::domain::subjects::Named;
use crate::domain::timestamp::Timestamp;
use crate::store::connections::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::statements::{rows, words};

const EVENTS: &str = "SELECT tenant_id, id, event_name, source, timestamp, should_document,
        payload::jsonb, nullif(user_intent, '')::jsonb, nullif(context, '')::jsonb,
        nullif(metadata, '')::jsonb, nullif(user_id, '00000000-0000-0000-0000-000000000000'),
        recorded_at, revision, correlation_id, nullif(user_text, ''), nullif(tenant_text, ''),
        outcome_state
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::boolean[],
            $7::text[], $8::text[], $9::text[], $10::text[], $11::uuid[], $12::bigint[],
            $13::integer[], $14::text[], $15::text[], $16::text[], $17::smallint[])
        AS new (tenant_id, id, event_name, source, timestamp, should_document, payload,
            user_intent, context, metadata, user_id, recorded_at, revision, correlation_id,
            user_text, tenant_text, outcome_state)";

const RELATIONS: &str = "SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::integer[],
    $5::bigint[])";

const OUTCOMES: &str = "SELECT tenant_id, event_id, revision, nullif(outcome, '')::jsonb #>> '{}',
        nullif(impact_metric, '')::jsonb #>> '{}', recorded_at,
        nullif(user_id, '00000000-0000-0000-0000-000000000000'), nullif(user_text, ''),
        nullif(verdict, 0), nullif(outcome_at, '-9223372036854775808')
    FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::bigint[],
            $7::uuid[], $8::text[], $9::smallint[], $10::bigint[])
        AS new (tenant_id, event_id, revision, outcome, impact_metric, recorded_at, user_id,
            user_text, verdict, outcome_at)";

/// Behind the four parameters of what writes words. Numbered by the log's epoch, and the transaction's own
/// id. PostgreSQL gives that to those that write, in the order in which they first do.
const CHANGES: &str = "SELECT tenant_id,
        (SELECT max(number) FROM event_log_epoch) << 48 | pg_current_xact_id()::text::bigint,
        ordinal, event_id, change, size, recorded_at
    FROM unnest($5::uuid[], $6::integer[], $7::text[], $8::smallint[], $9::integer[], $10::bigint[])
        AS new (tenant_id, ordinal, event_id, change, size, recorded_at)";

const UPDATE: &str = "UPDATE event_history
    SET context = changed.context::jsonb, revision = changed.revision,
        outcome_state = changed.outcome_state
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::smallint[])
        AS changed (tenant_id, id, context, revision, outcome_state)
    WHERE event_history.tenant_id = changed.tenant_id AND event_history.id = changed.id";

/// One column of these rows.
fn column<R, T>(rows: &[R], value: impl Fn(&R) -> T) -> Value
where
    Vec<T>: Into<Value>,
{
    rows.iter().map(value).collect::<Vec<T>>().into()
}

async fn run(
    transaction: &Transaction,
    sql: &str,
    columns: impl IntoIterator<Item = Value>,
) -> Result<(), StoreError> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, columns);
    transaction.execute_raw(statement).await?;
    Ok(())
}

fn json_or_nothing(json: Option<serde_json::Value>) -> String {
    json.map(|json| json.to_string()).unwrap_or_default()
}

fn user_id(user: Option<&Named<UserId>>) -> Uuid {
    user.map_or(Uuid::nil(), |user| user.id.0)
}

fn user_text(user: Option<&Named<UserId>>) -> String {
    user.and_then(|user| user.text.as_deref()).unwrap_or_default().to_owned()
}

/// Stores new events, each with the correlation that it belongs to.
pub(in crate::store) async fn insert_events(
    transaction: &Transaction,
    events: &[(&Event, &EventId)],
) -> Result<(), StoreError> {
    let text = |json: Option<&JsonText>| json.map(JsonText::as_str).unwrap_or_default().to_owned();
    let columns = [
        column(events, |(event, _)| event.tenant.0),
        column(events, |(event, _)| event.id.as_str().to_owned()),
        column(events, |(event, _)| event.event_name.clone()),
        column(events, |(event, _)| event.source.clone()),
        column(events, |(event, _)| event.timestamp.millis()),
        column(events, |(event, _)| event.should_document),
        column(events, |(event, _)| text(event.payload.as_ref())),
        column(events, |(event, _)| {
            json_or_nothing(event.user_intent.as_ref().map(UserIntent::to_json))
        }),
        column(events, |(event, _)| {
            json_or_nothing(event.context.as_ref().map(EventContext::to_json))
        }),
        column(events, |(event, _)| text(event.metadata.as_ref())),
        column(events, |(event, _)| user_id(event.user.as_ref())),
        column(events, |(event, _)| event.recorded_at.millis()),
        column(events, |(event, _)| event.revision),
        column(events, |(_, correlation)| correlation.as_str().to_owned()),
        column(events, |(event, _)| user_text(event.user.as_ref())),
        column(events, |(event, _)| event.tenant_text.as_deref().unwrap_or_default().to_owned()),
        column(events, |(event, _)| rows::state_number(event.outcome_state)),
    ];
    run(transaction, &format!("{} {EVENTS}", super::EVENTS), columns).await
}

/// Stores links: of each event, in its tenant, to another, and at which place.
pub(in crate::store) async fn insert_relations(
    transaction: &Transaction,
    links: &[(&Event, &EventId, i32)],
) -> Result<(), StoreError> {
    let columns = [
        column(links, |(event, ..)| event.tenant.0),
        column(links, |(event, ..)| event.id.as_str().to_owned()),
        column(links, |(_, related, _)| related.as_str().to_owned()),
        column(links, |(.., ordinal)| *ordinal),
        column(links, |(event, ..)| event.timestamp.millis()),
    ];
    run(transaction, &format!("{} {RELATIONS}", super::RELATIONS), columns).await
}

/// Stores outcomes that events were given.
pub(in crate::store) async fn insert_outcomes(
    transaction: &Transaction,
    outcomes: &[(EventKey, OutcomeRevision)],
) -> Result<(), StoreError> {
    let text = |text: Option<&String>| json_or_nothing(text.map(|text| text.as_str().into()));
    let columns = [
        column(outcomes, |(key, _)| key.tenant.0),
        column(outcomes, |(key, _)| key.id.as_str().to_owned()),
        column(outcomes, |(_, outcome)| outcome.revision),
        column(outcomes, |(_, outcome)| text(outcome.outcome.as_ref())),
        column(outcomes, |(_, outcome)| text(outcome.impact_metric.as_ref())),
        column(outcomes, |(_, outcome)| outcome.recorded_at.millis()),
        column(outcomes, |(_, outcome)| user_id(outcome.user.as_ref())),
        column(outcomes, |(_, outcome)| user_text(outcome.user.as_ref())),
        column(outcomes, |(_, outcome)| outcome.verdict.map_or(0, rows::verdict_number)),
        column(outcomes, |(_, outcome)| outcome.outcome_at.map_or(i64::MIN, Timestamp::millis)),
    ];
    run(transaction, &format!("{} {OUTCOMES}", super::OUTCOMES), columns).await
}

/// Appends changes to the log, in their order, and writes the words of the events that changed: one
/// statement, for what changes has words, and what waits for an answer less.
pub(in crate::store) async fn insert_changes(
    transaction: &Transaction,
    changes: &[LogDraft],
    described: &[(&Event, Option<&Narrative>)],
) -> Result<(), StoreError> {
    let columns = [
        column(changes, |change| change.key.tenant.0),
        (0..).take(changes.len()).collect::<Vec<i32>>().into(),
        column(changes, |change| change.key.id.as_str().to_owned()),
        column(changes, |change| rows::change_number(change.change)),
        column(changes, rows::change_size),
        column(changes, |change| change.recorded_at.millis()),
    ];
    let sql = format!("WITH described AS ({}) {} {CHANGES}", words::on_postgres(), super::CHANGES);
    run(transaction, &sql, words::columns(described).into_iter().chain(columns)).await
}

/// Stores the contexts, revisions and states of the outcomes of events.
pub(in crate::store) async fn update_events(
    transaction: &Transaction,
    events: &[&Event],
) -> Result<(), StoreError> {
    let context = |event: &&Event| {
        event.context.as_ref().map(EventContext::to_json).unwrap_or_default().to_string()
    };
    let columns = [
        column(events, |event| event.tenant.0),
        column(events, |event| event.id.as_str().to_owned()),
        column(events, context),
        column(events, |event| event.revision),
        column(events, |event| rows::state_number(event.outcome_state)),
    ];
    run(transaction, UPDATE, columns).await
}
