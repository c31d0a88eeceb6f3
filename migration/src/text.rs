//! Columns of text that both databases order alike.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// A column of ids: compared byte by byte on every database, whatever the locale.
pub(crate) fn id_column(manager: &SchemaManager, name: impl IntoIden) -> ColumnDef {
    optional_id_column(manager, name).not_null().to_owned()
}

/// The same, of ids that need not be there.
pub(crate) fn optional_id_column(manager: &SchemaManager, name: impl IntoIden) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.text();
    if manager.get_database_backend() == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}
