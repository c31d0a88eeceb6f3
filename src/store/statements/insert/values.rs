//! Writing rows on SQLite, as lists of values. A statement's text grows with the number of its rows: to read
//! that takes SQLite half as long as to take rows out of JSON, whose text could be the same for any number.

use std::sync::LazyLock;

use sea_orm::{DbBackend, Statement, Value};

use super::{Column, EventRow, Row, changing_of_events};
use crate::domain::event::Event;
use crate::domain::narrative::Narrative;
use crate::store::statements::words;

/// How many rows go into one statement: SQLite takes 32,766 parameters at most.
const ROWS: usize = 1_000;

const SEARCHED: &str = "INSERT INTO event_search (tenant_id, event_id, timestamp)";
const SEARCHED_ALREADY: &str =
    " ON CONFLICT (tenant_id, event_id) DO UPDATE SET timestamp = excluded.timestamp";

/// The number of an event's words is known to SQLite alone.
const WORDS: &str =
    "INSERT OR REPLACE INTO event_search_terms (rowid, terms) SELECT id, column3 FROM (";
const WORDS_OF: &str = ") CROSS JOIN event_search ON tenant_id = column1 AND event_id = column2";

/// A statement that begins and ends so, around a list of so many rows of so many values.
fn list(
    (begin, end): (&str, &str),
    (rows, width): (usize, usize),
    values: impl Iterator<Item = Value>,
) -> Statement {
    let row = format!("({}?)", "?,".repeat(width - 1));
    let sql = format!("{begin} VALUES {}{row}{end}", format!("{row},").repeat(rows - 1));
    Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
}

/// Stores rows.
pub(in crate::store) fn insert<R: Row>(rows: &[R]) -> Vec<Statement> {
    if rows.is_empty() {
        return Vec::new();
    }
    let columns = R::columns();
    let statement = |some: &[R]| {
        let values = some.iter().flat_map(|row| columns.iter().map(|one| one.cell.value(row)));
        list((R::into_text(), ""), (some.len(), columns.len()), values)
    };
    rows.chunks(ROWS).map(statement).collect()
}

/// Stores the words of events, whether or not they were stored before, and how many rows that writes.
pub(in crate::store) fn words(events: &[(&Event, Option<&Narrative>)]) -> (Vec<Statement>, usize) {
    let key = |event: &Event| [event.tenant.0.into(), event.id.as_str().into()];
    let rows = events.chunks(ROWS).map(|some| {
        let values = some.iter().flat_map(|(event, _)| {
            let [tenant, id] = key(event);
            [tenant, id, event.timestamp.millis().into()]
        });
        list((SEARCHED, SEARCHED_ALREADY), (some.len(), 3), values)
    });
    let words = events.chunks(ROWS).map(|some| {
        let values = some.iter().flat_map(|one| {
            let [tenant, id] = key(one.0);
            [tenant, id, words::on_sqlite(*one).into()]
        });
        list((WORDS, WORDS_OF), (some.len(), 3), values)
    });
    (rows.chain(words).collect(), events.len() * 2)
}

/// Stores what changes of events.
pub(in crate::store) fn update_events<'a>(events: &[EventRow<'a>]) -> Vec<Statement> {
    static TEXTS: LazyLock<[String; 2]> = LazyLock::new(update_texts);
    if events.is_empty() {
        return Vec::new();
    }
    let columns = changing_of_events();
    let width = columns.iter().map(Vec::len).sum();
    let statement = |some: &[EventRow<'a>]| {
        let values =
            some.iter().flat_map(|row| columns.iter().flatten().map(|one| one.cell.value(row)));
        list((&TEXTS[0], &TEXTS[1]), (some.len(), width), values)
    };
    events.chunks(ROWS).map(statement).collect()
}

/// What stands before and behind the list of what changes.
fn update_texts() -> [String; 2] {
    // The columns of a list of values are called so.
    let set = |(one, place): (&Column<_>, usize)| format!("{} = column{place}", one.name());
    let [key, changing] = changing_of_events();
    let begin: Vec<_> = changing.iter().zip(key.len() + 1..).map(set).collect();
    let end: Vec<_> = key.iter().zip(1..).map(set).collect();
    [
        format!("UPDATE event_history SET {} FROM (", begin.join(", ")),
        format!(") WHERE {}", end.join(" AND ")),
    ]
}
