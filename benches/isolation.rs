//! What row level security costs: the same reads as a user, whose transactions name a tenant, and
//! as the service role, 16 at a time on PostgreSQL. Prints requests a second and their ratio.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench prints, or ends")]

use std::time::{Duration, Instant};

use event_mesh::app::App;
use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::ids::{TenantId, UserId};
use event_mesh::domain::viewer::Viewer;
use event_mesh::graphql::{Api, Request, Response};
use futures_util::future::join_all;
use support::Database;

const CLIENTS: usize = 16;
const ROUNDS: usize = 5;
const TURN: Duration = Duration::from_secs(2);
const TENANTS: u128 = 20;
const EVENTS: usize = 500;

const QUERIES: [(&str, &str); 3] = [
    ("one event", "{ event(id: \"u10-e250\") { id eventName payload revision } }"),
    ("50 events", "{ events(first: 50) { nodes { id eventName payload } } }"),
    (
        "a workflow",
        "{ workflow(eventId: \"u10-e250\", maxDepth: 5) { events { id } edges { from to } } }",
    ),
];

fn user(number: u128) -> Viewer {
    let user = UserId(uuid::Uuid::from_u128(number));
    Viewer::User { tenant: TenantId(user.0), user }
}

fn expect_data(answer: &Response) {
    let text = serde_json::to_string(answer).expect("JSON");
    assert!(!text.contains("\"errors\""), "{text}");
}

/// Publishes a chain of events for each user.
async fn fill(api: &Api) {
    for number in 1..=TENANTS {
        let inputs = (0..EVENTS).map(|index| {
            let cause =
                if index == 0 { String::new() } else { format!("\"u{number}-e{}\"", index - 1) };
            format!(
                "{{ id: \"u{number}-e{index}\", eventName: \"x\", timestamp: {index}, \
                payload: {{ index: {index} }}, context: {{ relatedEvents: [{cause}] }} }}"
            )
        });
        for inputs in inputs.collect::<Vec<_>>().chunks(50) {
            let inputs = inputs.join(",");
            let query = format!("mutation {{ publishMany(inputs: [{inputs}]) {{ __typename }} }}");
            let answer = api.answer(Request::new(&query), user(number)).await;
            expect_data(&answer);
        }
    }
}

/// How many answers a second there are.
async fn rate(api: &Api, query: &str, viewer: Viewer) -> f64 {
    let begin = Instant::now();
    let client = || async {
        let mut answers = 0_u32;
        while begin.elapsed() < TURN {
            let answer = api.answer(Request::new(query), viewer).await;
            expect_data(&answer);
            answers += 1;
        }
        answers
    };
    let answers: u32 = join_all((0..CLIENTS).map(|_| client())).await.into_iter().sum();
    f64::from(answers) / begin.elapsed().as_secs_f64()
}

#[tokio::main]
async fn main() {
    let database = Database::Postgres.create().await;
    let mut settings = Settings::defaults().expect("the defaults");
    settings.database.url.clone_from(&database.url);
    let app = App::new(settings, Clock::system()).await.expect("an app");
    let api = app.api();
    fill(&api).await;
    database.execute("ANALYZE").await;
    for (name, query) in QUERIES {
        let mut ratios = Vec::new();
        for _ in 0..ROUNDS {
            let service = rate(&api, query, Viewer::Service).await;
            let user = rate(&api, query, user(10)).await;
            println!("{name}: service {service:.0}/s, user {user:.0}/s");
            ratios.push(service / user);
        }
        ratios.sort_by(f64::total_cmp);
        println!("{name}: a user's read costs {:.2} of a service's (median)", ratios[ROUNDS / 2]);
    }
    app.close().await;
}
