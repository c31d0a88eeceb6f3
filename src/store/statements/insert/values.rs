//! Writing rows on SQLite, as lists of values. A statement's text grows with the number of its rows: to read
//! that takes SQLite half as long as to take rows out of JSON, whose text could be the same for any number.

use sea_orm::{DbBackend, Statement, Value};

use super::{Column, EventRow, Row, changing_of_events, insert_into};
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

/// The statements that begin and end so, around lists of rows of so many values.
fn lists(
    (begin, end): (&str, &str),
    (width, rows): (usize, impl Iterator<Item = Vec<Value>>),
) -> Vec<Statement> {
    let row = format!("({})", vec!["?"; width].join(","));
    let (mut rows, mut statements) = (rows.peekable(), Vec::new());
    while rows.peek().is_some() {
        let list: Vec<Vec<Value>> = rows.by_ref().take(ROWS).collect();
        let sql = format!("{begin} VALUES {}{end}", vec![row.as_str(); list.len()].join(","));
        let values = list.into_iter().flatten();
        statements.push(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values));
    }
    statements
}

/// Stores rows.
pub(in crate::store) fn insert<R: Row>(rows: impl Iterator<Item = R>) -> Vec<Statement> {
    let columns = R::columns();
    let values = |row: R| columns.iter().map(|one| one.cell.value(&row)).collect();
    lists((&insert_into(&columns), ""), (columns.len(), rows.map(values)))
}

/// Stores the words of events, whether or not they were stored before, and how many rows that writes.
pub(in crate::store) fn words(events: &[(&Event, Option<&Narrative>)]) -> (Vec<Statement>, usize) {
    let key = |event: &Event| [event.tenant.0.into(), event.id.as_str().into()];
    let event = |(event, _): &(&Event, _)| {
        let [tenant, id] = key(event);
        vec![tenant, id, event.timestamp.millis().into()]
    };
    let words = |one: &(&Event, Option<&Narrative>)| {
        let [tenant, id] = key(one.0);
        vec![tenant, id, words::on_sqlite(*one).into()]
    };
    let mut statements = lists((SEARCHED, SEARCHED_ALREADY), (3, events.iter().map(event)));
    statements.extend(lists((WORDS, WORDS_OF), (3, events.iter().map(words))));
    (statements, events.len() * 2)
}

/// Stores what changes of events.
pub(in crate::store) fn update_events<'a>(
    events: impl Iterator<Item = EventRow<'a>>,
) -> Vec<Statement> {
    let [key, changing] = changing_of_events();
    // The columns of a list of values are called so.
    let set = |(one, place): (&Column<_>, usize)| format!("{} = column{place}", one.name());
    let begin: Vec<_> = changing.iter().zip(key.len() + 1..).map(set).collect();
    let end: Vec<_> = key.iter().zip(1..).map(set).collect();
    let begin = format!("UPDATE event_history SET {} FROM (", begin.join(", "));
    let end = format!(") WHERE {}", end.join(" AND "));
    let written: Vec<_> = key.into_iter().chain(changing).collect();
    let values = |row: EventRow<'a>| written.iter().map(|one| one.cell.value(&row)).collect();
    lists((&begin, &end), (written.len(), events.map(values)))
}
