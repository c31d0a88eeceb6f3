//! The operations: what is asked over HTTP, and what pgbench runs for it.

use support::{Value, json};

use crate::documents;
use crate::history::{self, NAMES};
use crate::statements;

/// How many different requests there are of an operation, at most.
const REQUESTS: u64 = 2_000;

/// How many events are published together.
const BATCH: u64 = 100;

/// The event whose outcome all clients report at once.
const CONTESTED: u64 = 17;

/// An operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
    /// How many clients ask at once.
    pub(crate) clients: &'static [usize],
    pub(crate) document: &'static str,
    pub(crate) requests: fn(u64) -> Vec<(Value, String)>,
    pub(crate) script: fn(u64) -> String,
}

/// Something to ask, and what must be in the answer.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) body: String,
    pub(crate) expected: String,
}

/// All operations, in the order in which they are measured.
pub(crate) const OPERATIONS: [Operation; 10] = [
    Operation {
        key: "O1",
        title: "event by id, all fields",
        clients: &[1, 64],
        document: documents::EVENT,
        requests: |events| some(events).map(|number| of_id(history::id(number))).collect(),
        script: |events| with_any_id(events, statements::EVENT),
    },
    Operation {
        key: "O2",
        title: "50 newest of a name, payload",
        clients: &[1, 64],
        document: documents::NEWEST,
        requests: of_names,
        script: |_| with_any_name(statements::NEWEST),
    },
    Operation {
        key: "O3",
        title: "50 events, related(depth: 1)",
        clients: &[1, 64],
        document: documents::RELATED,
        requests: of_names,
        script: |_| with_any_name(statements::RELATED),
    },
    Operation {
        key: "O4",
        title: "related(depth: 10), 27 events",
        clients: &[1, 64],
        document: documents::WORKFLOW,
        requests: of_last_steps,
        script: |events| {
            let group = history::FEWEST;
            let set = format!(
                "\\set n random(0, {} - 1) * {group} + {group} - random(1, 64)\n",
                events / group
            );
            set + &finish(statements::WALK, &[("id", &id_of_n()), ("depth", "10")])
        },
    },
    Operation {
        key: "O5a",
        title: "ladder of 30 diamonds",
        clients: &[1, 16],
        document: documents::LADDER,
        requests: |_| {
            vec![beyond(&history::ladder_id(0), &history::ladder_id(history::DIAMONDS * 3))]
        },
        script: |_| walk(&history::ladder_id(0), "60"),
    },
    Operation {
        key: "O5b",
        title: "chain of 1,000",
        clients: &[1, 16],
        document: documents::CHAIN,
        requests: |_| vec![beyond(&history::chain_id(0), &history::chain_id(history::CHAIN))],
        script: |_| walk(&history::chain_id(0), "1000"),
    },
    Operation {
        key: "O6",
        title: "publish with one or two links",
        clients: &[1, 64],
        document: documents::PUBLISH,
        requests: |events| {
            let ask = |number| (json!({ "input": draft(number, events) }), published());
            some(events).map(ask).collect()
        },
        script: |events| publish(events, 1),
    },
    Operation {
        key: "O6m",
        title: "publishMany of 100",
        clients: &[1, 16],
        document: documents::PUBLISH_MANY,
        requests: |events| {
            let drafts: Vec<Value> = some(events).map(|number| draft(number, events)).collect();
            let ask = |inputs: &[Value]| (json!({ "inputs": inputs }), published());
            drafts.chunks(usize::try_from(BATCH).expect("small")).map(ask).collect()
        },
        script: |events| publish(events, BATCH),
    },
    Operation {
        key: "O7",
        title: "updateOutcome",
        clients: &[1, 64],
        document: documents::OUTCOME,
        requests: |events| outcomes(&some(events).collect::<Vec<_>>()),
        script: |events| {
            let set = format!("\\set n random(0, {events} - 1)\n");
            set + &report(&id_of_n())
        },
    },
    Operation {
        key: "O8",
        title: "updateOutcome, one event",
        clients: &[64],
        document: documents::OUTCOME,
        requests: |_| outcomes(&[CONTESTED]),
        script: |_| report(&format!("'{}'", history::id(CONTESTED))),
    },
];

impl Operation {
    /// What clients ask, in turn.
    pub(crate) fn asks(&self, events: u64) -> Vec<Ask> {
        let ask = |(variables, expected)| {
            let name = self.document.split(['(', ' ']).nth(1);
            let body = json!({
                "query": self.document, "operationName": name, "variables": variables,
            });
            Ask { body: body.to_string(), expected }
        };
        (self.requests)(events).into_iter().map(ask).collect()
    }

    /// What pgbench runs.
    pub(crate) fn script(&self, events: u64) -> String {
        (self.script)(events)
    }
}

