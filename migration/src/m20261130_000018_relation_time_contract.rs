//! Links have the time of the event that names the other, and an index by it: what an event led to is read page
//! by page, however much it is.
//!
//! One statement fills it for the links that are there. Servers that don't know it would store links without,
//! and so can't go on.

use sea_orm_migration::prelude::*;

use crate::postgres::on_postgres;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum EventRelation {
    Table,
    TenantId,
    EventId,
    RelatedId,
    EventTimestamp,
}

const REVERSE: &str = "event_relation_reverse";
const EFFECTS: &str = "event_relation_effects";

const FILL: &str = "UPDATE event_relation SET event_timestamp = later.timestamp
    FROM event_history AS later
    WHERE later.tenant_id = event_relation.tenant_id AND later.id = event_relation.event_id";

/// Policies bind the owner, too. A role that they would still hide rows from gets an error.
const SEE_ALL: &str = "
    ALTER TABLE event_history NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE event_relation NO FORCE ROW LEVEL SECURITY;
    SET LOCAL row_security = off";
const SEE_AS_BEFORE: &str = "
    SET LOCAL row_security TO DEFAULT;
    ALTER TABLE event_history FORCE ROW LEVEL SECURITY;
    ALTER TABLE event_relation FORCE ROW LEVEL SECURITY";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let timestamp = ColumnDef::new(EventRelation::EventTimestamp)
            .big_integer()
            .not_null()
            .default(0)
            .to_owned();
        let table = Table::alter().table(EventRelation::Table).add_column(timestamp).to_owned();
        manager.alter_table(table).await?;
        on_postgres(manager, SEE_ALL).await?;
        manager.get_connection().execute_unprepared(FILL).await?;
        on_postgres(manager, SEE_AS_BEFORE).await?;
        let effects = Index::create()
            .name(EFFECTS)
            .table(EventRelation::Table)
            .col(EventRelation::TenantId)
            .col(EventRelation::RelatedId)
            .col(EventRelation::EventTimestamp)
            .col(EventRelation::EventId)
            .to_owned();
        manager.create_index(effects).await?;
        drop_index(manager, REVERSE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let reverse = Index::create()
            .name(REVERSE)
            .table(EventRelation::Table)
            .col(EventRelation::TenantId)
            .col(EventRelation::RelatedId)
            .col(EventRelation::EventId)
            .to_owned();
        manager.create_index(reverse).await?;
        drop_index(manager, EFFECTS).await?;
        let table = Table::alter()
            .table(EventRelation::Table)
            .drop_column(EventRelation::EventTimestamp)
            .to_owned();
        manager.alter_table(table).await
    }
}

async fn drop_index(manager: &SchemaManager<'_>, name: &str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(name).table(EventRelation::Table).to_owned()).await
}
