//! Rows to be stored: of each table one description of its columns, from which both databases' statements are made.

pub(in crate::store) mod arrays;
mod cell;
mod tables;
pub(in crate::store) mod values;

pub(in crate::store) use tables::{ChangeRow, EventRow, LinkRow, OutcomeRow, links};

use cell::Cell;
use entity::event_history;
use sea_orm::{EntityName as _, EntityTrait, IdenStatic as _};

/// What rows of a table are made of.
pub(in crate::store) trait Row: Sized {
    /// The table.
    type Entity: EntityTrait;

    /// Its columns, each with what it holds.
    fn columns() -> Vec<Column<Self>>;

    /// `INSERT INTO` its columns.
    fn into_text() -> &'static str;

    /// The statement that inserts rows that are arrays.
    fn array_text() -> &'static str;
}

/// A column of a table.
pub(in crate::store) struct Column<R: Row> {
    column: <R::Entity as EntityTrait>::Column,
    cell: Cell<R>,
}

impl<R: Row> Column<R> {
    fn name(&self) -> &'static str {
        self.column.as_str()
    }
}

/// The columns by which events are found, and those of them that change.
fn changing_of_events<'a>() -> [Vec<Column<EventRow<'a>>>; 2] {
    use event_history::Column as Name;
    let of = |wanted: &[Name]| {
        let is_wanted =
            |one: &Column<EventRow<'a>>| wanted.iter().any(|wanted| wanted.as_str() == one.name());
        EventRow::columns().into_iter().filter(is_wanted).collect()
    };
    [of(&[Name::TenantId, Name::Id]), of(&[Name::Context, Name::Revision, Name::OutcomeState])]
}

/// How a table is called.
fn table<R: Row>() -> &'static str {
    R::Entity::default().table_name()
}

/// `INSERT INTO` the columns of a table.
fn insert_into<R: Row>(columns: &[Column<R>]) -> String {
    let names: Vec<_> = columns.iter().map(Column::name).collect();
    format!("INSERT INTO {} ({})", table::<R>(), names.join(", "))
}

/// The rows that arrays hold, behind so many other parameters, under the names of their columns.
fn unnest<R: Row>(columns: &[Column<R>], behind: usize, called: &str) -> String {
    let arrays = columns.iter().filter(|one| !one.cell.is_known());
    let (mut parameters, mut names) = (Vec::new(), Vec::new());
    for (column, number) in arrays.zip(behind + 1..) {
        parameters.push(format!("${number}::{}[]", column.cell.item_type()));
        names.push(column.name());
    }
    format!("unnest({}) AS {called} ({})", parameters.join(", "), names.join(", "))
}

/// Inserts the rows that arrays hold, behind so many other parameters.
fn insert_text<R: Row>(columns: &[Column<R>], behind: usize) -> String {
    let items = columns.iter().map(|one| one.cell.expression(one.name()));
    let items: Vec<_> = items.collect();
    let (into, from) = (insert_into(columns), unnest(columns, behind, "new"));
    format!("{into} SELECT {} FROM {from}", items.join(", "))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use sea_orm::Iterable as _;

    use super::*;

    fn check<R: Row>() {
        let described: Vec<_> = R::columns().iter().map(Column::name).collect();
        let names: HashSet<_> = described.iter().copied().collect();
        let all: HashSet<_> =
            <R::Entity as EntityTrait>::Column::iter().map(|column| column.as_str()).collect();
        assert_eq!(names, all, "{}", table::<R>());
        assert_eq!(names.len(), described.len(), "{}", table::<R>());
    }

    #[test]
    fn every_column_is_written() {
        check::<EventRow<'_>>();
        check::<LinkRow<'_>>();
        check::<OutcomeRow<'_>>();
        check::<ChangeRow<'_>>();
    }
}
