//! The events that are asked for, as products publish them.

use support::{Value, json};

/// How many events have the name that pages ask for.
const WIDGETS: usize = 100;

/// The later half of them link so far back: a page of the newest seldom holds both ends.
const BACK: [usize; 2] = [50, 37];

/// The events of a workflow, and how far back each links: the last reaches all others in 9 hops.
const STEPS: usize = 28;
const HOPS: [usize; 2] = [1, 3];

/// The variables of an event that is published anew each time.
pub(crate) const PUBLISHED: &str = r##"{ "input": {
    "eventName": "automation.created", "source": "automation_wizard", "timestamp": 1700000000000,
    "payload": {
        "providerId": "stripe", "automationId": "auto-17", "step": 2,
        "trigger": { "type": "payment.failed", "amount": 4900, "currency": "eur" },
        "actions": [{ "type": "create_ticket", "project": "SCRUM" }, { "type": "send_message", "channel": "#billing" }]
    },
    "userIntent": {
        "problemSolved": "Late payments go unnoticed", "painPoint": "Somebody looks every morning",
        "goal": "A ticket as soon as a payment fails"
    },
    "context": { "relatedEvents": ["widget-000"], "decision": "A ticket and a message", "category": "feature" },
    "metadata": { "sessionId": "session-4711", "env": "production" }
} }"##;

fn event(id: &str, name: &str, number: usize, related: &[String]) -> Value {
    let mut event: Value = serde_json::from_str(PUBLISHED).expect("JSON");
    let mut event = event["input"].take();
    event["id"] = json!(id);
    event["eventName"] = json!(name);
    event["timestamp"] = json!(1_700_000_000_000 + number);
    event["context"]["relatedEvents"] = json!(related);
    event
}

/// The inputs of `publishMany`.
pub(crate) fn inputs() -> Vec<Value> {
    let widget = |number: usize| format!("widget-{number:03}");
    let widgets = (0..WIDGETS).map(|number| {
        let back = BACK.iter().filter(|_| number >= WIDGETS / 2);
        let related: Vec<String> = back.map(|back| widget(number - back)).collect();
        event(&widget(number), "widget.created", number, &related)
    });
    let step = |number: usize| format!("step-{number:02}");
    let steps = (0..STEPS).map(|number| {
        let related = HOPS.iter().filter_map(|back| Some(step(number.checked_sub(*back)?)));
        let related: Vec<String> = related.collect();
        event(&step(number), "automation.triggered", number, &related)
    });
    let reported = event("reported", "ticket.created", 0, &[]);
    widgets.chain(steps).chain([reported]).collect()
}
