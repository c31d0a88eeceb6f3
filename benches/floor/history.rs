//! The history that is asked. On PostgreSQL it is written by `history.sql`, as fast as that goes; on
//! SQLite it is published, by the same rules.

use support::{Value, json};

/// What events are called.
pub(crate) const NAMES: [&str; 12] = [
    "provider.connected",
    "widget.created",
    "widget.refreshed",
    "automation.created",
    "automation.triggered",
    "ticket.created",
    "message.sent",
    "payment.synced",
    "payment.failed",
    "report.opened",
    "workflow.completed",
    "error.occurred",
];

/// How many workflows run side by side, and how many steps each has.
const WORKFLOWS: u64 = 64;
const STEPS: u64 = 32;

/// The fewest events in which every workflow comes to its end once.
pub(crate) const FEWEST: u64 = WORKFLOWS * STEPS;

/// How many diamonds the ladder has, and links the chain. Both are older than everything else.
pub(crate) const DIAMONDS: u64 = 30;
pub(crate) const CHAIN: u64 = 1_000;

/// The statements that fill an empty PostgreSQL database.
pub(crate) fn sql(events: u64) -> String {
    let names = NAMES.map(|name| format!("'{name}'")).join(", ");
    include_str!("history.sql").replace("{events}", &events.to_string()).replace("{names}", &names)
}

/// The id of an event.
pub(crate) fn id(number: u64) -> String {
    format!("01900000-0000-7000-8000-{number:012}")
}

/// A number that looks like chance.
pub(crate) const fn dice(number: u64) -> u64 {
    number * 2_654_435_761 % 4_294_967_296
}

/// What an event is called.
const fn name(number: u64) -> &'static str {
    let place = (dice(number) / 1_024 % 12) as usize;
    NAMES[place]
}

/// The id of the newest event of a name.
pub(crate) fn newest(name_of: &str, events: u64) -> String {
    let mut newest_first = (0..events).rev();
    id(newest_first.find(|number| name(*number) == name_of).expect("an event of each name"))
}

/// The ids of events that end a workflow.
pub(crate) fn last_steps(events: u64) -> impl Iterator<Item = String> {
    let groups = 0..events / FEWEST;
    groups.flat_map(|group| {
        (0..WORKFLOWS).map(move |workflow| id(group * FEWEST + FEWEST - WORKFLOWS + workflow))
    })
}

/// The ids of the events that one links to.
fn related(number: u64) -> Vec<String> {
    let (step, dice) = (number / WORKFLOWS % STEPS, dice(number));
    let back = 2 + dice / 16 % 3;
    let before = (step >= 1).then_some(1);
    let another = (step >= back && dice / 64 % 4 != 0).then_some(back);
    let steps = before.into_iter().chain(another);
    steps.map(|steps| id(number - WORKFLOWS * steps)).collect()
}

/// What is published for an event, its id left out.
pub(crate) fn input(name: &str, number: u64, related: &[String]) -> Value {
    let dice = dice(number);
    json!({
        "eventName": name,
        "source": "automation_engine",
        "timestamp": 1_700_000_000_000 + number * 1_000,
        "payload": {
            "providerId": "stripe",
            "automationId": format!("auto-{number}"),
            "step": number / WORKFLOWS % STEPS,
            "trigger": { "type": "payment.failed", "amount": dice % 90_000, "currency": "eur" },
            "actions": [
                { "type": "create_ticket", "project": "SCRUM" },
                { "type": "send_message", "channel": "#billing" },
            ],
        },
        "userIntent": {
            "goal": "A ticket as soon as a payment fails",
            "painPoint": "Somebody looks at the list of payments every morning",
            "problemSolved": "Late payments go unnoticed",
            "expectedOutcome": "A ticket and a message within a minute",
        },
        "context": {
            "relatedEvents": related,
            "decision": "A payment failed, which starts the automation",
            "category": "feature",
        },
        "metadata": { "sessionId": format!("session-{dice}"), "env": "production" },
    })
}

/// The history of the numbers, to be published in this order.
pub(crate) fn inputs(events: u64) -> impl Iterator<Item = Value> {
    (0..events).map(|number| {
        let mut input = input(name(number), number, &related(number));
        input["id"] = json!(id(number));
        input
    })
}

/// The id of an event of the ladder: corners are 0, 3, 6 …, and the sides of a diamond follow its
/// first corner.
pub(crate) fn ladder_id(number: u64) -> String {
    format!("ladder-{number:03}")
}

/// The id of an event of the chain.
pub(crate) fn chain_id(number: u64) -> String {
    format!("chain-{number:04}")
}

/// What is published of an adversarial event.
fn small(id: &str, related: &[String]) -> Value {
    json!({
        "id": id, "eventName": "bench.adversarial", "source": "bench", "timestamp": 1_000,
        "payload": {}, "context": { "relatedEvents": related },
    })
}

/// A ladder and a chain, to be published in this order: each begins with its last event, which links
/// to nothing.
pub(crate) fn adversarial() -> impl Iterator<Item = Value> {
    let end = DIAMONDS * 3;
    let ladder = (0..=end).rev().map(move |number| {
        let related = match number % 3 {
            _ if number == end => vec![],
            0 => vec![ladder_id(number + 1), ladder_id(number + 2)],
            1 => vec![ladder_id(number + 2)],
            _ => vec![ladder_id(number + 1)],
        };
        small(&ladder_id(number), &related)
    });
    let chain = (0..=CHAIN).rev().map(|number| {
        let next = (number < CHAIN).then(|| chain_id(number + 1));
        small(&chain_id(number), next.as_slice())
    });
    ladder.chain(chain)
}
