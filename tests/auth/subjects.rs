//! Users and tenants who are called by the texts of an issuer: every id goes in and out as its text.

use std::time::Duration;

use event_mesh::config::{Settings, SubjectForm};
use support::reqwest::Client;
use support::{Database, Server, Value, json, on_both_databases};
use tokio::time::timeout;

use crate::auth::signer::{SECRET, Signer};
use crate::auth::sockets::Socket;
use crate::auth::time::{NOW, Time};

const ISSUER: &str = "https://clerk.example";
pub(super) const ANN: &str = "user_2abc";
const BEN: &str = "auth0|Ben é";
pub(super) const ORG: &str = "org_1";
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";
/// What `ANN` stands for.
const UUID_OF_ANN: &str = "42d28902-bebc-5a56-a724-c2ca22049580";

/// Far above everything that is waited for.
const CEILING: Duration = Duration::from_secs(30);

fn called_by_texts(settings: &mut Settings) {
    settings.auth.subjects = SubjectForm::Text;
    settings.auth.issuer = vec![ISSUER.to_owned()];
}

/// A server whose tokens call tenants by `org`.
pub(super) async fn server(database: Database) -> Server {
    Server::start_at(database, Time::now().clock(), |settings| {
        called_by_texts(settings);
        SECRET.clone_into(&mut settings.auth.jwt_secret);
        "org".clone_into(&mut settings.auth.tenant_claim);
    })
    .await
}

pub(super) fn token(sub: impl Into<Value>, org: impl Into<Value>) -> String {
    let (sub, org): (Value, Value) = (sub.into(), org.into());
    let claims = json!({ "sub": sub, "org": org, "iss": ISSUER, "exp": NOW + 3_600 });
    Signer::secret().sign(&claims)
}

fn service() -> String {
    let claims = json!({ "role": "service_role", "iss": ISSUER, "exp": NOW + 3_600 });
    Signer::secret().sign(&claims)
}

/// The data of an operation that must succeed.
pub(super) async fn ask(server: &Server, token: &str, query: &str) -> Value {
    let mut answer = server.answer_as(token, query, json!({ "yes": true })).await;
    assert!(answer.get("errors").is_none(), "{query}: {answer}");
    answer["data"].take()
}

/// The code of an operation's error, and the argument that is wrong.
async fn refusal(server: &Server, token: &str, query: &str) -> (Value, Value) {
    let answer = server.answer_as(token, query, Value::Null).await;
    let said = &answer["errors"][0]["extensions"];
    (said["code"].clone(), said["inputPath"].clone())
}

/// Publishes an event, and returns of whom and whose it is.
async fn publish(server: &Server, token: &str, input: &str) -> Value {
    let query = format!(
        "mutation {{ publish(input: {{ eventName: \"x\", payload: 1, {input} }}) {{
            created event {{ userId tenantId }} }} }}"
    );
    ask(server, token, &query).await["publish"].take()
}

/// Every value under this key, however deep.
fn all<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| all(item, key, found)),
        Value::Object(entries) => {
            found.extend(entries.get(key));
            entries.values().for_each(|value| all(value, key, found));
        }
        _ => {}
    }
}

/// Every way to an event: those that write it as text, and those that resolve it field by field.
const EVERY_WAY: &str = r#"query ($yes: Boolean!) {
    event(id: "b") { userId tenantId related { userId tenantId } }
    fields: event(id: "b") {
        userId @include(if: $yes) tenantId @include(if: $yes) related { userId tenantId narrative { id } }
    }
    node(id: "b") { ... on Event { userId tenantId } }
    nodes(ids: ["narrative/b"]) { ... on NarrativeContext { event { userId tenantId } } }
    events(filter: { userId: "user_2abc" }) {
        nodes { userId tenantId } edges { node { userId tenantId } }
    }
    workflow(eventId: "b") { root { userId tenantId } nodes { event { userId tenantId } } }
    path(from: "b", to: "a") { userId tenantId }
}"#;