/// Numbers of events, all over the history.
fn some(events: u64) -> impl Iterator<Item = u64> {
    (1..=REQUESTS).map(move |turn| turn * 2_654_435_761 % events)
}

/// Asks for an event.
fn of_id(id: String) -> (Value, String) {
    (json!({ "id": id }), id)
}

/// Asks for an event from which another one is reached.
fn beyond(id: &str, reached: &str) -> (Value, String) {
    (json!({ "id": id }), reached.to_owned())
}

/// Asks for the newest of each name.
fn of_names(events: u64) -> Vec<(Value, String)> {
    let ask = |name: &str| (json!({ "name": name }), history::newest(name, events));
    NAMES.iter().map(|name| ask(name)).collect()
}

/// Asks for the ends of workflows.
fn of_last_steps(events: u64) -> Vec<(Value, String)> {
    let count = usize::try_from(REQUESTS).expect("small");
    history::last_steps(events).take(count).map(of_id).collect()
}

/// The input of an event with one or two links, its id left to the server. It happens as it is published.
fn draft(number: u64, events: u64) -> Value {
    let another = (number + events / 2) % events;
    let related = [history::id(number), history::id(another)];
    let links = if number.is_multiple_of(2) { 1 } else { 2 };
    let mut input = history::input("bench.published", number, &related[..links]);
    input.as_object_mut().expect("an object").remove("timestamp");
    input
}

/// What is in the answer when something was published.
fn published() -> String {
    r#""eventName":"bench.published""#.to_owned()
}

/// Reports what came of each event, and then that it was something else: what is there already is not stored again.
fn outcomes(events: &[u64]) -> Vec<(Value, String)> {
    let reports = [45, 46]
        .into_iter()
        .flat_map(|seconds| events.iter().map(move |number| outcome(*number, seconds)));
    reports.collect()
}

/// Reports what came of an event.
fn outcome(number: u64, seconds: u32) -> (Value, String) {
    let id = history::id(number);
    let input = json!({
        "outcome": format!("Ticket SCRUM-{number} was created in {seconds} seconds"),
        "impactMetric": "10 minutes saved",
    });
    (json!({ "id": id, "input": input }), id)
}

/// Puts expressions in the place of parameters.
fn finish(statement: &str, expressions: &[(&str, &str)]) -> String {
    let text = expressions.iter().fold(statement.to_owned(), |text, (name, expression)| {
        text.replace(&format!(":{name}"), expression)
    });
    format!("{text};\n")
}

/// The id of the event whose number is in pgbench's variable `n`.
fn id_of_n() -> String {
    "'01900000-0000-7000-8000-' || lpad((:n)::text, 12, '0')".to_owned()
}

fn with_any_id(events: u64, statement: &str) -> String {
    format!("\\set n random(0, {events} - 1)\n{}", finish(statement, &[("id", &id_of_n())]))
}

fn with_any_name(statement: &str) -> String {
    let names = NAMES.map(|name| format!("'{name}'")).join(", ");
    let name = format!("(ARRAY[{names}])[(:k)::integer]");
    format!("\\set k random(1, 12)\n{}", finish(statement, &[("name", &name)]))
}

fn walk(root: &str, depth: &str) -> String {
    finish(statements::WALK, &[("id", &format!("'{root}'")), ("depth", depth)])
}

/// Publishes so many events, each with a link, whose texts are as long as those that are sent.
fn publish(events: u64, count: u64) -> String {
    // pgbench would take `:1` for a variable.
    let input = history::input("bench.published", 17, &[]);
    let text = |part: &str| format!("'{}'::jsonb", input[part].to_string().replace(':', ": "));
    let (payload, intent, context, metadata) =
        (text("payload"), text("userIntent"), text("context"), text("metadata"));
    let id = id_of_n().replace("(:n)", &format!("(((:n)::bigint + draft) % {events})"));
    let drafts = format!(
        "SELECT gen_random_uuid()::text AS id, 'bench.published' AS event_name,
            'automation_engine' AS source,
            (extract(epoch FROM now()) * 1000)::bigint AS timestamp,
            {payload} AS payload, {intent} AS user_intent,
            {context} || jsonb_build_object('relatedEvents', jsonb_build_array({id})) AS context,
            {metadata} AS metadata
        FROM generate_series(1::bigint, {count}) AS draft"
    );
    let set = format!("\\set n random(0, {events} - 1)\n");
    format!("{set}{};\n", statements::PUBLISH.replace("{drafts}", &drafts))
}

/// Reports the outcome of the event with this id.
fn report(id: &str) -> String {
    let outcome = "'Ticket SCRUM-17 was created in 45 seconds'";
    let expressions = [("id", id), ("outcome", outcome), ("metric", "'10 minutes saved'")];
    finish(statements::OUTCOME, &expressions)
}
