//! What is published and reported.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::content::{Content, links, millis};
use super::{Expected, Model, Outcome, Refusal, Stored};

/// An input, and the rules that it was made to break.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) input: Value,
    /// Their paths begin at the input.
    pub(crate) flaws: Vec<Refusal>,
}

impl Draft {
    fn id(&self) -> &str {
        self.input["id"].as_str().unwrap_or_default()
    }
}

impl Model {
    /// `publish`.
    pub(crate) fn publish(&mut self, draft: &Draft) -> Expected {
        match self.store(std::slice::from_ref(draft), |_| vec![json!("input")]) {
            Ok(results) => Expected::Data(json!({ "publish": results.first() })),
            Err(refusals) => Expected::Refused(refusals),
        }
    }

    /// `publishMany`.
    pub(crate) fn publish_many(&mut self, drafts: &[Draft]) -> Expected {
        match self.store(drafts, |index| vec![json!("inputs"), json!(index)]) {
            Ok(results) => Expected::Data(json!({ "publishMany": { "results": results } })),
            Err(refusals) => Expected::Refused(refusals),
        }
    }

    /// `updateOutcome`.
    pub(crate) fn update_outcome(&mut self, id: &str, input: &Value) -> Expected {
        let part = |key: &str| input[key].as_str().map(str::to_owned);
        let report = Outcome {
            text: part("outcome"),
            verdict: part("verdict"),
            since: millis(&input["outcomeAt"]),
            metric: part("impactMetric"),
        };
        let expected = input["expectedRevision"].as_i64();
        let mut refusals = Vec::new();
        let needs_outcome =
            [report.verdict.as_ref().map(|_| "verdict"), report.since.map(|_| "outcomeAt")];
        let needs_outcome: Vec<_> = needs_outcome.into_iter().flatten().collect();
        if needs_outcome.is_empty() && report.text.is_none() && report.metric.is_none() {
            refusals.push(Refusal::bad_input(json!(["input"])));
        }
        match self.get(id) {
            None => refusals.push(Refusal::new("NOT_FOUND", json!(["id"]))),
            Some(event) if event.outcome.says(&report) => {}
            Some(event) => {
                if expected.is_some_and(|expected| expected != event.revision) {
                    refusals.push(Refusal::new("CONFLICT", json!(["input", "expectedRevision"])));
                }
                if event.outcome.text.is_none() && report.text.is_none() {
                    let of = |field: &&str| Refusal::bad_input(json!(["input", field]));
                    refusals.extend(needs_outcome.iter().map(of));
                }
            }
        }
        let event = self.events.iter_mut().find(|event| event.id == id);
        let Some(event) = event.filter(|_| refusals.is_empty()) else {
            return Expected::Refused(refusals);
        };
        let changed = !event.outcome.says(&report);
        if changed {
            event.revision += 1;
            event.has_context = true;
            event.outcome = std::mem::take(&mut event.outcome).updated(&report);
            event.history.push((event.revision, event.outcome.clone()));
        }
        Expected::Data(json!({ "updateOutcome": { "changed": changed, "event": event.shown() } }))
    }

    /// Stores drafts, all or none. `place` is where a draft stands in the arguments.
    fn store(
        &mut self,
        drafts: &[Draft],
        place: fn(usize) -> Vec<Value>,
    ) -> Result<Vec<Value>, Vec<Refusal>> {
        let mut refusals: Vec<Refusal> = Vec::new();
        for (index, draft) in drafts.iter().enumerate() {
            let flaws = draft.flaws.iter().cloned().chain(own_links(draft));
            refusals.extend(flaws.map(|flaw| flaw.under(&place(index))));
        }
        for index in on_circles(drafts) {
            refusals.push(Refusal::bad_input(related_events()).under(&place(index)));
        }
        let before = self.events.len();
        let batch: BTreeSet<&str> = drafts.iter().map(Draft::id).collect();
        let mut created = Vec::new();
        for (index, draft) in drafts.iter().enumerate() {
            match self.store_one(draft, &batch) {
                Ok(is_new) => created.push(is_new),
                Err(refusal) => refusals.push(refusal.under(&place(index))),
            }
        }
        if !refusals.is_empty() {
            self.events.truncate(before);
            return Err(refusals);
        }
        let result = |(draft, created): (&Draft, bool)| json!({ "created": created, "event": self.get(draft.id()).map(Stored::shown) });
        Ok(drafts.iter().zip(created).map(result).collect())
    }

    /// Whether the draft became a new event.
    fn store_one(&mut self, draft: &Draft, batch: &BTreeSet<&str>) -> Result<bool, Refusal> {
        let content = Content::of(&draft.input);
        if let Some(stored) = self.get(draft.id()) {
            let is_same = stored.published.is_repeated_by(&content);
            let conflict = || Refusal::new("CONFLICT", json!(["id"]));
            return if is_same { Ok(false) } else { Err(conflict()) };
        }
        let is_there = |id: &String| batch.contains(id.as_str()) || self.get(id).is_some();
        if !content.links.iter().all(is_there) {
            return Err(Refusal::new("RELATED_EVENT_NOT_FOUND", related_events()));
        }
        let first = Outcome {
            text: content.outcome.clone(),
            verdict: content.verdict.clone(),
            since: content.outcome_since(),
            metric: content.metric.clone(),
        };
        let is_known = first.text.is_some() || first.metric.is_some();
        self.events.push(Stored {
            input: draft.input.clone(),
            id: draft.id().to_owned(),
            timestamp: content.timestamp.unwrap_or_default(),
            has_context: content.has_context,
            revision: 1,
            outcome: first.clone(),
            history: is_known.then_some((1, first)).into_iter().collect(),
            published: content,
        });
        Ok(true)
    }
}

fn related_events() -> Value {
    json!(["context", "relatedEvents"])
}

/// Links of a draft to itself.
fn own_links(draft: &Draft) -> Vec<Refusal> {
    let places = links(&draft.input).into_iter().enumerate();
    let own = places.filter(|(_, id)| id == draft.id());
    own.map(|(place, _)| Refusal::bad_input(json!(["context", "relatedEvents", place]))).collect()
}

/// The drafts that lead to themselves.
fn on_circles(drafts: &[Draft]) -> Vec<usize> {
    let mut reached: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for draft in drafts {
        reached.entry(draft.id()).or_default().extend(links(&draft.input));
    }
    for _ in drafts {
        let further = reached.clone();
        for ids in reached.values_mut() {
            let next = ids.iter().filter_map(|id| further.get(id.as_str())).flatten();
            let next: Vec<String> = next.cloned().collect();
            ids.extend(next);
        }
    }
    let leads_to_itself = |draft: &Draft| reached[draft.id()].contains(draft.id());
    (0..drafts.len()).filter(|index| leads_to_itself(&drafts[*index])).collect()
}