const FOLLOW: &str = r"subscription ($after: Cursor) { eventStream(after: $after) {
    __typename cursor
    ... on EventPublished { event { id userId tenantId } }
    ... on OutcomeUpdated { event { id userId tenantId } }
} }";

/// Where a server-sent stream begins, and the event that it tells of when one is published.
async fn streamed(server: &Server, token: &str, input: &str) -> (Value, Value) {
    let request = json!({ "query": FOLLOW });
    let request = Client::new().post(format!("{}/graphql", server.url)).json(&request);
    let request = request.header("accept", "text/event-stream").bearer_auth(token);
    let mut response = request.send().await.expect("a stream");
    publish(server, token, input).await;
    let mut text = String::new();
    while !text.contains("EventPublished") || !text.ends_with("\n\n") {
        let chunk = timeout(CEILING, response.chunk()).await.expect("in time");
        let chunk = chunk.expect("a stream").expect("more of it");
        text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
    }
    let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
    let mut messages = data.map(|data| serde_json::from_str::<Value>(data).expect("JSON"));
    let mut next = || messages.next().expect("a message")["data"]["eventStream"].take();
    (next()["cursor"].take(), next()["event"].take())
}

/// What a socket tells of the events of `ORG` that were stored behind a cursor, `count` of them.
async fn told_on_a_socket(server: &Server, token: &str, after: &Value, count: usize) -> Vec<Value> {
    let mut socket = Socket::open(server, None).await;
    socket.init(json!({ "authorization": token })).await;
    assert_eq!(socket.hear().await.expect("it is open")["type"], "connection_ack");
    let payload = json!({ "query": FOLLOW, "variables": { "after": after } });
    let subscribe = json!({ "id": "1", "type": "subscribe", "payload": payload });
    socket.say(subscribe.to_string()).await;
    let mut told = Vec::new();
    while told.len() < count {
        let mut message = socket.hear().await.expect("it goes on");
        let event = message["payload"]["data"]["eventStream"]["event"].take();
        told.extend(Some(event).filter(Value::is_object));
    }
    told
}

