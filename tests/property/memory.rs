//! The same filters over events in memory: what live subscribers are told is what lists hold.

use std::sync::Arc;

use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::draft::TimestampInput;
use event_mesh::domain::event::Event;
use event_mesh::domain::filter::{Comparison, Filter, JsonOperator, JsonTest, LinkFacts, TextTest};
use event_mesh::domain::ids::{EventId, EventRef, UserId};
use event_mesh::domain::order::{Order, OrderDirection, OrderField};
use event_mesh::domain::outcome::OutcomeState;
use event_mesh::domain::page::Page;
use event_mesh::domain::timestamp::Timestamp;
use event_mesh::domain::view::{Parts, View};
use event_mesh::domain::viewer::Viewer;
use event_mesh::store::Store;
use serde_json::{Value, json};
use support::{Server, Sql, on_both_databases};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

/// A history as the server's own code reads it.
#[derive(Debug)]
pub(crate) struct Memory(Store);

impl Memory {
    pub(crate) async fn of(server: &Server) -> Self {
        let mut settings = Settings::defaults().expect("the defaults");
        settings.database.url.clone_from(&server.database.url);
        let (database, limits) = (&settings.database, &settings.limits);
        let store = Store::open(database, limits, &TaskTracker::new(), Clock::system()).await;
        Self(store.expect("a store"))
    }

    pub(crate) async fn close(self) {
        self.0.database().close().await;
    }

    /// Holds the list with an `EventFilter` and the events that it admits to the ids expected.
    pub(crate) async fn agree(&self, filter: &Value, expected: &[String]) -> Result<(), String> {
        let mut filter = read(filter);
        self.resolve(&mut filter).await;
        let [listed, admitted] = self.ids(&filter).await;
        if listed == expected && admitted == expected {
            return Ok(());
        }
        Err(format!("expected {expected:?}\nlisted {listed:?}\nadmitted {admitted:?}\n{filter:?}"))
    }

    /// The ids that the list holds, and those of the events that the filter admits.
    async fn ids(&self, filter: &Filter) -> [Vec<String>; 2] {
        let ids = |events: &[Arc<Event>]| -> Vec<String> {
            events.iter().map(|event| event.id.as_str().to_owned()).collect()
        };
        let mut facts = Vec::new();
        for condition in filter.link_conditions() {
            let met = self.list(Some(&condition)).await.iter().map(|event| event.key()).collect();
            facts.push((condition, met));
        }
        let links = LinkFacts::new(facts);
        let mut events = self.list(None).await;
        events.retain(|event| filter.admits(event, &links));
        [ids(&self.list(Some(filter)).await), ids(&events)]
    }

    /// Finds out of which tenants events are that a filter names.
    async fn resolve(&self, filter: &mut Filter) {
        let mut linked = filter.linked_mut();
        if linked.is_empty() {
            return;
        }
        let events = self.list(None).await;
        for condition in &mut linked {
            if let Filter::CausedBy(one) | Filter::LedTo(one) = *condition {
                let event = events.iter().find(|event| event.id == one.id);
                one.tenant = event.map(|event| event.tenant);
            }
        }
    }

    /// Oldest first.
    async fn list(&self, filter: Option<&Filter>) -> Vec<Arc<Event>> {
        let view = View { viewer: Viewer::Anonymous, parts: Parts::ALL };
        let order = Order { field: OrderField::Timestamp, direction: OrderDirection::Ascending };
        let page = Page { order, size: 500, from_end: false, after: None, before: None };
        self.0.reader.list_events(view, filter, &page).await.expect("a list").items
    }
}

/// Reads a valid `EventFilter`.
fn read(filter: &Value) -> Filter {
    let given = filter.as_object().into_iter().flatten().filter(|(_, field)| !field.is_null());
    let each = |parts: &Value| items(parts).map(read).collect();
    let conditions = given.map(|(field, test)| match field.as_str() {
        "id" => texts(test, Filter::Id),
        "eventName" => texts(test, Filter::EventName),
        "source" => texts(test, Filter::Source),
        "category" => texts(test, Filter::Category),
        "shouldDocument" => Filter::ShouldDocument(*test == true),
        "hasOutcome" => Filter::HasOutcome(*test == true),
        "outcomeState" => Filter::OutcomeState(items(test).map(state).collect()),
        "startTime" => Filter::Since(instant(test)),
        "endTime" => Filter::Until(instant(test)),
        "payload" => Filter::All(items(test).map(payload).collect()),
        "and" => Filter::All(each(test)),
        "or" => Filter::Any(each(test)),
        "not" => Filter::Not(Box::new(read(test))),
        "causedBy" => Filter::CausedBy(event_ref(test)),
        "ledTo" => Filter::LedTo(event_ref(test)),
        "hasCauses" => Filter::HasCauses(*test == true),
        "hasEffects" => Filter::HasEffects(*test == true),
        other => panic!("no field {other}"),
    });
    Filter::All(conditions.collect())
}

fn event_ref(id: &Value) -> EventRef {
    EventRef { id: EventId::parse(&string(id)).expect("an id"), tenant: None }
}

