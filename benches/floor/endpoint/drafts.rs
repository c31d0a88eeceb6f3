//! Events that are published.

use event_mesh::domain::clock::{Clock, new_event_id};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Failure;
use super::database::{Database, Sql};
use super::stored::Stored;

/// Rows of drafts, in the place of `{drafts}`: one array for each column.
pub(super) const DRAFTS: &str = "
    SELECT * FROM unnest(
        $1::text[], $2::text[], $3::text[], $4::bigint[], $5::jsonb[], $6::jsonb[], $7::jsonb[],
        $8::jsonb[]
    ) AS draft (id, event_name, source, timestamp, payload, user_intent, context, metadata)";

/// What is sent of an event.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Draft<'a> {
    event_name: &'a str,
    source: &'a str,
    #[serde(default = "now")]
    timestamp: i64,
    #[serde(borrow)]
    payload: &'a RawValue,
    #[serde(borrow)]
    user_intent: Option<&'a RawValue>,
    #[serde(borrow)]
    context: Option<&'a RawValue>,
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
}

/// When an event happens that doesn't say it.
fn now() -> i64 {
    Clock::system().now().millis()
}

/// A column of JSON.
fn column<'a>(parts: impl Iterator<Item = Option<&'a RawValue>>) -> Vec<Option<Stored<'a>>> {
    parts.map(|part| part.map(|part| Stored(part.get()))).collect()
}

/// Stores events and returns what GraphQL says of each.
pub(super) async fn publish(
    database: &Database,
    drafts: &[Draft<'_>],
) -> Result<Vec<String>, Failure> {
    let ids: Vec<String> = drafts.iter().map(|_| new_event_id().to_string()).collect();
    let names: Vec<&str> = drafts.iter().map(|draft| draft.event_name).collect();
    let sources: Vec<&str> = drafts.iter().map(|draft| draft.source).collect();
    let times: Vec<i64> = drafts.iter().map(|draft| draft.timestamp).collect();
    let payloads = column(drafts.iter().map(|draft| Some(draft.payload)));
    let intents = column(drafts.iter().map(|draft| draft.user_intent));
    let contexts = column(drafts.iter().map(|draft| draft.context));
    let metadata = column(drafts.iter().map(|draft| draft.metadata));
    database
        .query(
            Sql::Publish,
            &[&ids, &names, &sources, &times, &payloads, &intents, &contexts, &metadata],
        )
        .await?;
    let event = |(id, draft): (&String, &Draft<'_>)| {
        let Draft { event_name, timestamp, .. } = draft;
        format!(
            r#"{{"created":true,"event":{{"id":"{id}","eventName":"{event_name}","timestamp":{timestamp},"shouldDocument":false}}}}"#
        )
    };
    Ok(ids.iter().zip(drafts).map(event).collect())
}
