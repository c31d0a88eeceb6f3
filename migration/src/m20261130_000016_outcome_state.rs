//! What is known of each event's outcome, as a column with indexes: lists of events whose outcome is
//! missing, or isn't what was expected, cost a page. Beside it verdicts, and when outcomes were known.
//!
//! The way up works the states of all events out, in the migration's own transaction: PostgreSQL writes the
//! table anew, which takes a large history its time, and the room of the table once more. The way back leaves
//! verdicts and times in the contexts, where a server that doesn't know them shows them among the further
//! keys.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::m20261123_000001_event_history::EventHistory;
use crate::postgres::on_postgres;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
struct OutcomeState;

#[derive(DeriveIden)]
enum OutcomeRevision {
    Table,
    Verdict,
    OutcomeAt,
}

const FILL_POSTGRES: &str = include_str!("m20261130_000016_outcome_state.postgres.sql");
const FILL_SQLITE: &str = include_str!("m20261130_000016_outcome_state.sqlite.sql");

/// The server updates it with the context.
const GRANT: &str = "GRANT UPDATE (outcome_state) ON event_history TO event_mesh";

const OF_TENANT: &str = "event_history_tenant_outcome_state";
const OVER_TENANTS: &str = "event_history_all_outcome_state";

fn index(name: &str) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table(EventHistory::Table).to_owned();
    if name == OF_TENANT {
        index.col(EventHistory::TenantId);
    }
    index.col(OutcomeState).col(EventHistory::Timestamp).col(EventHistory::Id);
    if name == OVER_TENANTS {
        index.col(EventHistory::TenantId);
    }
    index
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Servers that don't know it publish events without a state.
        let state = ColumnDef::new(OutcomeState).small_integer().not_null().default(0).to_owned();
        let events = Table::alter().table(EventHistory::Table).add_column(state).to_owned();
        manager.alter_table(events).await?;
        for column in [
            ColumnDef::new(OutcomeRevision::Verdict).small_integer().null(),
            ColumnDef::new(OutcomeRevision::OutcomeAt).big_integer().null(),
        ] {
            let outcomes =
                Table::alter().table(OutcomeRevision::Table).add_column(column).to_owned();
            manager.alter_table(outcomes).await?;
        }
        let fill = match manager.get_database_backend() {
            DbBackend::Postgres => FILL_POSTGRES,
            _ => FILL_SQLITE,
        };
        manager.get_connection().execute_unprepared(fill).await?;
        on_postgres(manager, GRANT).await?;
        for name in [OF_TENANT, OVER_TENANTS] {
            manager.create_index(index(name)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in [OVER_TENANTS, OF_TENANT] {
            let index = Index::drop().name(name).table(EventHistory::Table).to_owned();
            manager.drop_index(index).await?;
        }
        for column in [OutcomeRevision::OutcomeAt, OutcomeRevision::Verdict] {
            let outcomes =
                Table::alter().table(OutcomeRevision::Table).drop_column(column).to_owned();
            manager.alter_table(outcomes).await?;
        }
        let events = Table::alter().table(EventHistory::Table).drop_column(OutcomeState).to_owned();
        manager.alter_table(events).await
    }
}
