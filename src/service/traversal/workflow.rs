//! The events around an event and the links between them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Events;
use super::related::{Neighbourhood, Way};
use crate::domain::graph::{Direction, Neighbours, Reach, Walk, WalkLimits};
use crate::domain::ids::EventKey;
use crate::domain::sequence::{self, Causes};
use crate::domain::view::View;
use crate::domain::viewer::Viewer;
use crate::domain::workflow::{TruncationReason, Workflow, WorkflowEdge, WorkflowNode};
use crate::service::{Code, Service, ServiceError};
use crate::store::Degree;

/// What walks found.
#[derive(Default)]
pub(super) struct Walked {
    pub(super) reaches: Vec<(Neighbourhood, Reach)>,
    /// Events that were read on the way.
    pub(super) events: Events,
    /// What is next to events, for each direction.
    pub(super) neighbours: Vec<(Direction, Neighbours)>,
}

/// What the database says about the events of several workflows.
struct Surroundings {
    events: Events,
    causes: Causes,
    degrees: HashMap<EventKey, Degree>,
}

impl Service {
    /// The workflow in each neighbourhood: at most as many events as one may have, nearest first.
    ///
    /// # Errors
    /// When all of them together have more events than one request may read.
    pub async fn workflows(
        &self,
        view: View,
        asked: &[Neighbourhood],
    ) -> Result<HashMap<Neighbourhood, Arc<Workflow>>, ServiceError> {
        let walked = self.walk(view, asked, self.limits.workflow_nodes).await?;
        let reaches = walked.reaches;
        let keys = distinct(reaches.iter().flat_map(|(_, reach)| &reach.nodes));
        let around = Surroundings {
            events: self.fetch(view, keys.clone(), walked.events).await?,
            causes: self.causes(view.viewer, &keys).await?,
            degrees: self.degrees(view.viewer, &keys).await?,
        };
        let workflows = reaches.into_iter().filter_map(|(asked, reach)| {
            let workflow = assemble(&reach, asked.way(), &around)?;
            let workflow = if asked.documented_only {
                workflow.folded(self.limits.walk_nodes).ok_or_else(|| self.too_many_reached())
            } else {
                Ok(workflow)
            };
            Some(workflow.map(|workflow| (asked, Arc::new(workflow))))
        });
        workflows.collect()
    }

    /// How many links each of these events has that the viewer sees.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn degrees(
        &self,
        viewer: Viewer,
        keys: &[EventKey],
    ) -> Result<HashMap<EventKey, Degree>, ServiceError> {
        let mut degrees: HashMap<EventKey, Degree> = HashMap::with_capacity(keys.len());
        for (key, degree) in self.store.reader.degrees(viewer, keys).await? {
            let total = degrees.entry(key).or_default();
            total.upstream += degree.upstream;
            total.downstream += degree.downstream;
        }
        Ok(degrees)
    }

    /// Walks from every root, those of one direction together.
    pub(super) async fn walk(
        &self,
        view: View,
        asked: &[Neighbourhood],
        nodes_per_root: usize,
    ) -> Result<Walked, ServiceError> {
        let mut walked = Walked::default();
        for (Way { direction, max_nodes, fan_out }, same_way) in by_direction(asked) {
            let nodes_per_root = max_nodes.map_or(nodes_per_root, |most| most.min(nodes_per_root));
            let limits = WalkLimits { nodes_per_root, nodes: self.limits.walk_nodes, fan_out };
            let roots = same_way.iter().map(|one| (one.root.clone(), one.depth));
            let walk = Walk::new(roots, limits);
            let (walk, read) = self.walk_until(view, walk, direction, |_| false).await?;
            let (reaches, neighbours) = walk.into_reaches();
            walked.reaches.extend(same_way.into_iter().cloned().zip(reaches));
            walked.events.extend(read);
            walked.neighbours.push((direction, neighbours));
        }
        Ok(walked)
    }

    /// What led to each of these events.
    pub(super) async fn causes(
        &self,
        viewer: Viewer,
        keys: &[EventKey],
    ) -> Result<Causes, ServiceError> {
        let mut causes = Causes::new();
        if keys.is_empty() {
            return Ok(causes);
        }
        let most = self.most_links();
        let links = self.store.reader.upstream_links(viewer, keys, most).await?;
        if u64::try_from(links.len()).is_ok_and(|count| count >= most) {
            return Err(self.too_many_reached());
        }
        for (earlier, later) in links {
            causes.entry(later).or_default().push(earlier);
        }
        Ok(causes)
    }

    pub(super) fn too_many_reached(&self) -> ServiceError {
        let limit = self.limits.walk_nodes;
        let message = format!(
            "more than {limit} events (limits.walk_nodes) are reached; \
             ask for fewer events, or for fewer hops"
        );
        ServiceError::new(Code::QueryTooComplex, message)
    }
}

