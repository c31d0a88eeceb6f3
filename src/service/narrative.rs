//! Telling more about an event.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Service, ServiceError};
use crate::domain::clock::new_uuid;
use crate::domain::event::Event;
use crate::domain::ids::{EventKey, EventRef};
use crate::domain::narrative::{Narrative, NarrativeChange, NarrativeEdit};
use crate::domain::viewer::Viewer;
use crate::domain::violation::Segment;
use crate::store::StoreError;

impl Service {
    /// Changes the narrative of an event, or writes its first one. What it holds already changes nothing.
    ///
    /// # Errors
    /// When there is no such event, or the narrative has another revision than is expected, or is not of
    /// the right form or too large.
    pub async fn set_narrative(
        &self,
        viewer: Viewer,
        event: &EventRef,
        (change, expected_revision): (NarrativeChange, Option<i32>),
    ) -> Result<(Arc<Event>, Arc<Narrative>), ServiceError> {
        change.check().map_err(|v| v.under("input"))?;
        let written = match self.key_of(viewer, (event, "eventId")).await? {
            None => Err(StoreError::NotFound),
            Some(event) => {
                let (id, user, now) = (new_uuid(), viewer.user(), self.clock.now());
                let edit = NarrativeEdit { event, change, expected_revision, id, user, now };
                self.store.writer.edit_narrative(edit).await
            }
        };
        written.map_err(|error| match error {
            StoreError::Refused(violation) => violation.under("input").into(),
            StoreError::NotFound => {
                ServiceError::from(error).with_path(vec![Segment::Field("eventId")])
            }
            StoreError::RevisionConflict { .. } => {
                let path = vec![Segment::Field("input"), Segment::Field("expectedRevision")];
                ServiceError::from(error).with_path(path)
            }
            error => error.into(),
        })
    }

    /// The narratives of these events, as far as they have one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn narratives(
        &self,
        viewer: Viewer,
        events: &[EventKey],
    ) -> Result<HashMap<EventKey, Arc<Narrative>>, ServiceError> {
        let found = self.store.reader.narratives(viewer, events).await?;
        Ok(found.into_iter().map(|one| (one.event.clone(), Arc::new(one))).collect())
    }
}
