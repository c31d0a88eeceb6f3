//! What is known of the outcomes of a history that was taken over.

use event_mesh::domain::viewer::Viewer;
use support::{Value, json};

use crate::adoption::history::{self, ALL, app, ask, facts};

const JUDGED: &str = r#"
    INSERT INTO event_history (id, event_name, source, timestamp, payload, user_intent, context)
    VALUES
        ('o1', 'judged', 'y', 1, '0', NULL,
            '{"outcome": "x", "verdict": "MET", "outcomeAt": 1700000000500}'),
        ('o2', 'judged', 'y', 2, '0', NULL,
            '{"outcome": "x", "verdict": "great", "outcomeAt": "yesterday"}'),
        ('o3', 'judged', 'y', 3, '0', '{"expectedOutcome": "y"}', '{"outcome": null}'),
        ('o4', 'judged', 'y', 4, '0', '{"expectedOutcome": 5}', '{"verdict": 5}'),
        ('o5', 'judged', 'y', 5, '0', NULL, '{"outcome": {"a": 1}, "verdict": "NOT_MET"}')"#;

const FIELDS: &str = "outcomeState context { verdict outcomeAt extra } outcomeHistory { verdict }";

#[tokio::test(flavor = "multi_thread")]
async fn outcomes_are_told_as_they_were_stored() {
    let database = history::small().await;
    database.execute(JUDGED).await;
    let before = facts(&database).await;
    let migrations = database.migrations().await;
    migrations.up("sub").await.expect("an adoption");
    let app = app(&database).await;
    let judged = format!(
        "{{ events(filter: {{ eventName: {{ eq: \"judged\" }} }}, orderBy: {{ direction: ASC }}) {{
            nodes {{ {FIELDS} }} }} }}"
    );
    let seen = ask(&app, Viewer::Service, &judged).await;
    let event = |state: &str, verdict: Value, at: Value, extra: Value, history: &[Option<&str>]| {
        let history: Vec<_> = history.iter().map(|verdict| json!({ "verdict": verdict })).collect();
        json!({
            "outcomeState": state, "outcomeHistory": history,
            "context": { "verdict": verdict, "outcomeAt": at, "extra": extra },
        })
    };
    let (none, then) = (Value::Null, "2023-11-14T22:13:20.500Z");
    let foreign = json!({ "verdict": "great", "outcomeAt": "yesterday" });
    let (five, other) = (json!({ "verdict": 5 }), json!({ "outcome": { "a": 1 } }));
    assert_eq!(
        seen["events"]["nodes"],
        json!([
            event("MET", json!("MET"), json!(then), none.clone(), &[Some("MET")]),
            event("TOLD", none.clone(), none.clone(), foreign, &[None]),
            event("PENDING", none.clone(), none.clone(), none.clone(), &[]),
            event("NONE", none.clone(), none, five, &[]),
            event("NOT_MET", json!("NOT_MET"), json!("1970-01-01T00:00:00.005Z"), other, &[]),
        ])
    );
    let told = "{ events(filter: { outcomeState: TOLD }) { nodes { id } } }";
    let told = ask(&app, Viewer::Service, told).await;
    let ids = json!([{ "id": "a3" }, { "id": "a2" }, { "id": "o2" }]);
    assert_eq!(told["events"]["nodes"], ids);
    app.close().await;
    migrations.down(ALL).await.expect("the way back");
    assert_eq!(facts(&database).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_reported_takes_the_place_of_what_has_another_form() {
    let database = history::small().await;
    database.execute(JUDGED).await;
    database.migrations().await.up("sub").await.expect("an adoption");
    let app = app(&database).await;
    let report = async |id: &str, input: &str| {
        let mutation = format!(
            "mutation {{ updateOutcome(id: \"{id}\", input: {{ {input} }}) {{
                event {{ outcomeState context {{ outcome verdict extra }} }} }} }}"
        );
        let answer = ask(&app, Viewer::Service, &mutation).await["updateOutcome"]["event"].take();
        let read = "outcomeState context { outcome verdict extra }";
        let read = format!("{{ event(id: \"{id}\") {{ {read} }} }}");
        assert_eq!(ask(&app, Viewer::Service, &read).await["event"], answer);
        let (state, context) = (&answer["outcomeState"], &answer["context"]);
        json!([state, context["outcome"], context["verdict"], context["extra"]])
    };
    let great = json!({ "verdict": "great" });
    assert_eq!(report("o2", "outcome: \"y\"").await, json!(["TOLD", "y", null, great]));
    assert_eq!(report("o2", "verdict: PARTLY").await, json!(["PARTLY", "y", "PARTLY", null]));
    let other = json!({ "outcome": { "a": 1 } });
    assert_eq!(report("o5", "verdict: MET").await, json!(["MET", null, "MET", other]));
    assert_eq!(report("o5", "outcome: \"z\"").await, json!(["TOLD", "z", null, null]));
}

/// The state of an outcome is worked out in the transaction that adopts the events, whose users nobody asks
/// for.
#[tokio::test(flavor = "multi_thread")]
async fn events_of_users_who_are_gone_have_a_state() {
    let database = history::on_supabase().await;
    database.execute("ALTER TABLE event_history DROP CONSTRAINT event_history_user_id_fkey").await;
    let gone = "00000000-0000-4000-8000-00000000000c";
    database
        .execute(&format!(
            "INSERT INTO event_history (id, event_name, source, timestamp, payload, context, user_id)
             VALUES ('a', 'x', 'y', 1, '0', '{{\"outcome\": \"x\"}}', '{gone}')"
        ))
        .await;
    database.migrations().await.up("sub").await.expect("an adoption");
    let state = "SELECT outcome_state::text FROM event_history";
    assert_eq!(database.texts(state).await, ["2"]);
}