/// What is asked for each way, and for so many events.
pub(super) fn by_direction(asked: &[Neighbourhood]) -> Vec<(Way, Vec<&Neighbourhood>)> {
    let mut same_way: Vec<(Way, Vec<&Neighbourhood>)> = Vec::new();
    for one in asked {
        let way = one.way();
        match same_way.iter_mut().find(|(known, _)| *known == way) {
            Some((_, asked)) => asked.push(one),
            None => same_way.push((way, vec![one])),
        }
    }
    same_way
}

/// Each event once, however many roots reach it.
pub(super) fn distinct<'a>(nodes: impl Iterator<Item = &'a (EventKey, u32)>) -> Vec<EventKey> {
    nodes.map(|(key, _)| key).collect::<HashSet<_>>().into_iter().cloned().collect()
}

/// Puts a workflow together. `None` when its root is gone.
fn assemble(reach: &Reach, way: Way, around: &Surroundings) -> Option<Workflow> {
    let root = Arc::clone(around.events.get(&reach.root)?);
    let inside = reach.nodes.iter().flat_map(|(later, _)| {
        let causes = around.causes.get(later).into_iter().flatten();
        let are_nodes =
            |earlier: &&EventKey| reach.contains(earlier) && around.events.contains_key(earlier);
        causes.filter(are_nodes).map(move |earlier| (earlier, later))
    });
    let links: Vec<(&EventKey, &EventKey)> = inside.collect();
    let mut shown: HashMap<&EventKey, Degree> = HashMap::new();
    for &(from, to) in &links {
        shown.entry(from).or_default().downstream += 1;
        shown.entry(to).or_default().upstream += 1;
    }
    let node = |(key, depth): &(EventKey, u32)| {
        let all = around.degrees.get(key).copied().unwrap_or_default();
        let shown = shown.get(key).copied().unwrap_or_default();
        Some(WorkflowNode {
            event: Arc::clone(around.events.get(key)?),
            depth: *depth,
            hidden_upstream: all.upstream.saturating_sub(shown.upstream),
            hidden_downstream: all.downstream.saturating_sub(shown.downstream),
        })
    };
    let mut nodes: Vec<WorkflowNode> = reach.nodes.iter().filter_map(node).collect();
    sequence::oldest_first(&mut nodes, |node| &node.event, (&around.causes, None));
    let places = nodes.iter().enumerate().map(|(place, node)| (node.event.id.clone(), place));
    let place: HashMap<_, _> = places.collect();
    let mut edges: Vec<WorkflowEdge> = links
        .into_iter()
        .map(|(from, to)| WorkflowEdge { from: from.id.clone(), to: to.id.clone(), via: 0 })
        .collect();
    edges.sort_by_key(|edge| (place.get(&edge.to).copied(), place.get(&edge.from).copied()));
    let truncated_by = truncation(&nodes, way, reach, &around.degrees);
    Some(Workflow { root, nodes, edges, folded: 0, truncated_by })
}

/// Events are missing behind a node that has hidden neighbours the way the walk went: for the
/// depth where the walk could go no further, for the fan where it has more than were let through, else for
/// the number of nodes.
fn truncation(
    nodes: &[WorkflowNode],
    way: Way,
    reach: &Reach,
    degrees: &HashMap<EventKey, Degree>,
) -> Vec<TruncationReason> {
    let hides = |node: &&WorkflowNode| match way.direction {
        Direction::Upstream => node.hidden_upstream > 0,
        Direction::Downstream => node.hidden_downstream > 0,
        Direction::Both => node.hidden_upstream > 0 || node.hidden_downstream > 0,
    };
    let at_the_end = |node: &WorkflowNode| node.depth == reach.max_depth;
    let is_fanned = |node: &WorkflowNode| {
        let all = degrees.get(&node.event.key()).copied().unwrap_or_default();
        let is_wide = |links: u32| way.fan_out.is_some_and(|most| links as usize > most);
        node.hidden_upstream > 0 && is_wide(all.upstream)
            || node.hidden_downstream > 0 && is_wide(all.downstream)
    };
    let mut reasons = Vec::new();
    if nodes.iter().filter(hides).any(at_the_end) {
        reasons.push(TruncationReason::Depth);
    }
    let within = || nodes.iter().filter(hides).filter(|node| !at_the_end(node));
    if within().any(|node| !is_fanned(node)) || reach.over_limit && within().next().is_some() {
        reasons.push(TruncationReason::NodeLimit);
    }
    if within().any(is_fanned) {
        reasons.push(TruncationReason::FanOut);
    }
    reasons
}
