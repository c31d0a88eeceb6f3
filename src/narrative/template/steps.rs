//! The steps of a story: the documented events, causes before effects, with the links between them.
//!
//! Of steps that happened in no order, the earlier comes first, then the smaller id. Many of one name with the
//! same causes are one step. Links through events that aren't told are kept, with how many of those there are.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::facts;
use crate::domain::event::Event;
use crate::domain::ids::EventId;
use crate::domain::sequence::causes_first;
use crate::domain::story::StoryStep;
use crate::domain::timestamp::Timestamp;
use crate::domain::workflow::{Workflow, WorkflowEdge};

/// How many of one name with the same causes make one step.
const SIBLINGS: usize = 5;

/// How many links there may be; where there are more, those through events that aren't told are left out.
const LINKS: usize = 100_000;

/// The steps of a story.
pub(super) struct Steps<'a> {
    /// In the order in which they are told.
    pub(super) all: Vec<Step<'a>>,
    /// Whether every event is told, for none of them belongs into the documentation.
    pub(super) is_undocumented: bool,
    /// Events, in the order of the story.
    events: Vec<&'a Event>,
    places: HashMap<&'a EventId, usize>,
    /// What each of those led to.
    effects: Vec<Vec<usize>>,
    causes: Vec<Vec<usize>>,
    /// The step that tells each.
    step_of: Vec<usize>,
}

/// A step.
pub(super) struct Step<'a> {
    /// Its number, from 1.
    pub(super) number: usize,
    /// The event; several where it tells of many like it.
    pub(super) events: Vec<&'a Event>,
    /// The numbers of the steps that it follows from, each with how many events between aren't told.
    pub(super) follows: BTreeMap<usize, u32>,
}

impl Step<'_> {
    /// The first of its events.
    pub(super) fn first(&self) -> &Event {
        self.events[0]
    }

    /// When the last of its events happened.
    pub(super) fn end(&self) -> Timestamp {
        let times = self.events.iter().map(|event| event.timestamp);
        times.max().unwrap_or_default()
    }

    /// The ids of its events.
    pub(super) fn ids(&self) -> impl Iterator<Item = EventId> + '_ {
        self.events.iter().map(|event| event.id.clone())
    }

    /// The events that a story names where it tells of many: those that failed or decided something.
    pub(super) fn outstanding(&self) -> impl Iterator<Item = &Event> {
        let events = self.events.iter().copied();
        events.filter(|event| facts::has_failed(event) || facts::decision(event).is_some())
    }

    /// The step as a story lists it: the events first that it names.
    pub(super) fn listed(&self) -> StoryStep {
        let name = self.first().event_name.clone();
        let mut events: Vec<EventId> = self.outstanding().map(|event| event.id.clone()).collect();
        let known: HashSet<EventId> = events.iter().cloned().collect();
        events.extend(self.ids().filter(|id| !known.contains(id)));
        StoryStep { number: self.number, name, events }
    }
}

impl<'a> Steps<'a> {
    /// The steps of a workflow.
    pub(super) fn of(workflow: &'a Workflow) -> Self {
        let all = || workflow.nodes.iter().map(|node| &*node.event);
        let is_undocumented = !all().any(|event| event.should_document);
        let mut events: Vec<&Event> =
            all().filter(|event| is_undocumented || event.should_document).collect();
        events.sort_by(|a, b| (a.timestamp, &a.id).cmp(&(b.timestamp, &b.id)));
        let links = links(workflow, &events);
        let events = in_order(&events, &links);
        let places: HashMap<&EventId, usize> =
            events.iter().enumerate().map(|(place, event)| (&event.id, place)).collect();
        let (mut effects, mut causes) =
            (vec![Vec::new(); events.len()], vec![Vec::new(); events.len()]);
        for link in &links {
            let (Some(from), Some(to)) = (places.get(&link.from), places.get(&link.to)) else {
                continue;
            };
            effects[*from].push(*to);
            causes[*to].push(*from);
        }
        for linked in effects.iter_mut().chain(&mut causes) {
            linked.sort_unstable();
        }
        let step_of = grouped(&events, &causes);
        let all = steps(&events, &step_of, &links);
        Self { all, is_undocumented, events, places, effects, causes, step_of }
    }

    /// Every event that is told, in the order of the story.
    pub(super) fn events(&self) -> &[&'a Event] {
        &self.events
    }

    /// The number of the step that tells an event.
    pub(super) fn number_of(&self, event: &EventId) -> usize {
        self.places.get(event).map_or(0, |place| self.step_of[*place] + 1)
    }

    /// Of each event the nearest that it led to, of which something holds. Events of which it holds are no one's
    /// but their own.
    pub(super) fn nearest_later(&self, holds: impl Fn(&Event) -> bool) -> Nearest<'_, 'a> {
        Nearest { steps: self, found: self.nearest(&self.causes, holds) }
    }

    /// Of each event the nearest that led to it, of which something holds.
    pub(super) fn nearest_earlier(&self, holds: impl Fn(&Event) -> bool) -> Nearest<'_, 'a> {
        Nearest { steps: self, found: self.nearest(&self.effects, holds) }
    }

