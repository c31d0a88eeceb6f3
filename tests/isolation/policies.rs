//! Row level security by itself: what statements see that nobody's conditions hold back.

use support::{Database, Sql, TestDatabase};

const ALICE: &str = "00000000-0000-4000-8000-00000000000a";
const BOB: &str = "00000000-0000-4000-8000-00000000000b";
const TABLES: [&str; 4] =
    ["event_history", "event_relation", "outcome_revision", "narrative_context"];

/// Two events of Alice, one of Bob, one of nobody, each with a link, an outcome and a narrative.
async fn filled() -> TestDatabase {
    let database = Database::Postgres.create().await;
    let nobody = "00000000-0000-0000-0000-000000000000";
    for (tenant, id) in [(ALICE, "a1"), (ALICE, "a2"), (BOB, "b"), (nobody, "n")] {
        let sql = format!(
            "INSERT INTO event_history (tenant_id, id, event_name, source, timestamp, payload,
                should_document, recorded_at, revision)
                VALUES ('{tenant}', '{id}', 'x', 'test', 1, '{{}}', false, 1, 1);
            INSERT INTO event_relation VALUES ('{tenant}', '{id}', 'a1', 0);
            INSERT INTO outcome_revision (tenant_id, event_id, revision, outcome, recorded_at)
                VALUES ('{tenant}', '{id}', 1, 'done', 1);
            INSERT INTO narrative_context (tenant_id, id, event_id, screenshots, code_snippets,
                ai_tags, recorded_at)
                VALUES ('{tenant}', gen_random_uuid(), '{id}', '[]', '[]', '[]', 1);"
        );
        database.execute(&sql).await;
    }
    database
}

/// How many rows of each table a connection sees.
async fn seen(sql: &Sql) -> Vec<i64> {
    let mut seen = Vec::new();
    for table in TABLES {
        seen.push(sql.number(&format!("SELECT count(*) FROM {table}")).await);
    }
    seen
}

#[tokio::test]
async fn the_server_sees_the_tenants_that_its_transaction_names() {
    let database = filled().await;
    let server = database.connect_as("server").await;
    assert_eq!(seen(&server).await, [0; 4], "without a setting");
    for (tenants, rows) in [
        (ALICE.to_owned(), 2),
        (BOB.to_owned(), 1),
        (format!("{ALICE} {BOB}"), 3),
        ("00000000-0000-0000-0000-000000000000".to_owned(), 1),
        ("*".to_owned(), 4),
        (String::new(), 0),
        ("% _ ".to_owned(), 0),
        (ALICE.to_uppercase(), 0),
    ] {
        server.execute(&format!("BEGIN; SET LOCAL event_mesh.tenants = '{tenants}'")).await;
        assert_eq!(seen(&server).await, [rows; 4], "{tenants}");
        server.execute("COMMIT").await;
        assert_eq!(seen(&server).await, [0; 4], "after {tenants}");
    }
}

#[tokio::test]
async fn the_server_writes_for_the_tenants_that_its_transaction_names() {
    let database = filled().await;
    let server = database.connect_as("server").await;
    let insert = |tenant: &str| {
        format!(
            "SET LOCAL event_mesh.tenants = '{ALICE}';
            INSERT INTO outcome_revision (tenant_id, event_id, revision, recorded_at)
                VALUES ('{tenant}', 'a1', 2, 1)"
        )
    };
    server.execute(&insert(ALICE)).await;
    let refusal = server.refusal(&insert(BOB)).await;
    assert!(refusal.contains("violates row-level security policy"), "{refusal}");
    server
        .execute(&format!(
            "SET LOCAL event_mesh.tenants = '{ALICE}'; UPDATE event_history SET revision = 9"
        ))
        .await;
    let changed = "SELECT count(*) FROM event_history WHERE revision = 9";
    assert_eq!(database.number(changed).await, 2);
}

#[tokio::test]
async fn the_server_can_neither_delete_nor_rewrite_history() {
    let database = filled().await;
    let server = database.connect_as("server").await;
    for sql in [
        "DELETE FROM event_history",
        "TRUNCATE event_history CASCADE",
        "UPDATE event_history SET payload = '1'",
        "UPDATE event_history SET tenant_id = gen_random_uuid()",
        "UPDATE outcome_revision SET outcome = 'x'",
        "DELETE FROM outcome_revision",
        "DELETE FROM event_relation",
        "ALTER TABLE event_history DISABLE ROW LEVEL SECURITY",
        "DROP POLICY event_mesh_server ON event_history",
        "DELETE FROM seaql_migrations",
    ] {
        let refusal = server.refusal(&format!("SET event_mesh.tenants = '*'; {sql}")).await;
        let is_forbidden =
            refusal.contains("permission denied") || refusal.contains("must be owner");
        assert!(is_forbidden, "{sql}: {refusal}");
    }
}

#[tokio::test]
async fn an_owner_is_held_too() {
    let database = filled().await;
    database
        .execute(
            "DO $$ BEGIN CREATE ROLE plain_owner LOGIN; \
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
        )
        .await;
    for table in TABLES {
        database.execute(&format!("ALTER TABLE {table} OWNER TO plain_owner")).await;
    }
    let owner = database.connect_as("plain_owner").await;
    assert_eq!(seen(&owner).await, [0; 4]);
}
