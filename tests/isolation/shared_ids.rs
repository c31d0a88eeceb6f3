//! A back end and two users have events of the same ids: nobody's write or read reaches another's, and
//! where the back end doesn't say whose it means, nothing is chosen among.

use std::collections::BTreeMap;

use event_mesh::app::App;
use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::ids::UserId;
use event_mesh::domain::viewer::Viewer;
use event_mesh::graphql::Request;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use support::{Database, TestDatabase, Value, histories, json};
use tokio::runtime::Runtime;

/// How many histories are tried.
const FEW: u32 = 8;
const MANY: u32 = 200;

const TENANTS: [&str; 3] = [
    "00000000-0000-4000-8000-00000000000a",
    "00000000-0000-4000-8000-00000000000b",
    "00000000-0000-0000-0000-000000000000",
];

/// Who asks.
#[derive(Debug, Clone, Copy)]
enum Asker {
    /// One of the two users.
    User(usize),
    /// The back end, which says whose event it means.
    ServiceFor(usize),
    /// The back end, or anybody where nobody is asked who they are.
    ServiceForAny,
    Anonymous,
}

#[derive(Debug, Clone, Copy)]
enum Deed {
    Publish,
    Report(u8),
    Narrate(u8),
    Read,
}

type Act = (Asker, Deed, u8);

/// What is told of each event: its outcome, and its narrative.
type Told = (Option<String>, Option<String>);

/// Every event, by its id and its tenant.
type Model = BTreeMap<(String, &'static str), Told>;

fn act() -> impl Strategy<Value = Act> {
    let asker = prop_oneof![
        3 => (0..2_usize).prop_map(Asker::User),
        2 => (0..3_usize).prop_map(Asker::ServiceFor),
        2 => Just(Asker::ServiceForAny),
        1 => Just(Asker::Anonymous),
    ];
    let deed = prop_oneof![
        3 => Just(Deed::Publish),
        2 => (0..3_u8).prop_map(Deed::Report),
        2 => (0..3_u8).prop_map(Deed::Narrate),
        3 => Just(Deed::Read),
    ];
    (asker, deed, 0..4_u8)
}

impl Asker {
    fn viewer(self) -> Viewer {
        match self {
            Self::User(number) => {
                let user = UserId::parse(TENANTS[number]).expect("a UUID");
                Viewer::User { tenant: user.as_tenant(), user }
            }
            Self::ServiceFor(_) | Self::ServiceForAny => Viewer::Service,
            Self::Anonymous => Viewer::Anonymous,
        }
    }

    /// Whose events it may mean.
    fn means(self) -> &'static [&'static str] {
        match self {
            Self::User(number) | Self::ServiceFor(number) => &TENANTS[number..=number],
            Self::ServiceForAny | Self::Anonymous => &TENANTS,
        }
    }

    fn tenant(self) -> Option<&'static str> {
        let Self::ServiceFor(number) = self else { return None };
        Some(TENANTS[number])
    }
}

const READ: &str = "query ($id: ID!, $ids: [ID!]!, $tenant: ID) {
    event(id: $id, tenantId: $tenant) { tenantId context { outcome } }
    node(id: $id, tenantId: $tenant) { ... on Event { tenantId } }
    nodes(ids: $ids, tenantId: $tenant) { ... on Event { tenantId } }
    workflow(eventId: $id, tenantId: $tenant) { root { tenantId } }
    path(from: $id, to: $id, tenantId: $tenant) { tenantId }
}";

const REPORT: &str = "mutation ($id: ID!, $tenant: ID, $text: String!) {
    updateOutcome(id: $id, tenantId: $tenant, input: { outcome: $text }) { event { tenantId } } }";

const NARRATE: &str = "mutation ($id: ID!, $tenant: ID, $text: String!) {
    setNarrative(eventId: $id, tenantId: $tenant, input: { aiSummary: $text }) {
        event { tenantId } narrative { event { tenantId } } } }";

const ALL: &str = "{ events(first: 100) { nodes {
    id tenantId context { outcome } narrative { aiSummary } } } }";

async fn ask(app: &App, viewer: Viewer, query: &str, variables: Value) -> Value {
    let request = json!({ "query": query, "variables": variables }).to_string();
    let request = Request::from_json(&request).expect("a request");
    serde_json::to_value(app.api().answer(request, viewer).await).expect("JSON")
}

/// Does what is asked for, and holds the answer to the model.
async fn play(app: &App, model: &mut Model, (asker, deed, number): Act) {
    let id = format!("e{number}");
    let found: Vec<&'static str> = {
        let is_there = |tenant: &&&str| model.contains_key(&(id.clone(), **tenant));
        asker.means().iter().filter(is_there).copied().collect()
    };
    let text = |kind: &str, number: u8| format!("{kind} {number} of {asker:?}");
    let mut variables = json!({ "id": id, "tenant": asker.tenant(), "ids": [id] });
    match deed {
        Deed::Publish => publish(app, model, asker, &id).await,
        Deed::Read => {
            let answer = ask(app, asker.viewer(), READ, variables).await;
            assert_read(&answer, &found, asker);
        }
        Deed::Report(number) | Deed::Narrate(number) => {
            let is_report = matches!(deed, Deed::Report(_));
            let (query, kind) = if is_report { (REPORT, "outcome") } else { (NARRATE, "story") };
            variables["text"] = text(kind, number).into();
            let answer = ask(app, asker.viewer(), query, variables).await;
            let field = &answer["data"][if is_report { "updateOutcome" } else { "setNarrative" }];
            match found.as_slice() {
                [] => assert_eq!(code(&answer), "NOT_FOUND", "{asker:?}: {answer}"),
                [only] => {
                    assert_eq!(field["event"]["tenantId"], *only, "{asker:?}: {answer}");
                    let told = model.get_mut(&(id, *only)).expect("an event");
                    let part = if is_report { &mut told.0 } else { &mut told.1 };
                    *part = Some(text(kind, number));
                }
                _ => assert_eq!(code(&answer), "CONFLICT", "{asker:?}: {answer}"),
            }
        }
    }
}

