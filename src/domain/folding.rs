//! Leaving steps out of a workflow that don't belong into its documentation.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::ids::EventId;
use super::workflow::{Workflow, WorkflowEdge};

/// How many links are followed for each edge that there may be.
const STEPS: usize = 10;

impl Workflow {
    /// The same workflow without the events that aren't to be documented, but for the root. Where they stood
    /// between two that are, an edge says how many are left out, the shortest way.
    ///
    /// `None` when that would make more edges than `most`, or take far more steps.
    pub fn folded(mut self, most: usize) -> Option<Self> {
        let root = self.root.id.clone();
        let is_kept = |id: &EventId, should_document: bool| should_document || *id == root;
        let kept: HashSet<EventId> = self
            .nodes
            .iter()
            .filter(|node| is_kept(&node.event.id, node.event.should_document))
            .map(|node| node.event.id.clone())
            .collect();
        self.edges = self.links_between(&kept, most)?;
        let before = self.nodes.len();
        self.nodes.retain(|node| kept.contains(&node.event.id));
        self.folded = before - self.nodes.len();
        Some(self)
    }

    /// The links between the events that are kept, through others where those stand between two, in the order
    /// of the workflow.
    ///
    /// `None` when there are more than `most`, or finding them takes far more steps.
    pub fn links_between(&self, kept: &HashSet<EventId>, most: usize) -> Option<Vec<WorkflowEdge>> {
        let mut effects: HashMap<&EventId, Vec<&WorkflowEdge>> = HashMap::new();
        for edge in &self.edges {
            effects.entry(&edge.from).or_default().push(edge);
        }
        let places = self.nodes.iter().enumerate().map(|(place, node)| (&node.event.id, place));
        let place: HashMap<&EventId, usize> = places.collect();
        let (mut links, mut steps) = (BTreeMap::new(), 0_usize);
        for from in kept {
            let (mut met, mut waiting) = (HashSet::from([from]), VecDeque::from([(from, 0_u32)]));
            while let Some((at, via)) = waiting.pop_front() {
                for edge in effects.get(at).into_iter().flatten() {
                    let (to, via) = (&edge.to, via.saturating_add(edge.via));
                    steps += 1;
                    if steps / STEPS > most {
                        return None;
                    }
                    if !met.insert(to) {
                        continue;
                    }
                    if !kept.contains(to) {
                        waiting.push_back((to, via.saturating_add(1)));
                        continue;
                    }
                    let link = WorkflowEdge { from: from.clone(), to: to.clone(), via };
                    links.insert((place.get(to).copied(), place.get(from).copied()), link);
                    if links.len() > most {
                        return None;
                    }
                }
            }
        }
        Some(links.into_values().collect())
    }
}
