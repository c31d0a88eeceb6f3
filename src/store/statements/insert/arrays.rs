//! Writing rows as arrays, a parameter for each column: the text of a statement is the same whatever
//! the number of its rows, so that PostgreSQL parses and plans it once.

use std::sync::LazyLock;

use sea_orm::{ConnectionTrait as _, DbBackend, Statement, Value};

use super::{ChangeRow, Column, EventRow, Row, changing_of_events, insert_text, unnest};
use crate::domain::event::Event;
use crate::domain::narrative::Narrative;
use crate::store::connections::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::statements::words;

async fn run(
    transaction: &Transaction,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<(), StoreError> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    transaction.execute_raw(statement).await?;
    Ok(())
}

fn arrays<R: Row>(columns: &[Column<R>], rows: &[R]) -> impl Iterator<Item = Value> {
    columns.iter().filter_map(|one| one.cell.array(rows))
}

/// Stores rows.
pub(in crate::store) async fn insert<R: Row>(
    transaction: &Transaction,
    rows: &[R],
) -> Result<(), StoreError> {
    run(transaction, R::array_text(), arrays(&R::columns(), rows)).await
}

/// Appends changes to the log, in their order, and writes the words of the events that changed: one
/// statement, for what changes has words, and what waits for an answer less.
pub(in crate::store) async fn insert_changes(
    transaction: &Transaction,
    changes: &[ChangeRow<'_>],
    described: &[(&Event, Option<&Narrative>)],
) -> Result<(), StoreError> {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let insert = insert_text(&ChangeRow::columns(), words::COLUMNS);
        format!("WITH described AS ({}) {insert}", words::on_postgres())
    });
    let (columns, words) = (ChangeRow::columns(), words::columns(described));
    run(transaction, &TEXT, words.into_iter().chain(arrays(&columns, changes))).await
}

/// Stores what changes of events.
pub(in crate::store) async fn update_events(
    transaction: &Transaction,
    events: &[EventRow<'_>],
) -> Result<(), StoreError> {
    static TEXT: LazyLock<String> = LazyLock::new(update_text);
    let [key, changing] = changing_of_events();
    let values = arrays(&key, events).chain(arrays(&changing, events));
    run(transaction, &TEXT, values).await
}

fn update_text() -> String {
    let [key, changing] = changing_of_events();
    let set = changing.iter().map(|one| {
        let item = format!("changed.{}", one.name());
        format!("{} = {}", one.name(), one.cell.expression(&item))
    });
    let set: Vec<_> = set.collect();
    let set = set.join(", ");
    let columns: Vec<_> = key.into_iter().chain(changing).collect();
    let changed = unnest(&columns, 0, "changed");
    format!(
        "UPDATE event_history SET {set} FROM {changed}
        WHERE event_history.tenant_id = changed.tenant_id AND event_history.id = changed.id"
    )
}
