//! Row level security by itself: what statements see that nobody's conditions hold back.

use support::{Database, TestDatabase};

use crate::isolation::rows::{ALICE, BOB, LOG_TABLES, NOBODY, TABLES, insert, seen};

/// Two events of Alice, one of Bob, one of nobody, each with a link, an outcome and a narrative.
async fn filled() -> TestDatabase {
    let database = Database::Postgres.create().await;
    for (tenant, id) in [(ALICE, "a1"), (ALICE, "a2"), (BOB, "b"), (NOBODY, "n")] {
        insert(&database, tenant, id).await;
    }
    database
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
        (NOBODY.to_owned(), 1),
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
async fn the_server_sees_the_log_of_the_tenants_that_its_transaction_names() {
    let database = Database::Postgres.create().await;
    for tenant in [ALICE, BOB, NOBODY] {
        let place = format!("('{tenant}', 7, 0");
        database
            .execute(&format!(
                "INSERT INTO event_log VALUES {place}, 'a', 1, 1, 1);
                INSERT INTO event_log_removal VALUES {place})"
            ))
            .await;
    }
    let server = database.connect_as("server").await;
    for table in LOG_TABLES {
        let count = format!("SELECT count(*) FROM {table}");
        assert_eq!(server.number(&count).await, 0, "{table}");
        for (tenants, rows) in [(ALICE, 1), ("*", 3), ("", 0)] {
            server.execute(&format!("BEGIN; SET LOCAL event_mesh.tenants = '{tenants}'")).await;
            assert_eq!(server.number(&count).await, rows, "{table}, {tenants}");
            server.execute("COMMIT").await;
        }
    }
    server.execute(&format!("SET event_mesh.tenants = '{ALICE}'; DELETE FROM event_log")).await;
    assert_eq!(database.number("SELECT count(*) FROM event_log").await, 2);
    let other = format!("INSERT INTO event_log_removal VALUES ('{BOB}', 8, 0)");
    let refusal = server.refusal(&other).await;
    assert!(refusal.contains("violates row-level security policy"), "{refusal}");
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
        "UPDATE event_log SET change = 1",
        "DELETE FROM event_log_removal",
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