fn state(name: &Value) -> OutcomeState {
    match name.as_str() {
        Some("NONE") => OutcomeState::None,
        Some("PENDING") => OutcomeState::Pending,
        Some("TOLD") => OutcomeState::Told,
        Some("MET") => OutcomeState::Met,
        Some("PARTLY") => OutcomeState::Partly,
        Some("NOT_MET") => OutcomeState::NotMet,
        _ => panic!("no state {name}"),
    }
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn strings(list: &Value) -> Vec<String> {
    items(list).map(string).collect()
}

fn string(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

fn texts(test: &Value, on: fn(TextTest) -> Filter) -> Filter {
    let given = test.as_object().into_iter().flatten().filter(|(_, part)| !part.is_null());
    let tests = given.map(|(condition, operand)| match condition.as_str() {
        "eq" => on(TextTest::Equals(string(operand))),
        "in" => on(TextTest::OneOf(strings(operand))),
        "startsWith" => on(TextTest::StartsWith(string(operand))),
        "contains" => on(TextTest::Contains(string(operand))),
        other => panic!("no condition {other}"),
    });
    Filter::All(tests.collect())
}

fn instant(value: &Value) -> Timestamp {
    TimestampInput(value.clone()).parse().expect("a timestamp")
}

fn payload(test: &Value) -> Filter {
    let operator = match test["op"].as_str().unwrap_or("EQ") {
        "EQ" => JsonOperator::Eq,
        "NE" => JsonOperator::Ne,
        "LT" => JsonOperator::Compare(Comparison::Less),
        "LTE" => JsonOperator::Compare(Comparison::LessOrEqual),
        "GT" => JsonOperator::Compare(Comparison::Greater),
        "GTE" => JsonOperator::Compare(Comparison::GreaterOrEqual),
        "CONTAINS" => JsonOperator::Contains,
        "EXISTS" => JsonOperator::Exists,
        other => panic!("no operator {other}"),
    };
    let test = JsonTest::new(strings(&test["path"]), operator, test["value"].clone());
    Filter::Payload(test.expect("a valid condition"))
}

/// Values in `context` that both databases show alike.
const CONTEXTS: &[&str] = &["null", "\"5\"", "\"\""];

/// Others, which publishers can't write and PostgreSQL shows as text; SQLite does not.
const POSTGRES_CONTEXTS: &[&str] = &[
    "5",
    "-7",
    "1.5",
    "true",
    "false",
    "1.0",
    "1e-7",
    "18446744073709551615",
    "[]",
    "{}",
    r#"[1, null, {"bb": "é\"\\\n\u0001", "a": [2.0, false]}, "5"]"#,
    r#"{"ccc": 1, "b": {"d": []}, "É": 0, "aa": 1e20}"#,
];

/// Numbers that are not in normal form.
const NUMBERS: &[&str] =
    &["1", "1.0", "9007199254740992", "9007199254740993", "18446744073709551615", "1e20", "-1.5"];

/// Events with these stored instead of what was published.
async fn adopt(server: &Server, contexts: &[&str]) {
    let event = |number: usize| json!({ "id": format!("e{number:02}"), "eventName": "a", "timestamp": number, "payload": {} });
    server.publish_many((0..contexts.len()).map(event).collect()).await;
    for (number, context) in contexts.iter().enumerate() {
        let stored = NUMBERS[number % NUMBERS.len()];
        let sql = format!(
            r#"UPDATE event_history SET context = '{{"category": {context}, "outcome": {context}}}',
                payload = '{{"n": {stored}, "list": [null, {stored}], "none": null}}'
                WHERE id = 'e{number:02}'"#
        );
        server.database.execute(&sql).await;
    }
}

on_both_databases! {
    async fn adopted_events_are_admitted_as_they_are_listed(database: Database) {
        let server = Server::start(database).await;
        let is_postgres = database == support::Database::Postgres;
        let others = if is_postgres { POSTGRES_CONTEXTS } else { &[] };
        let contexts = [CONTEXTS, others].concat();
        adopt(&server, &contexts).await;
        let user = Uuid::from_u128(7);
        let shown = if is_postgres { format!("'{user}'") } else { format!("x'{}'", user.simple()) };
        let sql = format!("UPDATE event_history SET user_id = {shown} WHERE id = 'e01'");
        server.database.execute(&sql).await;

        let shown = "SELECT context ->> 'category' FROM event_history
            WHERE context ->> 'category' IS NOT NULL";
        let categories = Sql::connect(&server.database.owner_url).await.texts(shown).await;
        assert_eq!(categories.len(), contexts.len() - 1, "{categories:?}");
        let mut filters: Vec<Filter> = categories.into_iter().flat_map(|text| {
            let half = text.chars().take(text.chars().count() / 2).collect();
            [TextTest::StartsWith(half), TextTest::Equals(text)].map(Filter::Category)
        }).collect();
        let found_by_category = filters.len();
        filters.extend([true, false].map(Filter::HasOutcome));
        filters.extend([7, 8].map(|user| Filter::User(UserId(Uuid::from_u128(user)))));
        for op in ["EQ", "NE", "LT", "LTE", "GT", "GTE", "CONTAINS"] {
            let ordered = [json!(1), json!(-1.5), json!(1.25), json!(1_i64 << 53)];
            let null = json!(null);
            let others = if matches!(op, "EQ" | "NE" | "CONTAINS") { &[null][..] } else { &[] };
            for value in ordered.iter().chain(others) {
                for path in [json!(["n"]), json!(["list"]), json!(["list", "1"]), json!(["none"])] {
                    filters.push(payload(&json!({ "path": path, "op": op, "value": value })));
                }
            }
        }
        let memory = Memory::of(&server).await;
        for (number, filter) in filters.into_iter().enumerate() {
            let [listed, admitted] = memory.ids(&filter).await;
            assert_eq!(listed, admitted, "{filter:?}");
            assert!(number >= found_by_category || !listed.is_empty(), "{filter:?}");
            let [listed, admitted] = memory.ids(&Filter::Not(Box::new(filter))).await;
            assert_eq!(listed, admitted);
        }
        memory.close().await;
    }
}
