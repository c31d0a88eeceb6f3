//! Publishing events.

use super::{Code, Published, Service, ServiceError};
use crate::domain::caller::Caller;
use crate::domain::draft::{Circumstances, Draft, PublishRequest, refuse_cycles};
use crate::domain::ids::EventId;
use crate::domain::violation::{Segment, Violation};
use crate::store::{PublishRejection, StoreError};

impl Service {
    /// Stores one event. One that was published before under the same id is returned as it is.
    ///
    /// # Errors
    /// When a rule refuses it, an event that it names isn't there, or its id is taken.
    pub async fn publish(
        &self,
        caller: &Caller,
        request: PublishRequest,
    ) -> Result<Published, ServiceError> {
        let place = |_| vec![Segment::Field("input")];
        let published = self.store_drafts(caller, vec![request], place).await?;
        let nothing = || ServiceError::new(Code::InternalServerError, "the server failed");
        published.into_iter().next().ok_or_else(nothing)
    }

    /// Stores several events, all or none. They may name one another in any order.
    ///
    /// # Errors
    /// As [`Service::publish`], for the first that is refused; and when there are too many, or
    /// they lead to one another in a circle.
    pub async fn publish_many(
        &self,
        caller: &Caller,
        requests: Vec<PublishRequest>,
    ) -> Result<Vec<Published>, ServiceError> {
        let (count, limit) = (requests.len(), self.limits.batch);
        if count > limit {
            let message = format!("has {count} events; at most {limit} are allowed (limits.batch)");
            return Err(Violation::invalid(message).under("inputs").into());
        }
        if requests.is_empty() {
            return Ok(Vec::new());
        }
        let place = |index| vec![Segment::Field("inputs"), Segment::Index(index)];
        self.store_drafts(caller, requests, place).await
    }

    async fn store_drafts(
        &self,
        caller: &Caller,
        requests: Vec<PublishRequest>,
        place: impl Fn(usize) -> Vec<Segment>,
    ) -> Result<Vec<Published>, ServiceError> {
        let under = Circumstances { caller, now: self.clock.now(), documenting: &self.documenting };
        let mut drafts = Vec::with_capacity(requests.len());
        for (index, request) in requests.into_iter().enumerate() {
            let draft = Draft::new(request, under).map_err(|v| within(v, place(index)))?;
            drafts.push(draft);
        }
        refuse_cycles(&drafts).map_err(|v| v.under("inputs"))?;
        let count = drafts.len();
        let stored = self.store.writer.publish(drafts).await;
        stored.map_err(|error| match error {
            StoreError::Rejected(rejection) => rejected(rejection, place),
            StoreError::UnknownUser => unknown_user(error, place(0), count),
            error => error.into(),
        })
    }
}

fn within(mut violation: Violation, mut place: Vec<Segment>) -> Violation {
    place.append(&mut violation.path);
    violation.path = place;
    violation
}

/// The database doesn't say which of several events it is whose user it doesn't know.
fn unknown_user(error: StoreError, mut first: Vec<Segment>, count: usize) -> ServiceError {
    if count == 1 {
        first.push(Segment::Field("userId"));
    } else {
        first.truncate(1);
    }
    ServiceError::from(error).with_path(first)
}

fn rejected(rejection: PublishRejection, place: impl Fn(usize) -> Vec<Segment>) -> ServiceError {
    match rejection {
        PublishRejection::RelatedNotFound { index, ids } => {
            let list: Vec<&str> = ids.iter().map(EventId::as_str).collect();
            let message = format!("related events not found: {}", list.join(", "));
            let mut path = place(index);
            path.extend([Segment::Field("context"), Segment::Field("relatedEvents")]);
            ServiceError::new(Code::RelatedEventNotFound, message).with_path(path).with_ids(ids)
        }
        PublishRejection::IdTaken { index } => {
            let mut path = place(index);
            path.push(Segment::Field("id"));
            let message = "an event with this id and other content was published before";
            ServiceError::new(Code::Conflict, message).with_path(path)
        }
    }
}
