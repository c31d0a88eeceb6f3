//! Reads what is asked, and writes the answer.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::value::RawValue;
use tokio_postgres::Row;

use super::Failure;
use super::database::{Database, Sql};
use super::drafts::{self, Draft};
use super::stored::Stored;

/// What is read of a request.
#[derive(Deserialize)]
struct Body<'a> {
    #[serde(rename = "operationName")]
    operation: &'a str,
    #[serde(borrow)]
    variables: &'a RawValue,
}

#[derive(Deserialize)]
struct OfId<'a> {
    id: &'a str,
}

#[derive(Deserialize)]
struct OfName<'a> {
    name: &'a str,
}

#[derive(Deserialize)]
struct Outcome<'a> {
    id: &'a str,
    #[serde(borrow)]
    input: OutcomeInput<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OutcomeInput<'a> {
    #[serde(borrow)]
    outcome: Cow<'a, str>,
    #[serde(borrow)]
    impact_metric: Cow<'a, str>,
}

#[derive(Deserialize)]
struct One<'a> {
    #[serde(borrow)]
    input: Draft<'a>,
}

#[derive(Deserialize)]
struct Many<'a> {
    #[serde(borrow)]
    inputs: Vec<Draft<'a>>,
}

/// Answers a request.
pub(super) async fn answer(database: &Database, body: &[u8]) -> Result<String, Failure> {
    let Body { operation, variables } = serde_json::from_slice(body)?;
    let variables = variables.get();
    match operation {
        "Event" => event(database, serde_json::from_str(variables)?).await,
        "Newest" => newest(database, serde_json::from_str(variables)?).await,
        "Related" => related(database, serde_json::from_str(variables)?).await,
        "Workflow" => walk(database, serde_json::from_str(variables)?, 10, true).await,
        "Ladder" => walk(database, serde_json::from_str(variables)?, 60, false).await,
        "Chain" => walk(database, serde_json::from_str(variables)?, 1_000, false).await,
        "Publish" => {
            let One { input } = serde_json::from_str(variables)?;
            let events = drafts::publish(database, &[input]).await?;
            Ok(format!(r#"{{"data":{{"publish":{}}}}}"#, events.concat()))
        }
        "PublishMany" => {
            let Many { inputs } = serde_json::from_str(variables)?;
            let events = drafts::publish(database, &inputs).await?.join(",");
            Ok(format!(r#"{{"data":{{"publishMany":{{"results":[{events}]}}}}}}"#))
        }
        "Outcome" => outcome(database, serde_json::from_str(variables)?).await,
        other => Err(format!("{other} is not known").into()),
    }
}

/// Texts without quotes or backslashes: ids and names are made so.
fn plain(out: &mut String, key: &str, text: &str) {
    for part in ["\"", key, "\":\"", text, "\","] {
        out.push_str(part);
    }
}

fn number(out: &mut String, key: &str, number: i64) {
    write!(out, "\"{key}\":{number},").expect("text");
}

/// JSON as it is stored.
fn stored(out: &mut String, key: &str, json: Option<Stored<'_>>) {
    for part in ["\"", key, "\":", json.map_or("null", |json| json.0), ","] {
        out.push_str(part);
    }
}

/// Ends an object or a list, behind whose last member there is a comma.
fn end(out: &mut String, bracket: char) {
    if out.ends_with(',') {
        out.pop();
    }
    out.push(bracket);
}

/// O1.
async fn event(database: &Database, OfId { id }: OfId<'_>) -> Result<String, Failure> {
    let rows = database.query(Sql::Event, &[&id]).await?;
    let row = rows.first().ok_or("no such event")?;
    let mut out = String::with_capacity(2_048);
    out.push_str("{\"data\":{\"event\":{");
    plain(&mut out, "id", row.get(0));
    plain(&mut out, "eventName", row.get(1));
    plain(&mut out, "source", row.get(2));
    number(&mut out, "timestamp", row.get(3));
    stored(&mut out, "payload", row.get(4));
    write!(out, "\"shouldDocument\":{},", row.get::<_, bool>(5))?;
    stored(&mut out, "userIntent", row.get(6));
    stored(&mut out, "context", row.get(7));
    stored(&mut out, "metadata", row.get(8));
    match row.get(9) {
        Some(user) => plain(&mut out, "userId", user),
        None => out.push_str("\"userId\":null,"),
    }
    end(&mut out, '}');
    out.push_str("}}");
    Ok(out)
}

/// O2.
async fn newest(database: &Database, OfName { name }: OfName<'_>) -> Result<String, Failure> {
    let rows = database.query(Sql::Newest, &[&name]).await?;
    let mut out = String::with_capacity(32_768);
    out.push_str("{\"data\":{\"events\":{\"nodes\":[");
    for row in &rows {
        out.push('{');
        plain(&mut out, "id", row.get(0));
        plain(&mut out, "eventName", row.get(1));
        number(&mut out, "timestamp", row.get(2));
        stored(&mut out, "payload", row.get(3));
        end(&mut out, '}');
        out.push(',');
    }
    end(&mut out, ']');
    out.push_str("}}}");
    Ok(out)
}

/// O3.
async fn related(database: &Database, OfName { name }: OfName<'_>) -> Result<String, Failure> {
    let rows = database.query(Sql::Related, &[&name]).await?;
    let mut out = String::with_capacity(16_384);
    out.push_str("{\"data\":{\"events\":{\"nodes\":[");
    // The links of an event are next to each other.
    for links in rows.chunk_by(|one, next| one.get::<_, &str>(0) == next.get::<_, &str>(0)) {
        out.push('{');
        plain(&mut out, "id", links[0].get(0));
        plain(&mut out, "eventName", links[0].get(1));
        out.push_str("\"related\":[");
        for link in links {
            let (Some(id), Some(name)) = (link.get(2), link.get(3)) else { continue };
            out.push('{');
            plain(&mut out, "id", id);
            plain(&mut out, "eventName", name);
            end(&mut out, '}');
            out.push(',');
        }
        end(&mut out, ']');
        out.push_str("},");
    }
    end(&mut out, ']');
    out.push_str("}}}");
    Ok(out)
}

/// What is told of an event that was reached.
fn reached(out: &mut String, row: &Row, is_whole: bool) {
    plain(out, "id", row.get(0));
    if is_whole {
        plain(out, "eventName", row.get(1));
        plain(out, "source", row.get(2));
        number(out, "timestamp", row.get(3));
        stored(out, "payload", row.get(4));
    }
}

/// O4 and O5, which only wants ids.
async fn walk(
    database: &Database,
    OfId { id }: OfId<'_>,
    depth: i32,
    is_whole: bool,
) -> Result<String, Failure> {
    let rows = database.query(Sql::Walk, &[&id, &depth]).await?;
    let (root, rows) = rows.split_first().ok_or("no such event")?;
    let mut out = String::with_capacity(32_768);
    out.push_str("{\"data\":{\"event\":{");
    plain(&mut out, "id", root.get(0));
    if is_whole {
        plain(&mut out, "eventName", root.get(1));
    }
    out.push_str("\"related\":[");
    for row in rows {
        out.push('{');
        reached(&mut out, row, is_whole);
        end(&mut out, '}');
        out.push(',');
    }
    end(&mut out, ']');
    out.push_str("}}}");
    Ok(out)
}

/// O7.
async fn outcome(
    database: &Database,
    Outcome { id, input }: Outcome<'_>,
) -> Result<String, Failure> {
    let OutcomeInput { outcome, impact_metric } = input;
    let rows = database.query(Sql::Outcome, &[&id, &&*outcome, &&*impact_metric]).await?;
    let row = rows.first().ok_or("no such event")?;
    let mut out = String::with_capacity(1_024);
    out.push_str("{\"data\":{\"updateOutcome\":{\"event\":{");
    plain(&mut out, "id", id);
    stored(&mut out, "context", row.get(0));
    end(&mut out, '}');
    out.push_str("}}}");
    Ok(out)
}