fn code(answer: &Value) -> &Value {
    &answer["errors"][0]["extensions"]["code"]
}

async fn publish(app: &App, model: &mut Model, asker: Asker, id: &str) {
    let mut input = json!({ "id": id, "eventName": "x", "payload": 0 });
    if let Some(tenant) = asker.tenant() {
        input["tenantId"] = tenant.into();
    }
    let query =
        "mutation ($input: PublishInput!) { publish(input: $input) { event { tenantId } } }";
    let answer = ask(app, asker.viewer(), query, json!({ "input": input })).await;
    let tenant = match asker.means() {
        [own] => own,
        _ => TENANTS[2],
    };
    let published = &answer["data"]["publish"]["event"]["tenantId"];
    // A user's own event is not what somebody else publishes under its id.
    if published.is_null() {
        assert_eq!(code(&answer), "CONFLICT", "{answer}");
        assert!(model.contains_key(&(id.to_owned(), tenant)));
    } else {
        assert_eq!(*published, tenant);
        model.entry((id.to_owned(), tenant)).or_default();
    }
}

fn assert_read(answer: &Value, found: &[&str], asker: Asker) {
    let data = &answer["data"];
    let paths: Vec<&Value> = match answer["errors"].as_array() {
        Some(errors) => errors.iter().map(|error| &error["extensions"]["inputPath"]).collect(),
        None => Vec::new(),
    };
    let shown = |tenant: Value| {
        let event = json!({ "tenantId": tenant });
        let root = json!({ "root": event });
        [event.clone(), json!([event]), root, json!([event])]
    };
    let parts = ["node", "nodes", "workflow", "path"].map(|part| data[part].clone());
    match found {
        [] => {
            assert_eq!(parts, [json!(null), json!([null]), json!(null), json!([])], "{asker:?}");
            assert_eq!(answer.get("errors"), None, "{asker:?}: {answer}");
        }
        [only] => {
            assert_eq!(parts, shown(json!(only)), "{asker:?}: {answer}");
            assert_eq!(data["event"]["tenantId"], *only, "{asker:?}");
        }
        _ => {
            assert_eq!(parts, [json!(null), json!([null]), json!(null), json!(null)], "{answer}");
            let places = [json!(["id"]), json!(["ids", 0]), json!(["eventId"]), json!(["from"])];
            assert_eq!(paths.len(), 5, "{answer}");
            assert!(places.iter().all(|place| paths.contains(&place)), "{answer}");
        }
    }
}

/// All that is stored.
async fn stored(app: &App) -> Model {
    let answer = ask(app, Viewer::Service, ALL, json!({})).await;
    let nodes = answer["data"]["events"]["nodes"].as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let event = |node: &Value| {
        let tenant = TENANTS.into_iter().find(|tenant| node["tenantId"] == *tenant);
        let key = (text(&node["id"]).expect("an id"), tenant.expect("a tenant"));
        (key, (text(&node["context"]["outcome"]), text(&node["narrative"]["aiSummary"])))
    };
    nodes.map(event).collect()
}

async fn open(database: &TestDatabase) -> App {
    let mut settings = Settings::defaults().expect("the defaults");
    settings.database.url.clone_from(&database.url);
    App::new(settings, Clock::system()).await.expect("an app")
}

fn nothing_reaches_another_tenant(database: Database) {
    let runtime = Runtime::new().expect("a runtime");
    let (database, app) = runtime.block_on(async {
        let database = database.create().await;
        let app = open(&database).await;
        (database, app)
    });
    let config = ProptestConfig { failure_persistence: None, ..histories(FEW, MANY) };
    let acts = proptest::collection::vec(act(), 10..40);
    TestRunner::new(config)
        .run(&acts, |acts| {
            runtime.block_on(async {
                database.execute("DELETE FROM event_history").await;
                let mut model = Model::new();
                for act in acts {
                    play(&app, &mut model, act).await;
                }
                assert_eq!(stored(&app).await, model);
            });
            Ok(())
        })
        .expect("nothing reaches another tenant");
    runtime.block_on(app.close());
}

#[test]
fn ids_that_tenants_share_are_never_chosen_among_on_sqlite() {
    nothing_reaches_another_tenant(Database::Sqlite);
}

#[test]
fn ids_that_tenants_share_are_never_chosen_among_on_postgres() {
    nothing_reaches_another_tenant(Database::Postgres);
}
