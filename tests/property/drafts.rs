//! Random events to publish, alone and in batches.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::property::flaws::{Flaw, flaw};
use crate::property::json::{label, name, object, present, text, value};
use crate::property::model::{Draft, Model};
use crate::property::repeats::{Repeat, repeat};

pub(crate) const IDS: &[&str] = &[
    "a",
    "A",
    "b",
    "B",
    "a.b",
    "a-b",
    "a_b",
    "a:b",
    "aa",
    "ab",
    "aB",
    "-",
    ".-",
    "_",
    ":",
    "0",
    "00",
    "1",
    "10",
    "2",
    "z",
    "Z",
    "018f3a5e-0000-7000-8000-000000000000",
];

const MILLIS: &[i64] = &[
    0,
    0,
    1,
    -1,
    1000,
    1000,
    1001,
    -1000,
    1_795_000_000_000,
    1_795_000_000_000,
    LATEST,
    LATEST - 1,
    EARLIEST,
    EARLIEST + 1,
];
pub(crate) const EARLIEST: i64 = -62_167_219_200_000;
pub(crate) const LATEST: i64 = 253_402_300_799_999;

/// An input of `publish`, or one of those of `publishMany`.
#[derive(Debug, Clone)]
pub(crate) enum Entry {
    New(Plan),
    /// An event that is there, once more.
    Again(Repeat),
    /// An earlier entry of the batch, once more.
    Twice(u8),
}

/// A new event, all but its id and links, which depend on what is there by then.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    id: u8,
    takes_known_id: bool,
    input: Value,
    links: Option<Vec<Link>>,
    flaw: Option<Flaw>,
    /// Links within a batch go to entries of a lower rank, which keeps them from closing circles.
    rank: u8,
}

#[derive(Debug, Clone, Copy)]
enum Link {
    Stored(u8),
    Batch(u8),
    /// To any entry of the batch, itself among them.
    Wild(u8),
    Unknown,
}

pub(crate) fn entry() -> impl Strategy<Value = Entry> {
    prop_oneof![
        8 => plan().prop_map(Entry::New),
        2 => repeat().prop_map(Entry::Again),
        1 => any::<u8>().prop_map(Entry::Twice),
    ]
}

/// Events to begin with.
pub(crate) fn opening() -> impl Strategy<Value = Vec<Entry>> {
    let valid = plan().prop_map(|mut plan| {
        plan.flaw = None;
        if let Some(links) = &mut plan.links {
            links.retain(|link| matches!(link, Link::Batch(_)));
        }
        Entry::New(plan)
    });
    vec(valid, 0..16)
}

fn plan() -> impl Strategy<Value = Plan> {
    let link = prop_oneof![
        24 => any::<u8>().prop_map(Link::Stored),
        24 => any::<u8>().prop_map(Link::Batch),
        1 => any::<u8>().prop_map(Link::Wild),
        1 => Just(Link::Unknown),
    ];
    let links = option::weighted(0.7, vec(link, 0..4));
    let parts = (any::<u8>(), option::weighted(0.05, Just(())), input(), links);
    (parts, option::weighted(0.06, flaw()), any::<u8>()).prop_map(|(parts, flaw, rank)| {
        let (id, takes_known_id, input, links) = parts;
        Plan { id, takes_known_id: takes_known_id.is_some(), input, links, flaw, rank }
    })
}

fn input() -> impl Strategy<Value = Value> {
    let fields = (
        (name(), option::weighted(0.8, name()), timestamp()),
        (present(), option::of(any::<bool>()), option::of(intent())),
        (option::of(context()), option::of(value())),
    );
    fields.prop_map(|(what, why, around)| {
        let (event_name, source, timestamp) = what;
        let (payload, should_document, intent) = why;
        let (context, metadata) = around;
        let mut input =
            json!({ "eventName": event_name, "timestamp": timestamp, "payload": payload });
        for (field, value) in [
            ("source", source.map(Value::from)),
            ("shouldDocument", should_document.map(Value::from)),
            ("userIntent", intent),
            ("context", context),
            ("metadata", metadata),
        ] {
            if let Some(value) = value {
                input[field] = value;
            }
        }
        input
    })
}

/// A point in time, many of them the same, in every form that an argument may have.
pub(crate) fn timestamp() -> impl Strategy<Value = Value> {
    let millis = prop_oneof![8 => select(MILLIS), 1 => EARLIEST..=LATEST];
    (millis, 0..4_u8).prop_map(|(millis, form)| match form {
        0 => json!(millis.to_string()),
        #[expect(clippy::cast_precision_loss, reason = "the bounds lie within 2^53")]
        1 => json!(millis as f64),
        _ => json!(millis),
    })
}

