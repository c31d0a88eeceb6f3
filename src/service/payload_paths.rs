//! Which paths the payloads of a list have.

use super::{Service, ServiceError};
use crate::domain::cursor::Position;
use crate::domain::json_text::JsonText;
use crate::domain::order::{Order, OrderDirection, OrderField};
use crate::domain::page::Page;
use crate::domain::payload_paths::{PayloadPath, PayloadPaths};
use crate::domain::search::Criteria;
use crate::domain::view::{Part, Parts, View};
use crate::domain::viewer::Viewer;
use crate::domain::violation::Violation;

/// How many events are looked at, and how many at once.
const EVENTS: usize = 1_000;
const PAGE: u32 = 100;

/// How much payload is looked at, in bytes.
const BYTES: usize = 8 << 20;

impl Service {
    /// The paths inside the payloads of the newest events that meet these criteria, the most frequent first.
    ///
    /// # Errors
    /// When more are asked for than a page holds, or the database fails.
    pub async fn payload_paths(
        &self,
        viewer: Viewer,
        criteria: &Criteria,
        first: i32,
    ) -> Result<Vec<PayloadPath>, ServiceError> {
        let limit = self.limits.page;
        let Some(most) = u32::try_from(first).ok().filter(|first| *first <= limit) else {
            let message = format!("must be 0 to {limit} (limits.page), is {first}");
            return Err(Violation::invalid(message).under("first").into());
        };
        let view = View { viewer, parts: Parts::default().with(Part::Payload) };
        let order = Order { field: OrderField::Timestamp, direction: OrderDirection::Descending };
        let mut page = Page { order, size: PAGE, from_end: false, after: None, before: None };
        let (mut paths, mut bytes, mut events) = (PayloadPaths::default(), 0, 0);
        loop {
            let slice = self.store.reader.list_that_meet(view, criteria, &page).await?;
            for event in &slice.items {
                let Some(payload) = &event.payload else { continue };
                bytes += payload.as_str().len();
                if let Some(payload) = JsonText::to_value(payload) {
                    paths.add(&payload);
                }
            }
            events += slice.items.len();
            let Some(last) = slice.items.last() else { break };
            if !slice.has_next || events >= EVENTS || bytes >= BYTES {
                break;
            }
            page.after = Some(Position::of(last, order.field, None));
        }
        Ok(paths.most_frequent(usize::try_from(most).unwrap_or(usize::MAX)))
    }
}
