//! The API inside an axum application of somebody else's.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{BatchRequest, Data, Executor, Request, Variables};
use async_graphql_axum::{GraphQLRequest, GraphQLResponse};
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use event_mesh::app::App;
use event_mesh::config::Settings;
use event_mesh::domain::caller::Caller;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::ids::UserId;
use event_mesh::domain::viewer::Viewer;
use event_mesh::graphql::Api;
use futures_util::StreamExt as _;
use reqwest::{Client, RequestBuilder, StatusCode};
use support::{Database, TestDatabase, Value, json, on_both_databases};
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};

#[expect(dead_code, reason = "`main` serves what is served here by the tests")]
#[path = "../../examples/embedding.rs"]
mod example;

const ANN: &str = "5c0b5a3e-8a57-4a0e-9a6f-0d9f5d0c7b11";
const BEN: &str = "1f5c3f6d-3d9c-4b43-8a2e-6f2f0a9b7c22";

const PUBLISH: &str = r#"mutation { publish(input: { id: "a", eventName: "order.placed", payload: {} }) { created } }"#;
const EVENT: &str = r#"{ event(id: "a") { eventName } }"#;
const STREAM: &str = "subscription { eventStream { ... on EventPublished { event { id } } } }";

/// The example's application, and a client of it.
struct Application {
    history: App,
    url: String,
    http: Client,
    _database: TestDatabase,
    _stop: DropGuard,
}

impl Application {
    async fn start(database: Database) -> Self {
        let database = database.create().await;
        let mut settings = Settings::defaults().expect("the defaults");
        settings.database.url.clone_from(&database.url);
        settings.limits.body = 10_000;
        let history = App::new(settings, Clock::system()).await.expect("an app");
        let (url, stop) = serve(example::application(&history)).await;
        Self { history, url, http: Client::new(), _database: database, _stop: stop }
    }

    fn post(&self, user: Option<&str>) -> RequestBuilder {
        let request = self.http.post(format!("{}/graphql", self.url));
        match user {
            Some(user) => request.header("x-user", user),
            None => request,
        }
    }

    async fn ask(&self, user: Option<&str>, query: &str) -> (StatusCode, Value) {
        answer(self.post(user).json(&json!({ "query": query }))).await
    }
}

/// Serves this, until what is returned is dropped.
async fn serve(router: Router) -> (String, DropGuard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let stop = CancellationToken::new();
    let served =
        axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    #[expect(clippy::disallowed_methods, reason = "it ends with the guard")]
    tokio::spawn(served.into_future());
    (url, stop.drop_guard())
}

async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.expect("an answer");
    (response.status(), response.json().await.expect("JSON"))
}

fn code(answer: &Value) -> &Value {
    &answer["errors"][0]["extensions"]["code"]
}

fn caller(user: &str) -> Caller {
    let user = UserId::parse(user).expect("a user");
    Viewer::User { tenant: user.as_tenant(), user }.into()
}

fn data_of(caller: Caller) -> Data {
    let mut data = Data::default();
    data.insert(caller);
    data
}

