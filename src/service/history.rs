//! Reading events: one, some, or a page of a list.

use std::sync::Arc;

use super::{Service, ServiceError};
use crate::domain::event::Event;
use crate::domain::order::{Order, OrderField};
use crate::domain::page::{Page, PageLimits, PageRequest, Slice};
use crate::domain::search::Criteria;
use crate::domain::view::View;
use crate::domain::viewer::Viewer;
use crate::domain::violation::Violation;

/// A page of events, each with its rank where they are ranked.
#[derive(Debug)]
pub struct Listed {
    /// The page.
    pub slice: Slice<Arc<Event>>,
    /// What the events are ranked by, where they are.
    pub ranks: Vec<i64>,
}

impl Service {
    /// A page of the events that meet these criteria.
    ///
    /// # Errors
    /// When the page is too large, a cursor is not of this list, or the order and the text don't go together.
    pub async fn list(
        &self,
        view: View,
        criteria: &Criteria,
        order: Order,
        page: &PageRequest,
    ) -> Result<Listed, ServiceError> {
        let limits = PageLimits { default: self.limits.default_page, max: self.limits.page };
        let page = Page::new(page, order, limits)?;
        let filter = criteria.filter.as_ref();
        let refuse =
            |message: &str| Err(Violation::invalid(message).under("field").under("orderBy").into());
        let slice = match (&criteria.text, order.field) {
            (None, OrderField::Relevance) => {
                return refuse("must be TIMESTAMP or RECORDED_AT where no text is looked for");
            }
            (Some(_), OrderField::RecordedAt) => {
                return refuse("must be TIMESTAMP or RELEVANCE where a text is looked for");
            }
            (Some(text), OrderField::Relevance) => {
                return self.list_ranked(view, (text, filter), &page).await;
            }
            (_, OrderField::Timestamp) | (None, OrderField::RecordedAt) => {
                self.store.reader.list_that_meet(view, criteria, &page).await?
            }
        };
        Ok(Listed { slice, ranks: Vec::new() })
    }

    /// How many events meet these criteria; `None` where too many hold the text to be counted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(
        &self,
        viewer: Viewer,
        criteria: &Criteria,
    ) -> Result<Option<u64>, ServiceError> {
        let filter = criteria.filter.as_ref();
        Ok(match &criteria.text {
            Some(text) => self.store.reader.count_with_text(viewer, (text, filter)).await?,
            None => Some(self.store.reader.count_events(viewer, filter).await?),
        })
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
