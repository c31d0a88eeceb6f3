//! Which event a client means by an id: ids are unique within a tenant, and some viewers see several.
//!
//! This is decided here alone, for whatever reads or writes: an id that several tenants have is
//! refused, and never chosen among, or one tenant would be given what is meant for another.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Code, Service, ServiceError};
use crate::domain::event::Event;
use crate::domain::ids::{EventId, EventKey, EventRef};
use crate::domain::view::{Parts, View};
use crate::domain::viewer::{Scope, Viewer};
use crate::domain::violation::Segment;

/// The event that is meant, or that it isn't clear which is.
pub type Meant = Result<Arc<Event>, ServiceError>;

impl Service {
    /// The events that are meant. Those that the viewer doesn't see are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn meant(
        &self,
        view: View,
        refs: &[EventRef],
    ) -> Result<HashMap<EventRef, Meant>, ServiceError> {
        let mut meant = HashMap::with_capacity(refs.len());
        let keys = refs.iter().filter_map(|one| Some(one.id.clone()).zip(one.tenant));
        let keys: Vec<EventKey> = keys.map(|(id, tenant)| EventKey { tenant, id }).collect();
        for event in self.store.reader.events_by_key(view, &keys, None).await? {
            let tenant = Some(event.tenant);
            meant.insert(EventRef { id: event.id.clone(), tenant }, Ok(event));
        }
        let ids = refs.iter().filter(|one| one.tenant.is_none()).map(|one| &one.id);
        let ids: HashSet<&EventId> = ids.collect();
        if ids.is_empty() {
            return Ok(meant);
        }
        let ids: Vec<EventId> = ids.into_iter().cloned().collect();
        for event in self.store.reader.events_by_id(view, &ids).await? {
            match meant.entry(EventRef { id: event.id.clone(), tenant: None }) {
                Entry::Vacant(first) => {
                    first.insert(Ok(event));
                }
                Entry::Occupied(mut first) => {
                    *first.get_mut() = Err(is_unclear());
                }
            }
        }
        Ok(meant)
    }

    /// The key of the event that this argument means, if there can be one: without a look into the
    /// database where its tenant is known.
    pub(super) async fn key_of(
        &self,
        viewer: Viewer,
        (one, argument): (&EventRef, &'static str),
    ) -> Result<Option<EventKey>, ServiceError> {
        let tenant = match viewer.scope() {
            Scope::Tenant(tenant) => Some(tenant),
            Scope::All => one.tenant,
        };
        if let Some(tenant) = tenant {
            return Ok(Some(EventKey { tenant, id: one.id.clone() }));
        }
        let [key] = self.keys_of(viewer, [(one, argument)]).await?;
        Ok(key)
    }

    /// The keys of the events that these arguments mean, as far as they are there.
    pub(super) async fn keys_of<const N: usize>(
        &self,
        viewer: Viewer,
        arguments: [(&EventRef, &'static str); N],
    ) -> Result<[Option<EventKey>; N], ServiceError> {
        let view = View { viewer, parts: Parts::default() };
        let found = self.meant(view, &arguments.map(|(one, _)| one.clone())).await?;
        let mut keys = [const { None }; N];
        for (key, (one, argument)) in keys.iter_mut().zip(arguments) {
            let event = found.get(one).cloned().transpose();
            let event = event.map_err(|error| error.with_path(vec![Segment::Field(argument)]))?;
            *key = event.map(|event| event.key());
        }
        Ok(keys)
    }
}

fn is_unclear() -> ServiceError {
    let message = "several tenants have an event of this id: say by tenantId whose is meant";
    ServiceError::new(Code::Conflict, message)
}
