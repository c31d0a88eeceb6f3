//! Subscriptions, as server-sent events and behind the surface.

use event_mesh::app::App;
use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::ids::{TenantId, UserId};
use event_mesh::domain::viewer::Viewer;
use event_mesh::graphql::{self, Api, Request};
use futures_util::stream::{BoxStream, Stream, StreamExt as _};
use support::reqwest::{Client, Response};
use support::{Database, Server, TestDatabase, Value, json, on_both_databases};

const FOLLOW: &str = "subscription { eventStream { __typename ... on EventPublished { event {
    id eventName payload related { id payload }
} } } }";

/// Reads a stream of events up to this text.
async fn read_until(response: &mut Response, end: &str) -> String {
    let mut text = String::new();
    while !text.contains(end) {
        let chunk = response.chunk().await.expect("more").expect("the stream goes on");
        text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
    }
    text
}

async fn stream(server: &Server, query: &str) -> Response {
    let request = Client::new().post(format!("{}/graphql", server.url));
    let request = request.json(&json!({ "query": query })).header("accept", "text/event-stream");
    request.send().await.expect("an answer")
}

#[tokio::test]
async fn the_field_of_a_subscription_may_stand_in_fragments() {
    let server = Server::start(Database::Sqlite).await;
    let query = "subscription { ...F ... { eventStream { __typename } } }
        fragment F on Subscription { eventStream {
            ... on EventPublished { cursor } kind: __typename ... on CaughtUp { cursor }
        } }";
    let told = read_until(&mut stream(&server, query).await, "\n\n").await;
    // In the order of the fields that messages of this type have.
    let expected = r#"{"data":{"eventStream":{"kind":"CaughtUp","cursor":""#;
    assert!(told.contains(expected), "{told}");
}

on_both_databases! {
    async fn subscribers_are_told_of_what_is_stored_with_what_led_to_it(database: Database) {
        let server = Server::start(database).await;
        server.publish(json!({ "id": "a", "eventName": "first", "payload": 1 })).await;
        let mut response = stream(&server, FOLLOW).await;
        read_until(&mut response, "CaughtUp\"}}}\n\n").await;
        let context = json!({ "relatedEvents": ["a"] });
        let second = json!({ "id": "b", "eventName": "second", "payload": 2, "context": context });
        server.publish(second.clone()).await;
        // What was there already is no news.
        server.publish(second).await;
        server.publish(json!({ "id": "c", "eventName": "third", "payload": 3 })).await;
        let told = read_until(&mut response, "third").await;
        let expected = json!({ "data": { "eventStream": {
            "__typename": "EventPublished",
            "event": {
                "id": "b", "eventName": "second", "payload": 2,
                "related": [{ "id": "a", "payload": 1 }],
            },
        } } });
        let mut lines = told.lines();
        assert_eq!(lines.next(), Some("event: next"));
        assert!(lines.next().is_some_and(|line| line.starts_with("id: ")), "{told}");
        let data = lines.next().and_then(|line| line.strip_prefix("data: ")).expect("data");
        assert_eq!(serde_json::from_str::<Value>(data).expect("JSON"), expected);
        assert_eq!(told.matches("event: next").count(), 2, "{told}");
    }
}

#[tokio::test]
async fn queries_and_refusals_are_one_event_and_the_end() {
    let server = Server::start(Database::Sqlite).await;
    let text = stream(&server, "{ __typename }").await.text().await.expect("text");
    let answer =
        "event: next\ndata: {\"data\":{\"__typename\":\"Query\"}}\n\nevent: complete\ndata:\n\n";
    assert_eq!(text.replace(":\n\n", ""), answer.replace(":\n\n", ""));
    let text = stream(&server, "{ nothing }").await.text().await.expect("text");
    assert!(text.contains("event: next\ndata: {\"errors\":[{"), "{text}");
    assert!(text.ends_with("event: complete\ndata:\n\n"), "{text}");
}

