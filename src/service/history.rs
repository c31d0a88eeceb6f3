//! Reading events: one, some, or a page of a list.

use std::sync::Arc;

use super::{Service, ServiceError};
use crate::domain::event::Event;
use crate::domain::filter::Filter;
use crate::domain::order::Order;
use crate::domain::page::{Page, PageLimits, PageRequest, Slice};
use crate::domain::view::View;
use crate::domain::viewer::Viewer;
use crate::domain::violation::Violation;

impl Service {
    /// A page of the events that the filter lets through.
    ///
    /// # Errors
    /// When the page is too large, or a cursor is not of this list.
    pub async fn list(
        &self,
        view: View,
        filter: Option<&Filter>,
        order: Order,
        page: &PageRequest,
    ) -> Result<Slice<Arc<Event>>, ServiceError> {
        let limits = PageLimits { default: self.limits.default_page, max: self.limits.page };
        let page = Page::new(page, order, limits)?;
        Ok(self.store.list_events(view, filter, &page).await?)
    }

    /// How many events the filter lets through.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(
        &self,
        viewer: Viewer,
        filter: Option<&Filter>,
    ) -> Result<u64, ServiceError> {
        Ok(self.store.count_events(viewer, filter).await?)
    }

    /// Holds what a workflow may have, in all and next to each event, to the limit.
    ///
    /// # Errors
    /// Names the limit and the argument.
    pub fn bounds(
        &self,
        max_nodes: Option<i32>,
        fan_out: Option<i32>,
    ) -> Result<(Option<usize>, Option<usize>), ServiceError> {
        let limit = self.limits.workflow_nodes;
        let within = |number: Option<i32>, argument: &'static str| {
            let Some(number) = number else { return Ok(None) };
            let within = usize::try_from(number).ok().filter(|one| (1..=limit).contains(one));
            within.map(Some).ok_or_else(|| {
                let message = format!("must be 1 to {limit} (limits.workflow_nodes), is {number}");
                ServiceError::from(Violation::invalid(message).under(argument))
            })
        };
        Ok((within(max_nodes, "maxNodes")?, within(fan_out, "fanOut")?))
    }

    /// Holds a number of hops to the limit.
    ///
    /// # Errors
    /// Names the limit and the argument.
    pub fn depth(&self, hops: i32, argument: &'static str) -> Result<u32, ServiceError> {
        let limit = self.limits.depth;
        let depth = u32::try_from(hops).ok().filter(|depth| *depth <= limit);
        depth.ok_or_else(|| {
            let message = format!("must be 0 to {limit} (limits.depth), is {hops}");
            Violation::invalid(message).under(argument).into()
        })
    }
}
