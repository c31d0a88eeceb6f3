//! Reporting what came of an event.

use std::collections::HashMap;

use super::{Reported, Service, ServiceError};
use crate::domain::caller::Caller;
use crate::domain::ids::{EventKey, EventRef};
use crate::domain::outcome::{OutcomeChange, OutcomeRevision};
use crate::domain::viewer::Viewer;
use crate::domain::violation::{Segment, Violation, ViolationKind};
use crate::store::StoreError;

impl Service {
    /// Merges an outcome into an event, and keeps the outcome that it had in its history. One that is
    /// there already changes nothing, so that a report can be repeated.
    ///
    /// # Errors
    /// When there is no such event, it has another revision than the change expects, or it has no outcome
    /// that the change could be about.
    pub async fn update_outcome(
        &self,
        caller: &Caller,
        event: &EventRef,
        change: OutcomeChange,
    ) -> Result<Reported, ServiceError> {
        change.check().map_err(|v| v.under("input"))?;
        let updated = match self.key_of(caller.viewer, (event, "id")).await? {
            None => Err(StoreError::NotFound),
            Some(key) => {
                let now = self.clock.now();
                self.store.writer.update_outcome(key, change, caller.user(), now).await
            }
        };
        updated.map_err(|error| {
            let path = match &error {
                StoreError::Refused(violation) if violation.kind == ViolationKind::TooLarge => {
                    // What is too large may be a part that the input doesn't have.
                    let message = violation.message.clone();
                    return Violation::too_large(message).under("input").into();
                }
                StoreError::Refused(violation) => return violation.clone().under("input").into(),
                StoreError::NotFound => vec![Segment::Field("id")],
                StoreError::RevisionConflict { .. } => {
                    vec![Segment::Field("input"), Segment::Field("expectedRevision")]
                }
                _ => Vec::new(),
            };
            ServiceError::from(error).with_path(path)
        })
    }

    /// Every outcome that these events were given, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outcome_history(
        &self,
        viewer: Viewer,
        keys: &[EventKey],
    ) -> Result<HashMap<EventKey, Vec<OutcomeRevision>>, ServiceError> {
        let mut history: HashMap<EventKey, Vec<OutcomeRevision>> = HashMap::new();
        for (key, revision) in self.store.reader.outcome_revisions(viewer, keys).await? {
            history.entry(key).or_default().push(revision);
        }
        Ok(history)
    }
}
