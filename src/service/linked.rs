//! Filters that name events by their ids.

use super::{Service, ServiceError};
use crate::domain::filter::Filter;
use crate::domain::ids::EventRef;
use crate::domain::viewer::Viewer;

impl Service {
    /// The same filter, where it is known of which tenants the events are that it names. What names one that isn't
    /// there lets nothing through.
    ///
    /// # Errors
    /// When several tenants have an event of such an id, or the database fails.
    pub async fn resolve(
        &self,
        viewer: Viewer,
        filter: Option<Filter>,
    ) -> Result<Option<Filter>, ServiceError> {
        let mut filter = self.resolve_live(viewer, filter).await?;
        for condition in filter.iter_mut().flat_map(Filter::linked_mut) {
            if let Filter::CausedBy(one) | Filter::LedTo(one) = condition
                && one.tenant.is_none()
            {
                *condition = Filter::Any(Vec::new());
            }
        }
        Ok(filter)
    }

    /// The same for a filter of events to come: an event that isn't there may be stored later.
    ///
    /// # Errors
    /// When several tenants have an event of such an id, or the database fails.
    pub async fn resolve_live(
        &self,
        viewer: Viewer,
        mut filter: Option<Filter>,
    ) -> Result<Option<Filter>, ServiceError> {
        for condition in filter.iter_mut().flat_map(Filter::linked_mut) {
            let argument = match condition {
                Filter::CausedBy(_) => "causedBy",
                _ => "ledTo",
            };
            if let Filter::CausedBy(one) | Filter::LedTo(one) = condition {
                let key = self.key_of(viewer, (&EventRef::clone(one), argument)).await?;
                one.tenant = key.map(|key| key.tenant);
            }
        }
        Ok(filter)
    }
}
