//! `event-mesh types`: what the payloads of events look like, as TypeScript.

mod shape;

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use self::shape::{Shape, key};
use super::Failure;
use super::client::{Address, Server};
use crate::config::Settings;
use crate::domain::timestamp::Timestamp;

/// The most names that are told.
const NAMES: usize = 1_000;

/// How many events are asked for at once.
const PAGE: u32 = 50;

const EVENT_NAMES: &str = "query EventNames($filter: EventFilter, $first: Int!) {
    eventStats(filter: $filter, groupBy: [EVENT_NAME], first: $first) { eventName isRest }
}";

const PAYLOADS: &str = "query Payloads($filter: EventFilter, $first: Int!, $after: Cursor) {
    events(filter: $filter, first: $first, after: $after) {
        nodes { payload }
        pageInfo { endCursor hasNextPage }
    }
}";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    address: Address,
    /// Only what happened then or later, as 2026-11-30T08:00:00Z
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    since: Option<Timestamp>,
    /// How many of the newest events of each name are looked at
    #[arg(long, value_name = "EVENTS", default_value_t = 200)]
    newest: u32,
    /// A file to write, in place of the terminal; it is left alone where it would stay the same
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn parse_time(text: &str) -> Result<Timestamp, String> {
    Timestamp::from_rfc3339(text).map_err(|violation| violation.message)
}

pub(super) async fn run(arguments: &Arguments, settings: &Settings) -> Result<(), Failure> {
    let server = Server::new(&arguments.address, settings);
    let since = arguments.since.map(Timestamp::millis);
    let mut types = String::new();
    for name in names(&server, since).await? {
        let shape = look_at(&server, &name, since, arguments.newest).await?;
        // Writing to a String never fails.
        let _ = writeln!(types, "  {}: {};", key(&name), shape.to_typescript(1));
    }
    let text = format!(
        "// Written by `event-mesh types`: write it anew rather than change it.\n\n\
        /** What is in the payload of each event, by the event's name. */\n\
        export type Catalogue = {{\n{types}}};\n"
    );
    let Some(file) = &arguments.out else { return Ok(write!(io::stdout(), "{text}")?) };
    if fs::read_to_string(file).is_ok_and(|known| known == text) {
        return Ok(());
    }
    let written = fs::write(file, text);
    written.map_err(|error| format!("can't write {}: {error}", file.display()).into())
}

/// What events are called, in their order.
async fn names(server: &Server, since: Option<i64>) -> Result<Vec<String>, Failure> {
    let variables = json!({ "filter": { "startTime": since }, "first": NAMES });
    let answer = server.ask(EVENT_NAMES, &variables).await?;
    let rows = answer["eventStats"].as_array().map(Vec::as_slice).unwrap_or_default();
    if rows.iter().any(|row| row["isRest"] == true) {
        let message = format!("there are more than {NAMES} names; those with most events are told");
        writeln!(io::stderr(), "{message}")?;
    }
    let mut names: Vec<String> =
        rows.iter().filter_map(|row| row["eventName"].as_str()).map(str::to_owned).collect();
    names.sort_unstable();
    Ok(names)
}

/// What the payloads of the newest events of a name look like.
async fn look_at(
    server: &Server,
    name: &str,
    since: Option<i64>,
    newest: u32,
) -> Result<Shape, Failure> {
    let mut shape = Shape::default();
    let (mut left, mut after) = (newest, Value::Null);
    while left > 0 {
        let filter = json!({ "eventName": { "eq": name }, "startTime": since });
        let first = left.min(PAGE);
        let variables = json!({ "filter": filter, "first": first, "after": after });
        let mut answer = server.ask(PAYLOADS, &variables).await?;
        let page = &mut answer["events"];
        let nodes = page["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
        for event in nodes {
            shape.add(&event["payload"]);
        }
        left -= first;
        if page["pageInfo"]["hasNextPage"] != true {
            break;
        }
        after = page["pageInfo"]["endCursor"].take();
    }
    Ok(shape)
}
