//! Reading events by their ids for every request that waits at the same time.
//!
//! While a statement runs for a view, further requests of that view wait, and the next statement
//! reads what all of them ask for: the busier the server, the fewer statements a request costs. A
//! view names its viewer, and so requests share a statement only where the database would show each
//! of them the very same rows.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::reader::Reader;
use crate::config::Mechanism;
use crate::domain::event::Event;
use crate::domain::ids::EventId;
use crate::domain::view::View;
use crate::store::error::StoreError;

/// How many ids one statement looks for at most, unless a single request has more.
const MAX_IDS: usize = 100;

type Found = Result<Vec<Arc<Event>>, StoreError>;

/// A request that waits.
#[derive(Debug)]
struct Lookup {
    ids: Vec<EventId>,
    sender: oneshot::Sender<Found>,
}

/// What waits, for each view that is being read for.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct SharedLookups(Arc<Mutex<HashMap<View, Vec<Lookup>>>>);

impl SharedLookups {
    /// Queues a request. Returns whether nobody reads for its view yet.
    fn push(&self, view: View, lookup: Lookup) -> bool {
        let mut views = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match views.entry(view) {
            Entry::Occupied(mut waiting) => {
                waiting.get_mut().push(lookup);
                false
            }
            Entry::Vacant(none) => {
                none.insert(vec![lookup]);
                true
            }
        }
    }

    /// What to read next for a view: requests that still wait. None, when there are none, and the
    /// view is not being read for any more.
    fn next(&self, view: View) -> Option<Vec<Lookup>> {
        let mut views = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Entry::Occupied(mut waiting) = views.entry(view) else { return None };
        waiting.get_mut().retain(|lookup| !lookup.sender.is_closed());
        let mut ids = 0;
        let count = waiting.get().iter().take_while(|lookup| {
            ids += lookup.ids.len();
            ids <= MAX_IDS
        });
        let count = count.count().max(1).min(waiting.get().len());
        if count == 0 {
            waiting.remove();
            return None;
        }
        Some(waiting.get_mut().drain(..count).collect())
    }
}

/// Reads for a view, until it is found that nothing waits. What ends that early, a panic among it, ends the
/// requests that wait, and the next one reads anew.
struct Reading<'a> {
    lookups: &'a SharedLookups,
    view: View,
    is_done: bool,
}

impl Reading<'_> {
    fn next(&mut self) -> Option<Vec<Lookup>> {
        let next = self.lookups.next(self.view);
        self.is_done = next.is_none();
        next
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        // Another may read for the view by now.
        if !self.is_done {
            self.lookups.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.view);
        }
    }
}

impl Reader {
    /// The events with these ids that the viewer sees, in no particular order. Where a viewer
    /// sees several tenants, an id may name an event of each.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_by_id(&self, view: View, ids: &[EventId]) -> Found {
        if !self.database.has(Mechanism::SharedLookups) {
            return self.read_by_id(view, ids.iter()).await;
        }
        let (sender, answered) = oneshot::channel();
        if self.lookups.push(view, Lookup { ids: ids.to_vec(), sender }) {
            let store = self.clone();
            // Not part of the request that comes first, which may be cancelled.
            self.database.tasks().spawn(async move { store.look_up(view).await });
        }
        match tokio::time::timeout(self.database.deadline(), answered).await {
            Ok(Ok(found)) => found,
            Ok(Err(_)) => Err(StoreError::Unavailable("a lookup ended early".to_owned())),
            Err(_) => Err(StoreError::Timeout),
        }
    }

    /// Reads for a view until nothing waits.
    async fn look_up(&self, view: View) {
        let mut reading = Reading { lookups: &self.lookups, view, is_done: false };
        while let Some(lookups) = reading.next() {
            let ids = lookups.iter().flat_map(|lookup| &lookup.ids);
            let found = self.read_by_id(view, ids).await.map(by_id);
            for Lookup { ids, sender } in lookups {
                let of_these = |found: &HashMap<EventId, Vec<Arc<Event>>>| {
                    ids.iter().filter_map(|id| found.get(id)).flatten().cloned().collect()
                };
                // A request that was cancelled has nobody left to tell.
                let _ = sender.send(found.as_ref().map(of_these).map_err(Clone::clone));
            }
        }
    }
}

