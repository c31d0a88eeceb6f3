//! Writing rows on SQLite, as lists of values. A statement's text grows with the number of its rows: to read
//! that takes SQLite half as long as to take rows out of JSON, whose text could be the same for any number.

use sea_orm::{DbBackend, Statement, Value};

use crate::domain::event::Event;
use crate::domain::ids::{EventId, EventKey};
use crate::domain::json_text::JsonText;
use crate::domain::log::LogDraft;
use crate::domain::narrative::Narrative;
use crate::domain::outcome::OutcomeRevision;
use crate::domain::timestamp::Timestamp;
use crate::store::statements::{rows, words};

/// How many rows go into one statement: SQLite takes 32,766 parameters at most.
const ROWS: usize = 1_000;

/// The columns of a list of values are called so.
const UPDATE: &str = "UPDATE event_history SET context = column3, revision = column4, \
    outcome_state = column5 FROM (";
const WHERE: &str = ") WHERE tenant_id = column1 AND id = column2";

const SEARCHED: &str = "INSERT INTO event_search (tenant_id, event_id, timestamp)";
const SEARCHED_ALREADY: &str =
    " ON CONFLICT (tenant_id, event_id) DO UPDATE SET timestamp = excluded.timestamp";

/// The number of an event's words is known to SQLite alone.
const WORDS: &str =
    "INSERT OR REPLACE INTO event_search_terms (rowid, terms) SELECT id, column3 FROM (";
const WORDS_OF: &str = ") CROSS JOIN event_search ON tenant_id = column1 AND event_id = column2";

/// The statements that begin and end so, around lists of these rows.
fn lists<const COLUMNS: usize>(
    (begin, end): (&str, &str),
    rows: impl Iterator<Item = [Value; COLUMNS]>,
) -> Vec<Statement> {
    let row = format!("({})", ["?"; COLUMNS].join(","));
    let (mut rows, mut statements) = (rows.peekable(), Vec::new());
    while rows.peek().is_some() {
        let list: Vec<[Value; COLUMNS]> = rows.by_ref().take(ROWS).collect();
        let sql = format!("{begin} VALUES {}{end}", vec![row.as_str(); list.len()].join(","));
        let values = list.into_iter().flatten();
        statements.push(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values));
    }
    statements
}

/// Stores new events, each with the correlation that it belongs to.
pub(in crate::store) fn insert_events(events: &[(&Event, &EventId)]) -> Vec<Statement> {
    let text = |json: Option<&JsonText>| json.map(|json| json.as_str().to_owned());
    let row = |(event, correlation): &(&Event, &EventId)| {
        [
            event.tenant.0.into(),
            event.id.as_str().into(),
            event.event_name.as_str().into(),
            event.source.as_str().into(),
            event.timestamp.millis().into(),
            event.should_document.into(),
            text(event.payload.as_ref()).into(),
            event.user_intent.as_ref().map(|intent| intent.to_json().to_string()).into(),
            context(event).into(),
            text(event.metadata.as_ref()).into(),
            event.user_id().map(|user| user.0).into(),
            event.recorded_at.millis().into(),
            event.revision.into(),
            correlation.as_str().into(),
            event.user.as_ref().and_then(|user| user.text.as_deref()).into(),
            event.tenant_text.as_deref().into(),
            rows::state_number(event.outcome_state).into(),
        ]
    };
    lists((super::EVENTS, ""), events.iter().map(row))
}

fn context(event: &Event) -> Option<String> {
    event.context.as_ref().map(|context| context.to_json().to_string())
}

/// Stores links: of each event, in its tenant, to another, and at which place.
pub(in crate::store) fn insert_relations(links: &[(&Event, &EventId, i32)]) -> Vec<Statement> {
    let row = |(event, related, ordinal): &(&Event, &EventId, i32)| {
        let (tenant, id) = (event.tenant.0.into(), event.id.as_str().into());
        let timestamp = event.timestamp.millis().into();
        [tenant, id, related.as_str().into(), (*ordinal).into(), timestamp]
    };
    lists((super::RELATIONS, ""), links.iter().map(row))
}

/// Stores outcomes that events were given.
pub(in crate::store) fn insert_outcomes(
    outcomes: &[(EventKey, OutcomeRevision)],
) -> Vec<Statement> {
    let row = |(key, outcome): &(EventKey, OutcomeRevision)| {
        [
            key.tenant.0.into(),
            key.id.as_str().into(),
            outcome.revision.into(),
            outcome.outcome.clone().into(),
            outcome.impact_metric.clone().into(),
            outcome.recorded_at.millis().into(),
            outcome.user.as_ref().map(|user| user.id.0).into(),
            outcome.user.as_ref().and_then(|user| user.text.as_deref()).into(),
            outcome.verdict.map(rows::verdict_number).into(),
            outcome.outcome_at.map(Timestamp::millis).into(),
        ]
    };
    lists((super::OUTCOMES, ""), outcomes.iter().map(row))
}

/// Appends changes to the log, in their order, under the number of their transaction.
pub(in crate::store) fn insert_changes(transaction: i64, changes: &[LogDraft]) -> Vec<Statement> {
    let row = |(change, ordinal): (&LogDraft, i32)| {
        [
            change.key.tenant.0.into(),
            transaction.into(),
            ordinal.into(),
            change.key.id.as_str().into(),
            rows::change_number(change.change).into(),
            rows::change_size(change).into(),
            change.recorded_at.millis().into(),
        ]
    };
    lists((super::CHANGES, ""), changes.iter().zip(0..).map(row))
}

/// Stores the words of events, whether or not they were stored before, and how many rows that writes.
pub(in crate::store) fn words(events: &[(&Event, Option<&Narrative>)]) -> (Vec<Statement>, usize) {
    let key = |event: &Event| [event.tenant.0.into(), event.id.as_str().into()];
    let event = |(event, _): &(&Event, _)| {
        let [tenant, id] = key(event);
        [tenant, id, event.timestamp.millis().into()]
    };
    let words = |one: &(&Event, Option<&Narrative>)| {
        let [tenant, id] = key(one.0);
        [tenant, id, words::on_sqlite(*one).into()]
    };
    let mut statements = lists((SEARCHED, SEARCHED_ALREADY), events.iter().map(event));
    statements.extend(lists((WORDS, WORDS_OF), events.iter().map(words)));
    (statements, events.len() * 2)
}

/// Stores the contexts, revisions and states of the outcomes of events.
pub(in crate::store) fn update_events(events: &[&Event]) -> Vec<Statement> {
    let row = |event: &&Event| {
        let (tenant, id) = (event.tenant.0.into(), event.id.as_str().into());
        let state = rows::state_number(event.outcome_state);
        [tenant, id, context(event).into(), event.revision.into(), state.into()]
    };
    lists((UPDATE, WHERE), events.iter().map(row))
}