on_both_databases! {
    async fn each_user_of_the_application_sees_their_own(database: Database) {
        let application = Application::start(database).await;
        let home = application.http.get(&application.url).send().await.expect("an answer");
        assert_eq!(home.text().await.expect("text"), "the shop");
        let (status, published) = application.ask(Some(ANN), PUBLISH).await;
        assert_eq!((status, &published["data"]["publish"]["created"]), (StatusCode::OK, &json!(true)));
        let (_, seen) = application.ask(Some(ANN), EVENT).await;
        assert_eq!(seen, json!({ "data": { "event": { "eventName": "order.placed" } } }));
        let (_, hidden) = application.ask(Some(BEN), EVENT).await;
        assert_eq!(hidden, json!({ "data": { "event": null } }));
        application.history.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_held_to_the_bounds_of_others() {
    let application = Application::start(Database::Sqlite).await;
    let (status, refused) = application.ask(None, EVENT).await;
    assert_eq!((status, code(&refused)), (StatusCode::UNAUTHORIZED, &json!("UNAUTHENTICATED")));
    let long = format!("{{ event(id: \"{}\") {{ id }} }}", "a".repeat(10_000));
    let (status, refused) = application.ask(Some(ANN), &long).await;
    assert_eq!(
        (status, code(&refused)),
        (StatusCode::PAYLOAD_TOO_LARGE, &json!("PAYLOAD_TOO_LARGE"))
    );
    let as_text = application.post(Some(ANN)).header("content-type", "text/plain");
    let (status, _) = answer(as_text.body(r#"{ "query": "{ __typename }" }"#)).await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    for not_one in ["", "{", r#"[{ "query": "{ __typename }" }]"#, r#"{ "query": 1 }"#] {
        let request = application.post(Some(ANN)).header("content-type", "application/json");
        let (status, refused) = answer(request.body(not_one)).await;
        let found = (status, code(&refused));
        assert_eq!(found, (StatusCode::BAD_REQUEST, &json!("BAD_USER_INPUT")), "{not_one}");
    }
    for (nothing, expected) in [
        ("[]", "BAD_USER_INPUT"),
        (r#"{ "variables": {} }"#, "BAD_USER_INPUT"),
        (r#"{ "query": "{ nothing }" }"#, "GRAPHQL_VALIDATION_FAILED"),
    ] {
        let request = application.post(Some(ANN)).header("content-type", "application/json");
        let (_, refused) = answer(request.body(nothing)).await;
        assert_eq!(code(&refused), expected, "{nothing}");
    }
    let (_, refused) = application.ask(Some(ANN), STREAM).await;
    assert_eq!(code(&refused), "BAD_USER_INPUT");
    application.history.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_may_be_nested_under_a_path() {
    let database = Database::Sqlite.create().await;
    let mut settings = Settings::defaults().expect("the defaults");
    settings.database.url.clone_from(&database.url);
    let history = App::new(settings, Clock::system()).await.expect("an app");
    let nested = Router::new().nest("/history", history.router());
    let (url, _stop) = serve(nested).await;
    let http = Client::new();
    let ask = http.post(format!("{url}/history/graphql"));
    let (status, told) = answer(ask.json(&json!({ "query": "{ viewer { role } }" }))).await;
    assert_eq!(
        (status, told),
        (StatusCode::OK, json!({ "data": { "viewer": { "role": "ANONYMOUS" } } }))
    );
    let ready = http.get(format!("{url}/history/health/ready")).send().await.expect("an answer");
    assert_eq!(ready.status(), StatusCode::OK);

    // A stream ends when the application is told to stop.
    let ask = http.post(format!("{url}/history/graphql")).header("accept", "text/event-stream");
    let stream = ask.json(&json!({ "query": STREAM })).send().await.expect("a stream");
    assert_eq!(stream.status(), StatusCode::OK);
    history.stop();
    let told = timeout(Duration::from_secs(30), stream.text()).await.expect("an end");
    assert!(told.is_ok());
    history.close().await;
}

/// A handler of the application's own, as one who knows async-graphql-axum writes it.
async fn handler(State(api): State<Api>, request: GraphQLRequest) -> GraphQLResponse {
    api.execute(request.into_inner().data(caller(ANN))).await.into()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_may_use_the_framework_s_extractors() {
    let application = Application::start(Database::Sqlite).await;
    let api = application.history.api();
    let (url, _stop) = serve(Router::new().route("/own", post(handler)).with_state(api)).await;
    let ask = |body: Value| application.http.post(format!("{url}/own")).json(&body);
    let (_, published) = answer(ask(json!({ "query": PUBLISH }))).await;
    assert_eq!(published["data"]["publish"]["created"], true);
    let query = "query ($id: ID!) { event(id: $id) { eventName } }";
    let (_, found) = answer(ask(json!({ "query": query, "variables": { "id": "a" } }))).await;
    assert_eq!(found, json!({ "data": { "event": { "eventName": "order.placed" } } }));
    let operations = json!({ "query": query, "variables": { "id": null } }).to_string();
    let parts = [
        ("\"operations\"", operations.as_str()),
        ("\"map\"", r#"{ "0": ["variables.id"] }"#),
        ("\"0\"; filename=\"a\"", "a file"),
    ];
    let part = |(name, text)| {
        format!("--b\r\ncontent-disposition: form-data; name={name}\r\n\r\n{text}\r\n")
    };
    let form =
        application.http.post(format!("{url}/own")).body(parts.map(part).concat() + "--b--\r\n");
    let form = form.header("content-type", "multipart/form-data; boundary=b");
    let (_, refused) = answer(form).await;
    assert_eq!(code(&refused), "BAD_USER_INPUT");
    application.history.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_framework_s_crates_go_through_the_same_door() {
    let application = Application::start(Database::Sqlite).await;
    let api = application.history.api();
    let unknown = api.execute(Request::new(EVENT)).await;
    let unknown = serde_json::to_value(unknown).expect("JSON");
    assert_eq!(code(&unknown), "UNAUTHENTICATED");
    let batch = vec![Request::new(EVENT).data(caller(ANN))];
    let refused = api.execute_batch(BatchRequest::Batch(batch)).await;
    let refused = serde_json::to_value(refused).expect("JSON");
    assert_eq!(code(&refused), "BAD_USER_INPUT");
    let silent = Request::new(EVENT).data(caller(ANN)).disable_introspection();
    let refused = serde_json::to_value(api.execute(silent).await).expect("JSON");
    assert_eq!(code(&refused), "BAD_USER_INPUT");

    let session = Some(Arc::new(data_of(caller(ANN))));
    let mut stream = api.execute_stream(Request::new(STREAM), session);
    // It begins when it is first looked at: it has told all that there is.
    assert!(stream.next().await.expect("an answer").is_ok());
    let published = api.execute(Request::new(PUBLISH).data(caller(ANN))).await;
    assert!(published.is_ok());
    let told = stream.next().await.expect("an answer").data.into_json().expect("JSON");
    assert_eq!(told["eventStream"]["event"]["id"], "a");

    // The request's data count before the session's.
    let query = "query ($id: ID!) { event(id: $id) { eventName } }";
    let variables = Variables::from_json(json!({ "id": "a" }));
    let asks = Request::new(query).variables(variables).data(caller(BEN));
    let mut asked = api.execute_stream(asks, Some(Arc::new(data_of(caller(ANN)))));
    let hidden = asked.next().await.expect("an answer").data.into_json().expect("JSON");
    assert_eq!(hidden, json!({ "event": null }));
    drop((stream, asked));
    application.history.close().await;
}
