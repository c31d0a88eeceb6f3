//! What goes on beside the sample's stories: a run of invoices, and the days of two weeks.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::maker::{DAY, HOUR, MINUTE, Maker, SECOND};

const CHAINS: &str = include_str!("activity.json");

/// How many days there are before the last one.
const DAYS: i64 = 13;

/// How many chains begin on each day of a week.
const A_DAY: [u64; 7] = [12, 15, 13, 17, 11, 5, 4];

/// How many invoices a run sends: more than a graph draws around one event.
const INVOICES: i64 = 64;

/// A chain of events, each of which led to the next.
#[derive(Debug, Deserialize)]
struct Chain {
    /// How often it is met, beside the others.
    share: u64,
    steps: Vec<Pattern>,
}

/// What events of one kind have in common.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pattern {
    event_name: String,
    source: String,
    category: String,
    should_document: Option<bool>,
    /// Zeros in it stand for any number.
    payload: Value,
    user_intent: Option<Value>,
    decision: Option<String>,
    /// What may come of it, by verdict; without one under `TOLD`.
    #[serde(default)]
    results: Map<String, Value>,
}

/// The days of two weeks, with more on some than on others.
pub(super) fn beside(maker: &Maker<'_>) -> Vec<Value> {
    let chains: Vec<Chain> = serde_json::from_str(CHAINS).unwrap_or_default();
    let shares: Vec<&Chain> =
        chains.iter().flat_map(|chain| (0..chain.share).map(move |_| chain)).collect();
    let mut dice = Dice::new(24);
    let mut events = Vec::new();
    for (day, count) in (0..=DAYS).rev().zip(A_DAY.into_iter().cycle()) {
        for number in 0..count {
            let Some(chain) = dice.one_of(&shares) else { continue };
            // Most in the middle of the day, and none in its last two hours: each is over by now.
            let minute = dice.below(22 * 60).midpoint(dice.below(22 * 60));
            let began = day * DAY + 2 * HOUR + signed(minute) * MINUTE + signed(dice.below(60_000));
            play(maker, &mut dice, chain, (began, &format!("day{day}-{number}")), &mut events);
        }
    }
    events
}

/// Adds the events of one chain, which began so long ago.
fn play(
    maker: &Maker<'_>,
    dice: &mut Dice,
    chain: &Chain,
    (began, name): (i64, &str),
    events: &mut Vec<Value>,
) {
    let (mut ago, mut cause) = (began, None);
    for (number, pattern) in chain.steps.iter().enumerate() {
        // Not every chain goes on to its end.
        if number > 1 && dice.below(4) == 0 {
            return;
        }
        let id = maker.id(&format!("{name}-{number}"));
        let mut context = json!({ "category": pattern.category });
        if let Some(decision) = &pattern.decision {
            context["decision"] = json!(decision);
        }
        if let Some(cause) = cause {
            context["relatedEvents"] = json!([cause]);
        }
        report(maker, dice, pattern, ago, &mut context);
        let mut event = json!({
            "id": id,
            "timestamp": maker.ago(ago),
            "eventName": pattern.event_name,
            "source": pattern.source,
            "payload": filled(&pattern.payload, dice),
            "context": context,
        });
        if let Some(intent) = &pattern.user_intent {
            event["userIntent"] = intent.clone();
        }
        if let Some(should_document) = pattern.should_document {
            event["shouldDocument"] = json!(should_document);
        }
        events.push(event);
        cause = Some(id);
        ago -= signed(dice.below(20) + 1) * MINUTE + signed(dice.below(60)) * SECOND;
    }
}

/// Says what came of an event; of some nobody says anything.
fn report(maker: &Maker<'_>, dice: &mut Dice, pattern: &Pattern, ago: i64, context: &mut Value) {
    let told = pattern.results.contains_key("TOLD");
    let key = match dice.below(100) {
        0..=8 => return,
        _ if told => "TOLD",
        9..=15 => "PARTLY",
        16..=22 => "NOT_MET",
        _ => "MET",
    };
    let outcomes = pattern.results.get(key).and_then(Value::as_array);
    let Some(outcome) = outcomes.and_then(|outcomes| dice.one_of(outcomes)) else { return };
    context["outcome"] = outcome.clone();
    if !told {
        context["verdict"] = json!(key);
    }
    let took = signed(dice.below(90)) * MINUTE + 30 * SECOND;
    context["outcomeAt"] = json!(maker.ago((ago - took).max(MINUTE)));
}

/// A payload with numbers in place of its zeros.
fn filled(payload: &Value, dice: &mut Dice) -> Value {
    let mut payload = payload.clone();
    for value in payload.as_object_mut().into_iter().flat_map(Map::values_mut) {
        if *value == json!(0) {
            *value = json!(dice.below(900) + 20);
        }
    }
    payload
}

/// Sends the invoices between the start of their run and its end, which are among the events.
pub(super) fn send_invoices(maker: &Maker<'_>, events: &mut Vec<Value>) {
    let (start, end) = (maker.id("invoices-started"), maker.id("invoices-completed"));
    let began = 5 * DAY + 4 * HOUR;
    let mut ids = Vec::new();
    for number in 0..INVOICES {
        let id = maker.id(&format!("invoice-{number}"));
        let mut context = json!({ "relatedEvents": [start], "category": "feature" });
        let result = match number % 16 {
            15 => None,
            7 => Some(("NOT_MET", "Refused: the team didn't know of the new price")),
            11 => Some(("PARTLY", "Paid in part, the rest next month")),
            _ => Some(("MET", "Paid on the first day")),
        };
        if let Some((verdict, outcome)) = result {
            context["verdict"] = json!(verdict);
            context["outcome"] = json!(outcome);
            context["outcomeAt"] = json!(maker.ago(began - (4 + number % 20) * HOUR));
        }
        events.push(json!({
            "id": id,
            "timestamp": maker.ago(began - (number + 1) * 160 * SECOND),
            "eventName": "invoice.sent",
            "source": "billing",
            "payload": { "number": 4_100 + number, "seats": 2 + number % 9, "currency": "EUR" },
            "shouldDocument": true,
            "userIntent": { "goal": "The team pays its invoice", "expectedOutcome": "Paid within three days" },
            "context": context,
        }));
        ids.push(id);
    }
    if let Some(end) = events.iter_mut().find(|event| event["id"] == end) {
        end["context"]["relatedEvents"] = json!(ids);
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or_default()
}
