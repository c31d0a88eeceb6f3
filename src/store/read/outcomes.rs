//! Reading the outcomes that events were given.

use entity::outcome_revision::{Column, Entity};
use sea_orm::{QueryFilter, QueryOrder, QueryTrait};

use crate::domain::ids::EventKey;
use crate::domain::outcome::OutcomeRevision;
use crate::domain::viewer::Viewer;
use crate::store::error::StoreError;
use crate::store::read::Reader;
use crate::store::statements::rows;
use crate::store::statements::scope::key_in;
use crate::store::statements::visible::visible;

impl Reader {
    /// Every outcome that these events were given, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outcome_revisions(
        &self,
        viewer: Viewer,
        keys: &[EventKey],
    ) -> Result<Vec<(EventKey, OutcomeRevision)>, StoreError> {
        let keys = key_in(self.database.backend(), (Column::TenantId, Column::EventId), keys);
        let query = visible::<Entity>(viewer).filter(keys).order_by_asc(Column::Revision);
        let rows = self.database.read(viewer, query.build(self.database.backend())).await?;
        Ok(rows.into_iter().map(rows::outcome).collect())
    }
}