    /// Goes from all events of which something holds at once along these links, and notes who comes first.
    fn nearest(&self, links: &[Vec<usize>], holds: impl Fn(&Event) -> bool) -> Vec<Option<usize>> {
        let mut found = vec![None; self.events.len()];
        let sources = (0..self.events.len()).filter(|place| holds(self.events[*place]));
        let mut waiting: VecDeque<usize> = sources.collect();
        for &source in &waiting {
            found[source] = Some(source);
        }
        while let Some(at) = waiting.pop_front() {
            for &next in &links[at] {
                if found[next].is_none() {
                    found[next] = found[at];
                    waiting.push_back(next);
                }
            }
        }
        found
    }

    /// The first step that is reached from every one of these, 64 at most.
    pub(super) fn meeting(&self, roots: &[&Step<'_>]) -> Option<&Step<'a>> {
        let mut reached = vec![0_u64; self.events.len()];
        for (root, bit) in roots.iter().zip(0..64) {
            for event in &root.events {
                if let Some(place) = self.places.get(&event.id) {
                    reached[*place] |= 1 << bit;
                }
            }
        }
        // Causes stand before effects, but on circles.
        for place in 0..self.events.len() {
            let before = self.causes[place].iter().map(|cause| reached[*cause]);
            reached[place] |= before.fold(0, |all, one| all | one);
        }
        let all = (1_u64 << roots.len().min(63)) - 1;
        let place = reached.iter().position(|reached| *reached == all)?;
        self.all.get(self.step_of[place])
    }
}

/// Of each event the nearest of which something holds.
pub(super) struct Nearest<'s, 'a> {
    steps: &'s Steps<'a>,
    found: Vec<Option<usize>>,
}

impl<'a> Nearest<'_, 'a> {
    /// The one that is nearest to this event, which isn't itself one of them.
    pub(super) fn to(&self, event: &Event) -> Option<&'a Event> {
        let place = *self.steps.places.get(&event.id)?;
        self.found[place].filter(|found| *found != place).map(|found| self.steps.events[found])
    }
}

/// The links between these events, through others where those aren't among them.
fn links(workflow: &Workflow, events: &[&Event]) -> Vec<WorkflowEdge> {
    let told: HashSet<EventId> = events.iter().map(|event| event.id.clone()).collect();
    workflow.links_between(&told, LINKS).unwrap_or_else(|| {
        let is_told = |edge: &&WorkflowEdge| told.contains(&edge.from) && told.contains(&edge.to);
        workflow.edges.iter().filter(is_told).cloned().collect()
    })
}

/// Events causes first, else as they stand.
fn in_order<'a>(events: &[&'a Event], links: &[WorkflowEdge]) -> Vec<&'a Event> {
    let places: HashMap<&EventId, usize> =
        events.iter().enumerate().map(|(place, event)| (&event.id, place)).collect();
    let mut causes: HashMap<usize, Vec<usize>> = HashMap::new();
    for link in links {
        if let (Some(from), Some(to)) = (places.get(&link.from), places.get(&link.to)) {
            causes.entry(*to).or_default().push(*from);
        }
    }
    let sequence =
        causes_first(events.len(), |item| causes.get(&item).cloned().unwrap_or_default());
    sequence.order.into_iter().map(|place| events[place]).collect()
}

/// The number of the step that tells each event, from 0: steps stand where their first events do.
fn grouped(events: &[&Event], causes: &[Vec<usize>]) -> Vec<usize> {
    let sibling = |place: usize| (&events[place].event_name, &causes[place]);
    let mut siblings: HashMap<_, usize> = HashMap::new();
    for place in 0..events.len() {
        *siblings.entry(sibling(place)).or_default() += 1;
    }
    let (mut numbers, mut known) = (Vec::with_capacity(events.len()), HashMap::new());
    let mut next = 0;
    for place in 0..events.len() {
        let is_one_of_many = siblings[&sibling(place)] >= SIBLINGS;
        let number =
            if is_one_of_many { *known.entry(sibling(place)).or_insert(next) } else { next };
        next = next.max(number + 1);
        numbers.push(number);
    }
    numbers
}

fn steps<'a>(events: &[&'a Event], step_of: &[usize], links: &[WorkflowEdge]) -> Vec<Step<'a>> {
    let mut steps: Vec<Step<'a>> = Vec::new();
    for (event, step) in events.iter().zip(step_of) {
        if let Some(step) = steps.get_mut(*step) {
            step.events.push(event);
        } else {
            let follows = BTreeMap::new();
            steps.push(Step { number: step + 1, events: vec![event], follows });
        }
    }
    let numbers: HashMap<&EventId, usize> =
        events.iter().zip(step_of).map(|(event, step)| (&event.id, *step)).collect();
    for link in links {
        let (Some(from), Some(to)) = (numbers.get(&link.from), numbers.get(&link.to)) else {
            continue;
        };
        if from != to {
            let via = steps[*to].follows.entry(from + 1).or_insert(link.via);
            *via = link.via.min(*via);
        }
    }
    steps
}
