//! Which words events hold, as an index of each database's own kind: words, places and all are made by the
//! server. An existing history is indexed by servers, in steps, as they serve.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::postgres::on_postgres;
use crate::text::{id_column, optional_id_column};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum EventSearch {
    Table,
    Id,
    TenantId,
    EventId,
    Timestamp,
}

#[derive(DeriveIden)]
enum EventSearchProgress {
    Table,
    Version,
    TenantId,
    EventId,
    Indexed,
    Total,
    IsComplete,
}

/// Words of ASCII and beyond, as they are given. Nothing but the words is kept.
const WORDS_ON_SQLITE: &str = "CREATE VIRTUAL TABLE event_search_terms
    USING fts5(terms, content = '', contentless_delete = 1, tokenize = 'ascii')";

/// What is deleted in SQL is forgotten with it.
const FORGET_ON_SQLITE: &str = "CREATE TRIGGER forget_words AFTER DELETE ON event_history BEGIN
    DELETE FROM event_search_terms WHERE rowid =
        (SELECT id FROM event_search WHERE tenant_id = old.tenant_id AND event_id = old.id);
    DELETE FROM event_search WHERE tenant_id = old.tenant_id AND event_id = old.id;
END";

const ON_POSTGRES: &str = include_str!("m20261130_000017_event_search.sql");

/// Where there is nothing to index yet, nobody needs to wait. Another version of the words than this one
/// finds out that it is another.
const COMPLETE: &str = "INSERT INTO event_search_progress (version, indexed, total, is_complete)
    SELECT 1, 0, 0, true WHERE NOT EXISTS (SELECT 1 FROM event_history)";

/// Row level security holds the owner, too, who sees nothing where it isn't a member: then servers find out.
const WHERE_SEEN: &str = " AND pg_has_role('event_mesh', 'USAGE')";
const NAME_EVERY_TENANT: &str = "SET LOCAL event_mesh.tenants = '*'";
const NAME_NO_TENANT: &str = "SET LOCAL event_mesh.tenants = ''";

const DROP_ON_POSTGRES: &str = "DROP FUNCTION event_mesh.forget_words() CASCADE;
    DROP FUNCTION event_mesh.search";
const DROP_ON_SQLITE: &str = "DROP TRIGGER forget_words; DROP TABLE event_search_terms";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let is_sqlite = manager.get_database_backend() == DbBackend::Sqlite;
        manager.create_table(table(manager, is_sqlite)).await?;
        if is_sqlite {
            manager.create_index(key()).await?;
            manager.get_connection().execute_unprepared(WORDS_ON_SQLITE).await?;
            manager.get_connection().execute_unprepared(FORGET_ON_SQLITE).await?;
        }
        manager.create_table(progress(manager)).await?;
        on_postgres(manager, NAME_EVERY_TENANT).await?;
        let complete = if is_sqlite { COMPLETE } else { &format!("{COMPLETE}{WHERE_SEEN}") };
        manager.get_connection().execute_unprepared(complete).await?;
        on_postgres(manager, NAME_NO_TENANT).await?;
        on_postgres(manager, ON_POSTGRES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        on_postgres(manager, DROP_ON_POSTGRES).await?;
        if manager.get_database_backend() == DbBackend::Sqlite {
            manager.get_connection().execute_unprepared(DROP_ON_SQLITE).await?;
        }
        manager.drop_table(Table::drop().table(EventSearchProgress::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(EventSearch::Table).to_owned()).await
    }
}

/// SQLite's words are in a table of their own, and belong to a number, which nobody else knows.
fn table(manager: &SchemaManager, is_sqlite: bool) -> TableCreateStatement {
    use EventSearch::{EventId, Id, TenantId, Timestamp};
    let mut table = Table::create();
    table.table(EventSearch::Table);
    if is_sqlite {
        table.col(ColumnDef::new(Id).integer().not_null().primary_key());
    } else {
        table.primary_key(Index::create().col(TenantId).col(EventId));
    }
    table
        .col(ColumnDef::new(TenantId).uuid().not_null())
        .col(id_column(manager, EventId))
        .col(ColumnDef::new(Timestamp).big_integer().not_null())
        .to_owned()
}

fn key() -> IndexCreateStatement {
    Index::create()
        .name("event_search_event")
        .table(EventSearch::Table)
        .col(EventSearch::TenantId)
        .col(EventSearch::EventId)
        .unique()
        .to_owned()
}

/// How far the events are indexed that were there before: a row for the version of the words.
fn progress(manager: &SchemaManager) -> TableCreateStatement {
    use EventSearchProgress::{EventId, Indexed, IsComplete, TenantId, Total, Version};
    Table::create()
        .table(EventSearchProgress::Table)
        .col(ColumnDef::new(Version).integer().not_null().primary_key())
        .col(ColumnDef::new(TenantId).uuid())
        .col(optional_id_column(manager, EventId))
        .col(ColumnDef::new(Indexed).big_integer().not_null())
        .col(ColumnDef::new(Total).big_integer().not_null())
        .col(ColumnDef::new(IsComplete).boolean().not_null())
        .to_owned()
}