on_both_databases! {
    async fn ids_go_in_and_out_as_texts(database: Database) {
        let server = server(database).await;
        let ann = token(ANN, ORG);
        let viewer = ask(&server, &ann, "{ viewer { id tenantId } }").await;
        assert_eq!(viewer["viewer"], json!({ "id": ANN, "tenantId": ORG }));
        let own = json!({ "userId": ANN, "tenantId": ORG });
        let first = format!("id: \"a\", userId: \"{ANN}\", context: {{ outcome: \"soon\" }}");
        for created in [true, false] {
            let published = publish(&server, &ann, &first).await;
            assert_eq!(published, json!({ "created": created, "event": own }));
        }
        publish(&server, &ann, "id: \"b\", context: { relatedEvents: [\"a\"] }").await;
        let narrate = "mutation { setNarrative(eventId: \"b\", input: { aiSummary: \"x\" }) {
            event { userId tenantId } } }";
        assert_eq!(ask(&server, &ann, narrate).await["setNarrative"]["event"], own);
        let seen = ask(&server, &ann, EVERY_WAY).await;
        for (key, text) in [("userId", ANN), ("tenantId", ORG)] {
            let mut found = Vec::new();
            all(&seen, key, &mut found);
            assert_eq!(found, vec![text; 15], "{seen}");
            // By itself: what stands for the other isn't read.
            let alone = ask(&server, &ann, &format!("{{ event(id: \"a\") {{ {key} }} }}")).await;
            assert_eq!(alone["event"][key], text);
        }
        // Another user of the tenant.
        let report = "mutation { updateOutcome(id: \"a\", input: { outcome: \"done\" }) {
            event { userId tenantId outcomeHistory { userId } } } }";
        let reported = ask(&server, &token(BEN, ORG), report).await;
        let history = json!([{ "userId": ANN }, { "userId": BEN }]);
        let expected = json!({ "userId": ANN, "tenantId": ORG, "outcomeHistory": history });
        assert_eq!(reported["updateOutcome"]["event"], expected);
    }

    async fn streams_tell_texts(database: Database) {
        let server = server(database).await;
        let (ann, ben) = (token(ANN, ORG), token(BEN, ORG));
        let (after, event) = streamed(&server, &ann, "id: \"live\"").await;
        assert_eq!(event, json!({ "id": "live", "userId": ANN, "tenantId": ORG }));
        publish(&server, &ben, "id: \"later\"").await;
        publish(&server, &token(ANN, "org_2"), "id: \"foreign\"").await;
        let told = told_on_a_socket(&server, &ben, &after, 2).await;
        let later = json!({ "id": "later", "userId": BEN, "tenantId": ORG });
        assert_eq!(told, [event, later]);
    }

    async fn tenants_notice_nothing_of_one_another(database: Database) {
        let server = server(database).await;
        let uuid = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
        let tenants = [ORG, "org_2", "ORG_1", ANN, UUID_OF_ANN, uuid];
        for (number, org) in tenants.iter().enumerate() {
            let input = format!("id: \"same\", source: \"{number}\"");
            let published = publish(&server, &token(ANN, *org), &input).await;
            let event = json!({ "userId": ANN, "tenantId": org });
            assert_eq!(published, json!({ "created": true, "event": event }));
        }
        for (number, org) in tenants.iter().enumerate() {
            let query = "{ event(id: \"same\") { source tenantId } events { totalCount } }";
            let seen = ask(&server, &token(BEN, *org), query).await;
            let event = json!({ "source": number.to_string(), "tenantId": org });
            assert_eq!(seen, json!({ "event": event, "events": { "totalCount": 1 } }));
        }
        for other in [BEN, UUID_OF_ANN, "", NOBODY] {
            let query = format!("{{ events(filter: {{ userId: \"{other}\" }}) {{ totalCount }} }}");
            let refused = refusal(&server, &token(ANN, ORG), &query).await;
            assert_eq!(refused, (json!("FORBIDDEN"), json!(["filter", "userId"])), "{other}");
        }
    }

    async fn back_ends_name_users_and_tenants_by_texts(database: Database) {
        let server = server(database).await;
        let service = service();
        publish(&server, &token(ANN, ORG), "id: \"e\"").await;
        let whose = [
            (format!("userId: \"{ANN}\","), json!(ANN), ANN),
            (format!("userId: \"{ANN}\", tenantId: \"org_2\","), json!(ANN), "org_2"),
            ("tenantId: \"org_3\",".to_owned(), Value::Null, "org_3"),
            (String::new(), Value::Null, NOBODY),
        ];
        for (named, user, tenant) in &whose {
            let published = publish(&server, &service, &format!("{named} id: \"e\"")).await;
            assert_eq!(published["event"], json!({ "userId": user, "tenantId": tenant }));
            let query = format!("{{
                event(id: \"e\", tenantId: \"{tenant}\") {{ userId tenantId }}
                events(filter: {{ tenantId: \"{tenant}\" }}) {{ nodes {{ userId tenantId }} }}
            }}");
            let seen = ask(&server, &service, &query).await;
            let event = json!({ "userId": user, "tenantId": tenant });
            assert_eq!(seen, json!({ "event": event, "events": { "nodes": [event] } }));
        }
        let of = async |user: &str| {
            let query = format!("{{ events(filter: {{ userId: \"{user}\" }}) {{ totalCount }} }}");
            ask(&server, &service, &query).await["events"]["totalCount"].take()
        };
        assert_eq!((of(ANN).await, of(UUID_OF_ANN).await, of(BEN).await), (json!(3), json!(0), json!(0)));
        // The history of a user without a tenant of another name.
        let own = ask(&server, &token(ANN, ANN), "{ events { nodes { userId tenantId } } }").await;
        assert_eq!(own["events"]["nodes"], json!([{ "userId": ANN, "tenantId": ANN }]));
        let report = |tenant: &str| format!("mutation {{
            updateOutcome(id: \"e\", tenantId: \"{tenant}\", input: {{ outcome: \"x\" }}) {{
                event {{ userId tenantId outcomeHistory {{ userId }} }} }} }}");
        let reported = ask(&server, &service, &report("org_2")).await;
        let history = json!([{ "userId": null }]);
        let event = json!({ "userId": ANN, "tenantId": "org_2", "outcomeHistory": history });
        assert_eq!(reported["updateOutcome"]["event"], event);
    }
}