fn by_id(events: Vec<Arc<Event>>) -> HashMap<EventId, Vec<Arc<Event>>> {
    let mut found: HashMap<EventId, Vec<Arc<Event>>> = HashMap::with_capacity(events.len());
    for event in events {
        found.entry(event.id.clone()).or_default().push(event);
    }
    found
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot::error::TryRecvError;

    use super::*;
    use crate::domain::clock::new_event_id;
    use crate::domain::ids::UserId;
    use crate::domain::view::Parts;
    use crate::domain::viewer::Viewer;

    fn ask(lookups: &SharedLookups, view: View, ids: usize) -> (bool, oneshot::Receiver<Found>) {
        let (sender, answered) = oneshot::channel();
        let ids = std::iter::repeat_with(new_event_id).take(ids).collect();
        (lookups.push(view, Lookup { ids, sender }), answered)
    }

    const SERVICE: View = View { viewer: Viewer::Service, parts: Parts::ALL };

    #[test]
    fn requests_of_one_view_that_wait_are_read_together() {
        let lookups = SharedLookups::default();
        let asked: Vec<_> = (0..3).map(|_| ask(&lookups, SERVICE, 1)).collect();
        let begins: Vec<bool> = asked.iter().map(|(begins, _)| *begins).collect();
        assert_eq!(begins, [true, false, false]);
        assert_eq!(lookups.next(SERVICE).map(|together| together.len()), Some(3));
        assert!(lookups.next(SERVICE).is_none());
        assert!(ask(&lookups, SERVICE, 1).0, "nobody reads any more");
    }

    #[test]
    fn a_view_is_read_for_anew_after_a_panic() {
        let lookups = SharedLookups::default();
        let (_, first) = ask(&lookups, SERVICE, 1);
        let mut reading = Reading { lookups: &lookups, view: SERVICE, is_done: false };
        let taken = reading.next();
        let (begins, second) = ask(&lookups, SERVICE, 1);
        assert!(!begins, "somebody reads");
        // As a panic does.
        drop((taken, reading));
        for mut waits in [first, second] {
            assert!(matches!(waits.try_recv(), Err(TryRecvError::Closed)));
        }
        let (begins, _waits) = ask(&lookups, SERVICE, 1);
        assert!(begins, "nobody reads any more");
    }

    #[test]
    fn who_is_done_leaves_those_alone_who_read_meanwhile() {
        let lookups = SharedLookups::default();
        let (_, waits) = ask(&lookups, SERVICE, 1);
        let mut reading = Reading { lookups: &lookups, view: SERVICE, is_done: false };
        while reading.next().is_some() {}
        let (begins, _waits) = ask(&lookups, SERVICE, 1);
        drop((waits, reading));
        assert!(begins && !ask(&lookups, SERVICE, 1).0);
    }

    #[test]
    fn requests_of_other_viewers_or_parts_are_read_apart() {
        let lookups = SharedLookups::default();
        let user = UserId::parse("00000000-0000-4000-8000-00000000000a").expect("an id");
        let viewer = Viewer::User { tenant: user.as_tenant(), user };
        let views = [
            SERVICE,
            View { viewer, ..SERVICE },
            View { viewer: Viewer::Anonymous, ..SERVICE },
            View { parts: Parts::default(), ..SERVICE },
        ];
        let asked = views.map(|view| ask(&lookups, view, 1));
        assert!(asked.iter().all(|(begins, _)| *begins));
        for view in views {
            assert_eq!(lookups.next(view).map(|together| together.len()), Some(1));
        }
    }

    #[test]
    fn statements_have_a_most_of_ids_and_large_requests_are_read_alone() {
        let lookups = SharedLookups::default();
        let sizes = [MAX_IDS, 1, MAX_IDS - 1, 1, MAX_IDS + 1, 1];
        let asked = sizes.map(|size| ask(&lookups, SERVICE, size));
        let read = std::iter::from_fn(|| lookups.next(SERVICE));
        let read: Vec<usize> = read.map(|together| together.len()).collect();
        assert_eq!(read, [1, 2, 1, 1, 1]);
        drop(asked);
    }

    #[test]
    fn cancelled_requests_are_not_read() {
        let lookups = SharedLookups::default();
        let (_, cancelled) = ask(&lookups, SERVICE, 1);
        let (_, waiting) = ask(&lookups, SERVICE, 2);
        drop(cancelled);
        let read = lookups.next(SERVICE).expect("one waits");
        assert_eq!(read.iter().map(|lookup| lookup.ids.len()).collect::<Vec<_>>(), [2]);
        drop(waiting);
        assert!(lookups.next(SERVICE).is_none());
    }
}