#[tokio::test]
async fn a_stop_cuts_streams_off_without_completing_them() {
    let server = Server::start(Database::Sqlite).await;
    let mut response = stream(&server, FOLLOW).await;
    read_until(&mut response, "\n\n").await;
    server.stop().await;
    let rest = response.text().await.expect("the stream ends in order");
    assert!(!rest.contains("complete"), "{rest}");
}

#[tokio::test]
async fn a_subscription_needs_a_client_that_can_follow() {
    let server = Server::start(Database::Sqlite).await;
    let request = Client::new().post(format!("{}/graphql", server.url));
    let request = request.json(&json!({ "query": FOLLOW })).header("accept", "application/json");
    assert_eq!(request.send().await.expect("an answer").status(), 406);
}

/// The API itself, to which users are known.
async fn api() -> (TestDatabase, Api) {
    let database = Database::Sqlite.create().await;
    let mut settings = Settings::defaults().expect("the defaults");
    settings.database.url.clone_from(&database.url);
    let app = App::new(settings, Clock::system()).await.expect("an app");
    let api = app.api();
    (database, api)
}

fn user(name: &str) -> Viewer {
    let user = UserId::parse(&format!("00000000-0000-4000-8000-00000000000{name}"));
    let user = user.expect("a UUID");
    Viewer::User { tenant: TenantId(user.0), user }
}

async fn publish(api: &Api, viewer: Viewer, name: &str) {
    let query = format!(
        "mutation {{ publish(input: {{ eventName: \"{name}\", payload: 1 }}) {{ created }} }}"
    );
    api.answer(Request::new(query), viewer).await;
}

fn follow(api: &Api, viewer: Viewer) -> BoxStream<'static, graphql::Response> {
    let query = "subscription { eventStream { ... on EventPublished { event { eventName } } } }";
    let operation = api.prepare(Request::new(query)).expect("an operation");
    api.subscribe(operation, viewer.into(), None).boxed()
}

/// Waits until a stream tells what comes live.
async fn caught_up(stream: &mut (impl Stream<Item = graphql::Response> + Unpin)) {
    let answer = stream.next().await.expect("an answer");
    let answer = serde_json::to_value(answer).expect("JSON");
    assert_eq!(answer, json!({ "data": { "eventStream": {} } }));
}

/// The names of the next events.
async fn names(
    stream: &mut (impl Stream<Item = graphql::Response> + Unpin),
    count: usize,
) -> Vec<String> {
    let answers: Vec<graphql::Response> = stream.take(count).collect().await;
    let name = |answer: &graphql::Response| {
        let answer = serde_json::to_value(answer).expect("JSON");
        answer["data"]["eventStream"]["event"]["eventName"].as_str().expect("a name").to_owned()
    };
    answers.iter().map(name).collect()
}

#[tokio::test]
async fn users_are_told_of_their_own_events_alone() {
    let (_database, api) = api().await;
    let mut streams = [user("a"), user("b"), Viewer::Service].map(|viewer| follow(&api, viewer));
    for stream in &mut streams {
        caught_up(stream).await;
    }
    for (viewer, name) in [("a", "one"), ("b", "two"), ("a", "three"), ("b", "four")] {
        publish(&api, user(viewer), name).await;
    }
    let [alice, bob, service] = &mut streams;
    assert_eq!(names(alice, 2).await, ["one", "three"]);
    assert_eq!(names(bob, 2).await, ["two", "four"]);
    assert_eq!(names(service, 4).await, ["one", "two", "three", "four"]);
}

#[tokio::test]
async fn a_subscriber_that_falls_behind_misses_nothing() {
    let (_database, api) = api().await;
    let mut slow = follow(&api, Viewer::Anonymous);
    caught_up(&mut slow).await;
    // More commits than news is kept for.
    for number in 0..100 {
        publish(&api, Viewer::Anonymous, &number.to_string()).await;
    }
    let expected: Vec<String> = (0..100).map(|number| number.to_string()).collect();
    assert_eq!(names(&mut slow, 100).await, expected);
}
