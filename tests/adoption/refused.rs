//! What can't be taken over is named, and stays as it is.

use event_mesh::config::Settings;
use event_mesh::store::Migrations;
use support::BareDatabase;

use crate::adoption::history::{self, facts};

/// Does something to a history, is refused for it in these words, and finds all as it was.
async fn refuses(sql: &str, words: &[&str]) {
    let database = history::small().await;
    database.execute(sql).await;
    refuses_all(&database, words).await;
}

async fn refuses_all(database: &BareDatabase, words: &[&str]) {
    let before = facts(database).await;
    let refusal = database.migrations().await.up("sub").await.expect_err("a refusal").to_string();
    for word in words.iter().chain(&["can't be taken over as it is, and nothing was changed:\n- "])
    {
        assert!(refusal.contains(word), "{refusal}");
    }
    assert_eq!(facts(database).await, before);
    let table = "SELECT count(*)::text FROM pg_class WHERE relname = 'seaql_migrations'";
    assert_eq!(database.texts(table).await, ["0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_that_are_missing_or_other_ones() {
    refuses(
        "ALTER TABLE event_history DROP COLUMN metadata;
         ALTER TABLE event_history ALTER COLUMN source TYPE varchar(200);
         ALTER TABLE event_history ALTER COLUMN event_name DROP NOT NULL;
         ALTER TABLE narrative_context ALTER COLUMN ai_tags TYPE jsonb USING to_jsonb(ai_tags)",
        &[
            "- event_history.metadata is missing: add it, as jsonb",
            "- event_history.source is character varying(200): alter it to text",
            "- event_history.event_name may be null: alter it to NOT NULL",
            "- narrative_context.ai_tags is jsonb: alter it to text[]",
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_are_not_unique() {
    refuses(
        "ALTER TABLE event_history DROP CONSTRAINT event_history_pkey CASCADE",
        &["event_history.id is not unique", "event_history.id"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn further_columns_that_new_rows_could_not_fill() {
    refuses(
        "ALTER TABLE event_history ADD COLUMN version INT NOT NULL DEFAULT 1;
         ALTER TABLE event_history ALTER COLUMN version DROP DEFAULT;",
        &["event_history.version is none of the original's columns"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_the_api_can_not_name() {
    refuses(
        "INSERT INTO event_history
         SELECT id, 'x', 'y', 1, '{}' FROM unnest(ARRAY['a b', '', 'é', 'c''d', repeat('x', 129)]) AS id",
        &["- event_history: ids that the API can't name, 5 in all ('a b', '', 'é', …): give them"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_that_javascript_does_not_know() {
    refuses(
        "INSERT INTO event_history VALUES ('late', 'x', 'y', 8640000000000001, '{}')",
        &["timestamps beyond the dates that JavaScript knows, 1 in all ('late')"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_no_index_takes() {
    refuses(
        "INSERT INTO event_history VALUES ('long', repeat('x', 2049), 'y', 1, '{}')",
        &["names that are too long for an index, 1 in all ('long')"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payloads_that_are_null() {
    refuses(
        "UPDATE event_history SET payload = 'null' WHERE id IN ('a1', 'b1')",
        &["payloads that are the JSON null", "2 in all ('a1', 'b1')"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn json_that_the_server_can_not_read() {
    refuses(
        r#"INSERT INTO event_history (id, event_name, source, timestamp, payload, metadata) VALUES
             ('deep', 'x', 'y', 1, '{}', (repeat('[', 128) || repeat(']', 128))::jsonb),
             ('wide', 'x', 'y', 1, '[[1e309]]', NULL),
             ('raw', 'x', 'y', 1, '[{"$serde_json::private::RawValue": 1}]', NULL);
         UPDATE narrative_context SET code_snippets = '[-1e400]' WHERE event_id = 'a1'"#,
        &[
            "- event_history: JSON that the server can't read",
            "3 in all ('deep', 'wide', 'raw')",
            "- narrative_context: JSON that the server can't read",
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn narratives_that_are_not_one_for_one_event() {
    refuses(
        "INSERT INTO narrative_context (id, event_id) VALUES
             ('00000000-0000-4000-8000-000000000003', 'a1'),
             ('00000000-0000-4000-8000-000000000004', NULL);
         UPDATE narrative_context SET ai_tags = '{{a},{b}}' WHERE event_id = 'a2';
         UPDATE narrative_context SET screenshots = '{NULL}' WHERE id::text ~ '3$'",
        &[
            "narratives of no event, 1 in all",
            "narratives that share their event with another one, where an event has one, 2 in all",
            "screenshots or ai_tags that are no plain lists of text, 2 in all",
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_follow_the_tables_when_they_move() {
    refuses(
        "CREATE VIEW recent AS SELECT id FROM event_history;
         CREATE TABLE likes (event_id text REFERENCES event_history);
         CREATE TABLE secrets (id text);
         ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
         CREATE POLICY own ON secrets USING (id IN (SELECT id FROM event_history));
         CREATE FUNCTION workflow(text) RETURNS SETOF event_history LANGUAGE sql AS
             'SELECT * FROM event_history WHERE id = $1'",
        &[
            "view recent",
            "constraint likes_event_id_fkey on table likes",
            "policy own on table secrets",
            "function workflow(text)",
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn views_and_partitioned_tables() {
    for kind in [
        "CREATE VIEW event_history AS SELECT 'a' AS id",
        "CREATE TABLE event_history (id text) PARTITION BY LIST (id)",
        "CREATE TABLE parent (id text); CREATE TABLE event_history () INHERITS (parent)",
    ] {
        let database = BareDatabase::create().await;
        database.execute(kind).await;
        refuses_all(&database, &["event_history is not an ordinary table"]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn narratives_alone() {
    refuses(
        "ALTER TABLE event_history RENAME TO events",
        &["there is a narrative_context without an event_history"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_in_another_schema_than_the_new_ones_would_be() {
    let database = history::small().await;
    database
        .execute(&format!(
            "CREATE SCHEMA mine; ALTER ROLE postgres IN DATABASE {} SET search_path = mine, public",
            database.name
        ))
        .await;
    refuses_all(&database, &["event_history is in the schema public"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_another_role() {
    let database = history::small().await;
    database.execute(&format!("GRANT ALL ON event_history TO {}", database.name)).await;
    let mut settings = database.settings();
    settings.migration_url = database.url_of_owner();
    let migrations = Migrations::open(&settings).await.expect("a database");
    let refusal = migrations.up("sub").await.expect_err("a refusal").to_string();
    assert!(refusal.contains("event_history belongs to the role postgres"), "{refusal}");
    assert!(refusal.contains("MIGRATION_DATABASE_URL"), "{refusal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_to_wait_that_is_taken() {
    refuses(
        "CREATE SCHEMA event_mesh_original",
        &["there is a schema event_mesh_original already"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut settings = Settings::defaults().expect("the defaults").database;
    settings.url = format!("sqlite://{}?mode=rwc", folder.path().join("x.db").display());
    let connection = sea_orm::Database::connect(&settings.url).await.expect("a database");
    sea_orm::ConnectionTrait::execute_unprepared(
        &connection,
        "CREATE TABLE event_history (id TEXT PRIMARY KEY); INSERT INTO event_history VALUES ('a')",
    )
    .await
    .expect("a table");
    let migrations = Migrations::open(&settings).await.expect("a database");
    assert!(!migrations.would_adopt().await.expect("an answer"));
    let refusal = migrations.up("sub").await.expect_err("a refusal").to_string();
    assert!(refusal.contains("taken over on PostgreSQL only"), "{refusal}");
    let status = migrations.status().await.expect("a status");
    assert!(status.iter().all(|migration| !migration.applied));
}