fn wrong_texts() -> [String; 5] {
    [
        String::new(),
        " \u{200b}".to_owned(),
        "a\nb".to_owned(),
        "\u{202e}a".to_owned(),
        "a".repeat(256),
    ]
}

#[tokio::test]
async fn texts_that_nobody_can_be_called_by_are_refused() {
    let server = server(Database::Sqlite).await;
    let who = "{ viewer { id } }";
    let longest = "é".repeat(255);
    let (status, _) = server.answer_to(&token(longest.as_str(), longest.as_str()), who).await;
    assert_eq!(status, 200);
    let others = [json!(1), json!([ANN]), Value::Null, json!(NOBODY)];
    for wrong in wrong_texts().map(Value::from).into_iter().chain(others) {
        for (token, claim) in [
            (token(wrong.clone(), ORG), "token's sub"),
            (token(ANN, wrong.clone()), "tenant claim"),
        ] {
            let (status, answer) = server.answer_to(&token, who).await;
            let said = answer["errors"][0]["message"].as_str().expect("a message");
            assert!(status == 401 && said.contains(claim), "{wrong}: {said}");
        }
    }
    let service = service();
    for wrong in wrong_texts().iter().chain([&NOBODY.to_owned()]) {
        let text = json!(wrong).to_string();
        let publish = format!(
            "mutation {{ publish(input: {{ eventName: \"x\", payload: 1, userId: {text} }}) {{ created }} }}"
        );
        let filter = format!("{{ events(filter: {{ userId: {text} }}) {{ totalCount }} }}");
        for (query, path) in [(publish, ["input", "userId"]), (filter, ["filter", "userId"])] {
            let refused = refusal(&server, &service, &query).await;
            assert_eq!(refused, (json!("BAD_USER_INPUT"), json!(path)), "{query}");
        }
    }
    for wrong in wrong_texts() {
        let query = format!("{{ event(id: \"e\", tenantId: {}) {{ id }} }}", json!(wrong));
        let refused = refusal(&server, &service, &query).await;
        assert_eq!(refused, (json!("BAD_USER_INPUT"), json!(["tenantId"])), "{query}");
    }
}

#[tokio::test]
async fn without_authentication_texts_are_named_too() {
    let server = Server::start_with(Database::Sqlite, called_by_texts).await;
    let published = publish(&server, "", &format!("userId: \"{ANN}\"")).await;
    assert_eq!(published["event"], json!({ "userId": ANN, "tenantId": ANN }));
    let query = format!("{{ events(filter: {{ tenantId: \"{ANN}\" }}) {{ totalCount }} }}");
    assert_eq!(ask(&server, "", &query).await["events"]["totalCount"], 1);
}

#[tokio::test]
async fn api_keys_name_texts_too() {
    let key = event_mesh::http::auth::NewApiKey::generate().expect("random bytes");
    let server = Server::start_with(Database::Sqlite, |settings| {
        called_by_texts(settings);
        settings.auth.api_keys = vec![key.hash];
    })
    .await;
    let published = publish(&server, &key.key, &format!("tenantId: \"{ORG}\"")).await;
    assert_eq!(published["event"], json!({ "userId": null, "tenantId": ORG }));
}
