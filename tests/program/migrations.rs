//! What a change of the schema leaves behind that fails.

use std::sync::atomic::{AtomicI64, Ordering};

use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::timestamp::Timestamp;
use event_mesh::store::Migrations;
use support::{Database, Server, TestDatabase, Value, json, on_both_databases};

/// Takes back the change of this number, and what came later; then does all of it again.
async fn back_and_forth(database: &TestDatabase, number: &str) {
    let mut settings = Settings::defaults().expect("the defaults").database;
    settings.url.clone_from(&database.owner_url);
    let migrations = Migrations::open(&settings).await.expect("a database");
    let all = migrations.status().await.expect("a status");
    let later = all.iter().skip_while(|one| !one.name.contains(number)).count();
    migrations.down(u32::try_from(later).expect("a few")).await.expect("some steps back");
    migrations.up("sub").await.expect("some steps forth");
}

/// A clock by which a second goes by each time that somebody asks.
fn ticking() -> Clock {
    let now = AtomicI64::new(1_000_000_000_000);
    Clock::from_fn(move || Timestamp::from_stored(now.fetch_add(1_000, Ordering::Relaxed)))
}

on_both_databases! {
    async fn what_is_known_of_outcomes_is_found_in_their_history(database: Database) {
        let forget = match database {
            Database::Sqlite => "json_remove(context, '$.outcomeAt')",
            Database::Postgres => "context - 'outcomeAt'",
        };
        let server = Server::start_at(database, ticking(), |_| ()).await;
        let expected = json!({ "expectedOutcome": "it works" });
        for (id, intent, context) in [
            ("came with it", Value::Null, json!({ "outcome": "x", "impactMetric": "1" })),
            ("judged later", expected.clone(), json!({ "outcome": "x" })),
            ("told later", expected.clone(), Value::Null),
            ("told anew", expected.clone(), json!({ "outcome": "x" })),
            ("told again", expected.clone(), json!({ "outcome": "x" })),
            ("missing", expected, json!({ "decision": "x" })),
            ("measured", Value::Null, Value::Null),
            ("nothing", Value::Null, Value::Null),
        ] {
            let id = id.replace(' ', "-");
            server.publish(json!({
                "id": id, "eventName": "x", "payload": 0, "timestamp": 5, "userIntent": intent,
                "context": context,
            })).await;
        }
        let report = "mutation ($id: ID!, $input: OutcomeInput!) {
            updateOutcome(id: $id, input: $input) { changed } }";
        for (id, input) in [
            ("judged-later", json!({ "verdict": "NOT_MET" })),
            ("told-later", json!({ "outcome": "y" })),
            ("told-later", json!({ "impactMetric": "2" })),
            ("told-later", json!({ "verdict": "MET" })),
            ("told-anew", json!({ "outcome": "y", "verdict": "PARTLY" })),
            ("told-again", json!({ "outcome": "y" })),
            ("told-again", json!({ "outcome": "x" })),
            ("measured", json!({ "impactMetric": "3" })),
        ] {
            server.ask(report, json!({ "id": id, "input": input })).await;
        }
        let all = "{ events { nodes {
            id outcomeState context { outcome verdict outcomeAt } outcomeHistory { revision outcome } } } }";
        let before = server.ask(all, json!({})).await;
        let database = server.stop().await;
        // As an older server has left it.
        database.execute(&format!("UPDATE event_history SET context = {forget}")).await;
        back_and_forth(&database, "_000016_").await;
        let server = Server::start_over(database, ticking(), |_| ()).await;
        assert_eq!(server.ask(all, json!({})).await, before);
        let judged = json!({ "id": "told-again", "input": { "verdict": "MET" } });
        assert_eq!(server.ask(report, judged).await["updateOutcome"]["changed"], true);
    }
}

#[tokio::test]
async fn a_change_that_fails_leaves_a_file_as_it_was() {
    let database = Database::Sqlite.create().await;
    let mut settings = Settings::defaults().expect("the defaults").database;
    settings.url.clone_from(&database.url);
    let migrations = Migrations::open(&settings).await.expect("a file");
    let all = migrations.status().await.expect("a status");
    let later = all.iter().skip_while(|one| !one.name.contains("_000010_")).count();
    let later = u32::try_from(later).expect("a few");
    migrations.down(later).await.expect("some steps back");
    let before = migrations.status().await.expect("a status");
    database.execute("DROP INDEX event_history_recorded_at").await;
    let indexes = "SELECT count(*) FROM sqlite_master WHERE type = 'index'";
    let count = database.number(indexes).await;
    migrations.up("sub").await.expect_err("no such index");
    assert_eq!(migrations.status().await.expect("a status"), before);
    assert_eq!(database.number(indexes).await, count);
    database
        .execute("CREATE INDEX event_history_recorded_at ON event_history (recorded_at, id)")
        .await;
    migrations.up("sub").await.expect("some steps forth");
    assert!(migrations.status().await.expect("a status").iter().all(|one| one.applied));
}

/// Row level security is forced: it binds whoever owns the tables, too.
#[tokio::test]
async fn an_owner_who_is_no_superuser_fills_new_columns() {
    const GIVE: &str = "
        DO $$ BEGIN CREATE ROLE plain_owner LOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
        DO $$ DECLARE one record; BEGIN
            EXECUTE format('GRANT ALL ON DATABASE %I TO plain_owner', current_database());
            GRANT ALL ON SCHEMA public TO plain_owner;
            GRANT event_mesh TO plain_owner;
            ALTER SCHEMA event_mesh OWNER TO plain_owner;
            FOR one IN SELECT oid::regprocedure AS name FROM pg_proc
                WHERE pronamespace = 'event_mesh'::regnamespace LOOP
                EXECUTE format('ALTER FUNCTION %s OWNER TO plain_owner', one.name);
            END LOOP;
            FOR one IN SELECT schemaname, tablename FROM pg_tables
                WHERE schemaname IN ('public', 'event_mesh') LOOP
                EXECUTE format('ALTER TABLE %I.%I OWNER TO plain_owner', one.schemaname, one.tablename);
            END LOOP;
        END $$";

    let server = Server::start(Database::Postgres).await;
    let link = |id: &str, cause: &[&str]| {
        let context = json!({ "relatedEvents": cause });
        json!({ "id": id, "eventName": "x", "payload": 1, "timestamp": 5, "context": context })
    };
    server.publish_many(vec![link("a", &[]), link("b", &["a"])]).await;
    let database = server.stop().await;
    database.execute(GIVE).await;
    let mut settings = Settings::defaults().expect("the defaults").database;
    settings.url = database.owner_url.replace("postgres@", "plain_owner@");
    let migrations = Migrations::open(&settings).await.expect("a database");
    let all = migrations.status().await.expect("a status");
    let later = all.iter().skip_while(|one| !one.name.contains("_000018_")).count();
    migrations.down(u32::try_from(later).expect("a few")).await.expect("some steps back");
    migrations.up("sub").await.expect("some steps forth");
    let filled = "SELECT count(*) FROM event_relation WHERE event_timestamp = 5";
    assert_eq!(database.number(filled).await, 1);
}
