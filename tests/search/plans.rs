//! How PostgreSQL answers, as the role that serves, where the tables' owner is no superuser.

use event_mesh::domain::search::TextQuery;
use support::{Database, Server, Sql};

use super::agreement::fill;

/// What the function runs for one tenant and for all: the bounds, and the order.
const STATEMENTS: [(&str, &str); 2] = [
    (
        "tenant_id = '00000000-0000-0000-0000-000000000000'
            AND (timestamp, event_id) < (9, '') AND (timestamp, event_id) > (1, '')",
        "timestamp DESC, event_id DESC",
    ),
    (
        "(timestamp, event_id, tenant_id) < (9, '', '00000000-0000-0000-0000-000000000000')",
        "timestamp DESC, event_id DESC, tenant_id DESC",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn events_are_read_in_order_or_by_their_words() {
    let server = Server::start(Database::Postgres).await;
    fill(&server).await;
    let database = Sql::connect(&server.database.owner_url).await;
    database.execute("ANALYZE event_search; SET enable_seqscan = off").await;
    let plan =
        async |statement: String| database.texts(&format!("EXPLAIN {statement}")).await.join("\n");
    for (bounds, order) in STATEMENTS {
        database.execute("SET enable_bitmapscan = off; SET enable_indexscan = on").await;
        let through = format!(
            "SELECT terms @@ 'refund'::tsquery FROM event_search WHERE {bounds} ORDER BY {order} LIMIT 1000"
        );
        let through = plan(through).await;
        assert!(through.contains("Index Scan") && !through.contains("Sort"), "{through}");
        database.execute("SET enable_bitmapscan = on; SET enable_indexscan = off").await;
        for query in ["'nowhere'", "'refund' & 'nowhere'", "'ref':*", "'a' <-> 'b'", "'a' & !'b'"] {
            let query = query.replace('\'', "''");
            let up = format!(
                "SELECT event_id FROM event_search WHERE {bounds} AND terms @@ '{query}'::tsquery
                ORDER BY {order} LIMIT 51"
            );
            let up = plan(up).await;
            assert!(up.contains("Bitmap Index Scan") && !up.contains("Seq Scan"), "{up}");
        }
    }
}

/// The statement that the serving role runs, by the scans that PostgreSQL counts.
#[tokio::test(flavor = "multi_thread")]
async fn the_serving_role_asks_the_index() {
    let server = Server::start(Database::Postgres).await;
    fill(&server).await;
    server
        .database
        .execute(
            "DO $$ BEGIN CREATE ROLE plain_owner LOGIN; \
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
            ALTER TABLE event_search OWNER TO plain_owner;
            GRANT USAGE ON SCHEMA event_mesh TO plain_owner;
            GRANT CREATE ON SCHEMA event_mesh TO plain_owner;
            ALTER FUNCTION event_mesh.search OWNER TO plain_owner;
            ANALYZE event_search",
        )
        .await;
    let store = super::agreement::store(&server).await;
    let page = super::agreement::page();
    let scans =
        "SELECT sum(seq_scan)::bigint FROM pg_stat_user_tables WHERE relname = 'event_search'";
    let before = server.database.number(scans).await;
    let view = event_mesh::domain::view::View {
        viewer: event_mesh::domain::viewer::Viewer::Anonymous,
        parts: event_mesh::domain::view::Parts::NONE,
    };
    let query = TextQuery::parse("callStripe", false).expect("a query").expect("words");
    let found = store.reader.search_events(view, (&query, None), &page).await.expect("an answer");
    assert!(!found.items.is_empty());
    store.database().close().await;
    server.database.execute("SELECT pg_stat_force_next_flush()").await;
    assert_eq!(server.database.number(scans).await, before);
}