/// An object of some of these fields.
fn texts(fields: &'static [&'static str]) -> impl Strategy<Value = Map<String, Value>> {
    vec(option::of(text()), fields.len()).prop_map(|texts| {
        let given = fields.iter().zip(texts);
        given.filter_map(|(field, text)| Some(((*field).to_owned(), json!(text?)))).collect()
    })
}

fn intent() -> impl Strategy<Value = Value> {
    texts(&["problemSolved", "painPoint", "goal", "expectedOutcome", "impactMetric"])
        .prop_map(Value::Object)
}

/// What somebody may think of an outcome.
pub(crate) fn verdict() -> impl Strategy<Value = &'static str> {
    select(vec!["MET", "PARTLY", "NOT_MET"])
}

fn context() -> impl Strategy<Value = Value> {
    let known = texts(&["decision", "category", "outcome", "impactMetric"]);
    let judged = (option::of(verdict()), option::of(timestamp()));
    (known, option::of(object()), judged).prop_map(|(mut context, extra, (verdict, since))| {
        if context.contains_key("outcome") {
            context.extend(verdict.map(|verdict| ("verdict".to_owned(), json!(verdict))));
            context.extend(since.map(|since| ("outcomeAt".to_owned(), since)));
        }
        if let Some(category) = context.get_mut("category") {
            *category = json!(label(category.as_str().unwrap_or_default()));
        }
        context.extend(extra.map(|extra| ("extra".to_owned(), extra)));
        Value::Object(context)
    })
}

/// The inputs for entries, as `model` stands. Entries that need an event where there is none are
/// left out.
pub(crate) fn drafts(entries: &[Entry], model: &Model) -> Vec<Draft> {
    let ids = choose_ids(entries, model);
    let mut drafts: Vec<Draft> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let draft = match entry {
            Entry::New(plan) => Some(plan.draft(index, (entries, &ids), model)),
            Entry::Again(repeat) => repeat.draft(model),
            Entry::Twice(number) => {
                let earlier = usize::from(*number).checked_rem(drafts.len());
                earlier.map(|earlier| drafts[earlier].clone())
            }
        };
        drafts.extend(draft);
    }
    drafts
}

/// An id for each new entry: free ones, or where the plan says so one that is taken.
fn choose_ids(entries: &[Entry], model: &Model) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for entry in entries {
        let id = match entry {
            Entry::New(plan) => {
                let known = model.pick(plan.id).filter(|_| plan.takes_known_id);
                let is_free = |id: &&String| model.get(id).is_none() && !ids.contains(id);
                let (before, from) = IDS.split_at(usize::from(plan.id) % IDS.len());
                let wanted = from.iter().chain(before).map(|id| (*id).to_owned());
                let more = (0..).map(|number| format!("more-{number}"));
                let free = || wanted.chain(more).find(|id| is_free(&id));
                known.map(|event| event.id().to_owned()).or_else(free)
            }
            _ => None,
        };
        ids.push(id.unwrap_or_default());
    }
    ids
}

impl Plan {
    fn draft(&self, index: usize, batch: (&[Entry], &[String]), model: &Model) -> Draft {
        let mut input = self.input.clone();
        input["id"] = json!(batch.1[index]);
        if let Some(links) = &self.links {
            let ids = links.iter().filter_map(|link| self.target(*link, index, batch, model));
            let ids: Vec<String> = ids.collect();
            if !input["context"].is_object() {
                input["context"] = json!({});
            }
            input["context"]["relatedEvents"] = json!(ids);
        }
        let flaws = self.flaw.map(|flaw| flaw.spoil(&mut input)).into_iter().collect();
        Draft { input, flaws }
    }

    fn target(
        &self,
        link: Link,
        index: usize,
        (entries, ids): (&[Entry], &[String]),
        model: &Model,
    ) -> Option<String> {
        let at = |number: u8| usize::from(number) % entries.len();
        match link {
            Link::Stored(number) => model.pick(number).map(|event| event.id().to_owned()),
            Link::Batch(number) => match &entries[at(number)] {
                Entry::New(other) if (other.rank, at(number)) < (self.rank, index) => {
                    Some(ids[at(number)].clone())
                }
                _ => None,
            },
            Link::Wild(number) => Some(ids[at(number)].clone()).filter(|id| !id.is_empty()),
            Link::Unknown => Some("nowhere".to_owned()),
        }
    }
}
