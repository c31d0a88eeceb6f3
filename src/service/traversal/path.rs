//! How one event led to another.

use std::sync::Arc;

use crate::domain::event::Event;
use crate::domain::graph::{Direction, Reach, Walk, WalkLimits};
use crate::domain::ids::{EventKey, EventRef};
use crate::domain::view::View;
use crate::domain::viewer::Viewer;
use crate::service::{Service, ServiceError};

impl Service {
    /// A shortest chain of links from one event to the other, both included: along causes, or
    /// along effects, whichever leads there. Empty when neither does.
    ///
    /// Links are followed upstream from both ends at once, as that finds a chain of either kind.
    ///
    /// # Errors
    /// When the database fails, or so much led to these events that the search is given up.
    pub async fn path(
        &self,
        view: View,
        (from, to): (&EventRef, &EventRef),
        max_depth: u32,
    ) -> Result<Vec<Arc<Event>>, ServiceError> {
        let Some((from, to)) = self.both_ends(view.viewer, from, to).await? else {
            return Ok(Vec::new());
        };
        let nodes = self.limits.walk_nodes;
        // What led to both ends counts for each.
        let limits =
            WalkLimits { nodes_per_root: nodes, nodes: nodes.saturating_mul(2), fan_out: None };
        let ends = [(from.clone(), max_depth), (to.clone(), max_depth)];
        let met = |walk: &Walk| match walk.reaches() {
            [back, ahead] => back.contains(&to) || ahead.contains(&from),
            _ => false,
        };
        let walk = Walk::new(ends, limits);
        let (walk, read) = self.walk_until(view, walk, Direction::Upstream, met).await?;
        // Where events lead to one another in a circle, both ways may lead there.
        let is_shorter = |back: &Reach, ahead: &Reach| {
            !ahead.contains(&from) || back.chain_from(&to).len() <= ahead.chain_from(&from).len()
        };
        let chain = match walk.reaches() {
            [back, ahead] if back.contains(&to) && is_shorter(back, ahead) => {
                let mut chain = back.chain_from(&to);
                chain.reverse();
                chain
            }
            [_, ahead] if ahead.contains(&from) => ahead.chain_from(&from),
            reaches if reaches.iter().any(|reach| reach.over_limit) => {
                return Err(self.too_many_reached());
            }
            _ => Vec::new(),
        };
        let mut events = self.fetch(view, chain.clone(), read).await?;
        Ok(chain.iter().filter_map(|key| events.remove(key)).collect())
    }

    /// The keys of two events that are there, of one tenant.
    async fn both_ends(
        &self,
        viewer: Viewer,
        from: &EventRef,
        to: &EventRef,
    ) -> Result<Option<(EventKey, EventKey)>, ServiceError> {
        let ends = self.keys_of(viewer, [(from, "from"), (to, "to")]).await?;
        let [Some(from), Some(to)] = ends else { return Ok(None) };
        Ok((from.tenant == to.tenant).then_some((from, to)))
    }
}
