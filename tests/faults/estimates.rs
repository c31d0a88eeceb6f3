//! Tables that are not as PostgreSQL takes them to be.

use event_mesh::domain::clock::Clock;
use support::{Database, Server, TestDatabase, json};

const BATCHES: usize = 12;
const BATCH: usize = 1_000;

/// How many events there are of the large tenant.
const LARGE: i64 = 5_000;

/// Index scans count the rows that they read, those among them that a condition then leaves out.
const READ: &str = "SELECT sum(idx_tup_fetch)::bigint FROM pg_stat_user_tables
    WHERE relname = 'event_history'";

/// How many events statements read: what connections count is told at their end at the latest.
async fn read(server: Server) -> (TestDatabase, i64) {
    let database = server.stop().await;
    let read = database.number(READ).await;
    (database, read)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_does_not_read_all_events_before_it() {
    let server = Server::start(Database::Postgres).await;
    server.database.execute("ALTER TABLE event_history SET (autovacuum_enabled = false)").await;
    for batch in 0..BATCHES {
        let event = |number| json!({ "id": format!("{batch}-{number}"), "eventName": "imported", "payload": {} });
        server.publish_many((0..BATCH).map(event).collect()).await;
    }
    let (_database, read) = read(server).await;
    assert!(read < 20_000, "{BATCHES} batches of {BATCH} read {read} events");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_a_large_tenant_among_small_ones_is_found_by_its_id() {
    let database = Database::Postgres.create().await;
    let insert = |tenant: &str, events: i64| {
        format!(
            "INSERT INTO event_history (tenant_id, id, event_name, timestamp, payload, source,
                should_document, recorded_at, revision)
            SELECT {tenant}, number || {tenant}::text, 'imported', number, '{{}}', 'test', false, number, 1
            FROM generate_series(1, {events}) AS number"
        )
    };
    let tenant = "'00000000-0000-4000-8000-000000000001'::uuid";
    database.execute(&insert("gen_random_uuid()", 2 * LARGE)).await;
    database.execute(&insert(tenant, LARGE)).await;
    database.execute("ANALYZE event_history").await;
    let before = database.number(READ).await;
    let server = Server::start_over(database, Clock::system(), |_| ()).await;
    let update =
        "mutation ($id: ID!) { updateOutcome(id: $id, input: { outcome: \"it is there\" }) {
        event { revision }
    } }";
    for number in [1, LARGE / 2, LARGE] {
        let id = format!("{number}00000000-0000-4000-8000-000000000001");
        let data = server.ask(update, json!({ "id": id })).await;
        assert_eq!(data["updateOutcome"]["event"]["revision"], 2);
    }
    let (_database, after) = read(server).await;
    assert!(after - before < 100, "three updates read {} events", after - before);
}
