//! Documents that a model retells.

use support::{Database, Server, json, on_both_databases};

use super::{Docs, UPDATE, event};
use crate::program::process::text;
use crate::story::model::endpoint::{Act, Endpoint, faithful, says};

const MODEL: &[&str] = &["--writer", "model"];

/// Three workflows of two events each.
async fn three(server: &Server) {
    let workflow = |first: &'static str, second, day, goal| {
        [event(first, day, "First", &[]), event(second, day + 1, goal, &[first])]
    };
    let workflows = [
        workflow("a", "a2", 1, "Goal A"),
        workflow("b", "b2", 3, "Goal B"),
        workflow("c", "c2", 40, "Goal C"),
    ];
    server.publish_many(workflows.into_iter().flatten().collect()).await;
}

/// A folder whose documents this model retells.
fn docs(server: &Server, endpoint: &Endpoint) -> Docs {
    let mut docs = Docs::of(server);
    docs.variables.push(("EVENT_MESH__LLM__BASE_URL", endpoint.url.clone()));
    docs.variables.push(("EVENT_MESH__LLM__MODEL", "small_1".to_owned()));
    docs.variables.push(("EVENT_MESH__LLM__SECONDS", "2".to_owned()));
    docs
}

on_both_databases! {
    async fn a_model_tells_before_what_the_template_tells(database: Database) {
        let endpoint = Endpoint::start(|body, _| says(&faithful(body))).await;
        let server = Server::start(database).await;
        three(&server).await;
        let docs = docs(&server, &endpoint);
        let checked = docs.run(&[MODEL, &["--check"]].concat()).await;
        assert!(!checked.status.success() && endpoint.asked() == 0);
        let report = docs.narrate(MODEL).await;
        assert_eq!((&report["retold"], &report["not_retold"]), (&json!(3), &json!(0)));
        let (name, document) = docs.document("Goal A");
        let told = document.split_once("*Told by small_1, a model, from what follows:* It is known: ");
        let (_, told) = told.expect(&document);
        let (told, rest) = told.split_once("\n\n").expect("a paragraph");
        assert!(told.ends_with("[^2]") && told.contains("[^1]"), "{told}");
        assert!(rest.starts_with("## In short\n"), "{rest}");

        // Nothing is asked again for what has not changed.
        let times = docs.times();
        docs.narrate(MODEL).await;
        assert!(docs.run(&[MODEL, &["--check"]].concat()).await.status.success());
        assert_eq!((docs.times(), endpoint.asked()), (times, 3));
        server.ask(UPDATE, json!({ "id": "a2", "input": { "outcome": "It is" } })).await;
        let report = docs.narrate(MODEL).await;
        assert!(report["written"].as_array().expect("files").contains(&json!(name)), "{report}");
        assert_eq!(endpoint.asked(), 4);

        // The template writes what it writes without a model.
        docs.narrate(&[]).await;
        let alone = Docs::of(&server);
        alone.narrate(&[]).await;
        assert_eq!((docs.files(), endpoint.asked()), (alone.files(), 4));
    }

    async fn what_no_model_tells_the_template_tells_until_one_does(database: Database) {
        let endpoint = Endpoint::start(|body, asked| match asked {
            0 => Act::Answer("503 Service Unavailable", "x: y", String::new()),
            _ => says(&faithful(body)),
        });
        let endpoint = endpoint.await;
        let server = Server::start(database).await;
        three(&server).await;
        let docs = docs(&server, &endpoint);
        let report = docs.narrate(MODEL).await;
        assert_eq!((&report["retold"], &report["not_retold"]), (&json!(2), &json!(1)));
        let report = docs.narrate(MODEL).await;
        assert_eq!((&report["retold"], &report["not_retold"]), (&json!(1), &json!(0)));
        assert_eq!(endpoint.asked(), 4);
    }

    async fn a_story_that_does_not_hold_is_not_asked_for_again(database: Database) {
        let endpoint = Endpoint::start(|_, _| says("I am sorry")).await;
        let server = Server::start(database).await;
        three(&server).await;
        let docs = docs(&server, &endpoint);
        let run = docs.run(MODEL).await;
        let said = text(&run.stdout);
        assert!(said.contains("told by the model: 0, by the template alone: 3"), "{said}");
        let asked = endpoint.asked();
        docs.narrate(MODEL).await;
        let alone = Docs::of(&server);
        alone.narrate(&[]).await;
        assert_eq!((docs.document("Goal A"), endpoint.asked()), (alone.document("Goal A"), asked));
    }

    async fn documents_take_no_more_tokens_than_there_are(database: Database) {
        let endpoint = Endpoint::start(|body, _| says(&faithful(body))).await;
        let server = Server::start(database).await;
        three(&server).await;
        let mut docs = docs(&server, &endpoint);
        docs.variables.push(("EVENT_MESH__LLM__TENANT_TOKENS_A_DAY", "100".to_owned()));
        assert_eq!(docs.narrate(MODEL).await["not_retold"], 3);
        docs.variables.pop();
        assert_eq!(endpoint.asked(), 0);
        assert_eq!(docs.narrate(MODEL).await["retold"], 3);
        let spent = "SELECT tokens FROM narrative_spend ORDER BY tokens";
        assert_eq!(server.database.number(spent).await, 2_100);
    }
}

#[tokio::test]
async fn an_endpoint_that_fails_is_given_up_and_edited_documents_are_not_told() {
    let endpoint = Endpoint::start(|_, _| Act::HangUp).await;
    let server = Server::start(Database::Sqlite).await;
    let events = (0..20).map(|number| event(&format!("e{number}"), 1, "Goal", &[]));
    server.publish_many(events.collect()).await;
    let docs = docs(&server, &endpoint);
    assert_eq!(docs.narrate(MODEL).await["not_retold"], 20);
    let asked = endpoint.asked();
    assert!(asked < 20, "{asked}");
    for (name, text) in docs.files() {
        if name.matches('-').count() == 3 {
            std::fs::write(docs.path(&name), text + "Mine.\n").expect("written");
        }
    }
    let report = docs.narrate(MODEL).await;
    assert_eq!((report["kept"].as_array().map(Vec::len), endpoint.asked()), (Some(20), asked));
}
