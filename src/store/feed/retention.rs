//! Removing what is old from the log, and remembering up to where that was done.

use std::collections::BTreeMap;

use entity::{event_log, event_log_removal};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::Feed;
use super::log::{PLACE, stands_behind};
use crate::domain::ids::TenantId;
use crate::domain::log::{LogPosition, LogRecord};
use crate::domain::timestamp::Timestamp;
use crate::store::connections::database::Database;
use crate::store::connections::transaction::Transaction;
use crate::store::error::StoreError;

/// How many changes are removed in one transaction at most.
const PAGE: u64 = 500;

/// Up to where the log of each tenant is removed.
type Removal = BTreeMap<TenantId, LogPosition>;

impl Feed {
    /// Removes the oldest changes of the log that were taken in before this moment: so many as one
    /// transaction may take. Returns whether there may be more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shorten_log(&self, before: Timestamp) -> Result<bool, StoreError> {
        // Below the horizon: what came to light there later would already count as removed.
        let complete = self.horizon().await?;
        let oldest = self.oldest_log_records(complete, PAGE).await?;
        let is_full = oldest.len() as u64 == PAGE;
        let count = oldest.iter().take_while(|record| record.recorded_at < before).count();
        let old = &oldest[..count];
        let Some(last) = old.last().map(|record| record.position) else { return Ok(false) };
        let database = self.database.clone();
        let removal = old.iter().map(|LogRecord { key, position, .. }| (key.tenant, *position));
        let removal: Removal = removal.collect();
        self.database.run(async move { remove(&database, removal, last).await }).await?;
        Ok(is_full && count == oldest.len())
    }
}

/// Removes the changes of these tenants up to `last`.
async fn remove(
    database: &Database,
    removal: Removal,
    last: LogPosition,
) -> Result<(), StoreError> {
    let transaction = database.begin(removal.keys().copied()).await?;
    let tenants = removal.keys().map(|tenant| tenant.0);
    event_log::Entity::delete_many()
        .filter(event_log::Column::TenantId.is_in(tenants))
        .filter(stands_behind(last, PLACE).not())
        .exec(&transaction)
        .await?;
    remember(&transaction, removal).await?;
    transaction.commit().await
}

/// Another server may have removed more meanwhile.
async fn remember(transaction: &Transaction, removal: Removal) -> Result<(), StoreError> {
    use event_log_removal::{ActiveModel, Column, Entity};
    let rows = removal.into_iter().map(|(tenant, position)| ActiveModel {
        tenant_id: Set(tenant.0),
        transaction_id: Set(position.transaction),
        ordinal: Set(position.ordinal),
    });
    let place = [Column::TransactionId, Column::Ordinal];
    let new = place.map(|column| Expr::col(("excluded", column)));
    let old = place.map(|column| Expr::col((Entity, column)));
    let further = OnConflict::column(Column::TenantId)
        .update_columns(place)
        .action_and_where(Expr::tuple(new).gt(Expr::tuple(old)))
        .to_owned();
    Entity::insert_many(rows).on_conflict(further).exec_without_returning(transaction).await?;
    Ok(())
}
