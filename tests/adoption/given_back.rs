//! `migrate down` gives the original tables back.

use event_mesh::domain::viewer::Viewer;
use support::{BareDatabase, json};

use crate::adoption::history::{self, ALICE, ALL, BOB, app, ask, facts, user};

async fn row(database: &BareDatabase, id: &str) -> Vec<String> {
    let columns = "id, event_name, source, timestamp, payload, should_document, user_intent,
                   context, metadata, user_id";
    let sql = format!("SELECT row({columns})::text FROM event_history WHERE id = '{id}'");
    database.texts(&sql).await
}

/// Facts that are in one and not in the other.
fn differences(before: &[String], after: &[String]) -> Vec<String> {
    let id = |fact: &String| fact.split(' ').next().unwrap_or_default().to_owned();
    let gone = before.iter().filter(|fact| !after.contains(fact)).map(id);
    let new = after.iter().filter(|fact| !before.contains(fact)).map(id);
    let mut all: Vec<_> = gone.chain(new).collect();
    all.sort();
    all.dedup();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn untouched_tables_come_back_as_they_were() {
    let database = history::with_everything().await;
    let before = facts(&database).await;
    assert!(before.iter().any(|fact| fact.contains("own_narratives")), "{before:#?}");
    let migrations = database.migrations().await;
    migrations.up("sub").await.expect("an adoption");
    assert_ne!(facts(&database).await, before);
    migrations.down(ALL).await.expect("the way back");
    assert_eq!(facts(&database).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_since_comes_back_in_the_originals_shape() {
    let database = history::with_everything().await;
    let before = facts(&database).await;
    let migrations = database.migrations().await;
    migrations.up("sub").await.expect("an adoption");
    let app = app(&database).await;
    let publish = "mutation { publish(input: {
        id: \"new\", eventName: \"x\", timestamp: 9, payload: { a: 1 }
        context: { relatedEvents: [\"a1\"], outcome: \"good\" }
    }) { created } }";
    ask(&app, user(ALICE), publish).await;
    let publish = "mutation { publish(input: {
        id: \"nobodys\", eventName: \"widget.created\", timestamp: 10, payload: null_
    }) { created } }";
    ask(&app, Viewer::Service, &publish.replace("null_", "\"\"")).await;
    let update =
        "mutation { updateOutcome(id: \"a1\", input: { outcome: \"late\" }) { event { id } } }";
    ask(&app, user(ALICE), update).await;
    app.close().await;
    database.execute("DELETE FROM event_history WHERE id = 'a7'").await;
    migrations.down(ALL).await.expect("the way back");
    let after = facts(&database).await;
    assert_eq!(differences(&before, &after), ["a1", "a7", "new", "nobodys"]);
    let alices = format!(
        "9,\"{{\"\"a\"\": 1}}\",f,,\"{{\"\"outcome\"\": \"\"good\"\", \"\"relatedEvents\"\": [\"\"a1\"\"]}}\",,{ALICE})"
    );
    assert_eq!(row(&database, "new").await, [format!("(new,x,unknown,{alices}")]);
    let nobodys = "(nobodys,widget.created,unknown,10,\"\"\"\"\"\",t,,,,)";
    assert_eq!(row(&database, "nobodys").await, [nobodys]);
    let updated = row(&database, "a1").await.concat();
    assert!(
        updated.contains(",\"{\"\"n\"\": 1.50}\",,"),
        "null stays null, 1.50 stays 1.50: {updated}"
    );
    let late = "\"{\"\"outcome\"\": \"\"late\"\", \"\"outcomeAt\"\": 1";
    assert!(updated.contains(late), "{updated}");
    assert_eq!(row(&database, "a7").await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn narratives_come_back_changed_new_and_gone() {
    let database = history::small().await;
    let migrations = database.migrations().await;
    migrations.up("sub").await.expect("an adoption");
    database
        .execute(&format!(
            "UPDATE narrative_context SET ai_tags = '[\"x\", \"y,z\"]' WHERE event_id = 'a1';
             DELETE FROM narrative_context WHERE event_id = 'a2';
             INSERT INTO narrative_context (tenant_id, id, event_id, screenshots, code_snippets,
                 ai_tags, recorded_at)
             VALUES ('{BOB}', '00000000-0000-4000-8000-000000000009', 'b1', '[]', '[]', '[]', 1)"
        ))
        .await;
    migrations.down(ALL).await.expect("the way back");
    let rows = database.texts("SELECT t::text FROM narrative_context AS t ORDER BY id").await;
    assert_eq!(
        rows,
        [
            r#"(00000000-0000-4000-8000-000000000001,a1,long,"{one.png,"""",""NULL"",""a,b\\""c""}","[{""language"": ""rust""}]",told,short,"{x,""y,z""}")"#,
            "(00000000-0000-4000-8000-000000000009,b1,,{},[],,,{})",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_step_down_and_up_again_adopts_what_was_given_back() {
    let database = history::small().await;
    let before = facts(&database).await;
    let migrations = database.migrations().await;
    migrations.up("sub").await.expect("an adoption");
    let app = app(&database).await;
    let update =
        "mutation { updateOutcome(id: \"a1\", input: { outcome: \"late\" }) { event { id } } }";
    ask(&app, user(ALICE), update).await;
    app.close().await;
    for number in ["_000016_", "_000009_", "_000005_"] {
        let steps = history::steps_before(&migrations, number).await;
        migrations.down(steps).await.expect("some steps back");
        migrations.up("sub").await.expect("and forth");
    }
    let app = crate::adoption::history::app(&database).await;
    let seen = ask(
        &app,
        user(ALICE),
        "{ events { totalCount } event(id: \"a1\") {
        revision outcomeHistory { outcome } } }",
    )
    .await;
    let event = json!({ "revision": 1, "outcomeHistory": [{ "outcome": "late" }] });
    assert_eq!(seen, json!({ "events": { "totalCount": 7 }, "event": event }));
    app.close().await;
    migrations.down(ALL).await.expect("the way back");
    assert_eq!(differences(&before, &facts(&database).await), ["a1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_copies_down_leaves_an_empty_database() {
    let database = history::small().await;
    let migrations = database.migrations().await;
    migrations.up("sub").await.expect("an adoption");
    database.execute("DROP SCHEMA event_mesh_original CASCADE").await;
    let app = app(&database).await;
    let seen = ask(&app, Viewer::Service, "{ events { totalCount } }").await;
    assert_eq!(seen["events"]["totalCount"], 11);
    app.close().await;
    migrations.down(1).await.expect("nothing to give back");
    migrations.up("sub").await.expect("nothing to adopt");
    assert_eq!(database.texts("SELECT count(*)::text FROM event_history").await, ["11"]);
    migrations.down(ALL).await.expect("the way back");
    assert_eq!(facts(&database).await, facts(&BareDatabase::create().await).await);
}

/// Tries to go back, is refused, and finds everything as it was.
async fn stays(database: &BareDatabase, words: &[&str]) {
    let before = facts(database).await;
    let refusal = database.migrations().await.down(ALL).await.expect_err("a refusal").to_string();
    for word in words.iter().chain(&["nothing was changed"]) {
        assert!(refusal.contains(word), "{refusal}");
    }
    assert_eq!(facts(database).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_of_two_users_can_not_go_back() {
    let database = history::small().await;
    database.migrations().await.up("sub").await.expect("an adoption");
    let app = app(&database).await;
    for viewer in [ALICE, BOB] {
        let publish = "mutation { publish(input: { id: \"both\", eventName: \"x\", payload: 1 }) { created } }";
        ask(&app, user(viewer), publish).await;
    }
    app.close().await;
    stays(&database, &["ids of several users' events", "1 in all ('both')"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_a_tenant_that_is_no_user_can_not_go_back() {
    let database = history::small().await;
    database.migrations().await.up("sub").await.expect("an adoption");
    database.execute(&format!("UPDATE event_history SET user_id = '{BOB}' WHERE id = 'a7'")).await;
    stays(&database, &["events of a tenant that is not their user", "1 in all ('a7')"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_a_user_who_is_unknown_can_not_go_back() {
    let database = history::with_everything().await;
    database.migrations().await.up("sub").await.expect("an adoption");
    // Whom the database let go.
    database.execute("ALTER TABLE event_history DROP CONSTRAINT event_history_user").await;
    let app = app(&database).await;
    let stranger = "00000000-0000-4000-8000-00000000000c";
    let publish = "mutation { publish(input: { eventName: \"x\", payload: 1 }) { created } }";
    ask(&app, user(stranger), publish).await;
    app.close().await;
    stays(&database, &["event_history_user_id_fkey", stranger]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn narratives_without_a_table_to_go_to_stay() {
    let database = history::small().await;
    database.migrations().await.up("sub").await.expect("an adoption");
    database.execute("DROP TABLE event_mesh_original.narrative_context").await;
    stays(&database, &["narratives, where the original has no table for them, 2 in all"]).await;
}
