//! Rows that were written beside the server.

use support::{Sql, TestDatabase};

pub(crate) const ALICE: &str = "00000000-0000-4000-8000-00000000000a";
pub(crate) const BOB: &str = "00000000-0000-4000-8000-00000000000b";
pub(crate) const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

pub(crate) const TABLES: [&str; 4] =
    ["event_history", "event_relation", "outcome_revision", "narrative_context"];

/// What only the server reads.
pub(crate) const LOG_TABLES: [&str; 2] = ["event_log", "event_log_removal"];

/// What only the server knows of words.
pub(crate) const SEARCH_TABLES: [&str; 2] = ["event_search", "event_search_progress"];

/// What only the server knows of stories that wait for a model.
pub(crate) const STORY_TABLES: [&str; 2] = ["narrative_job", "narrative_spend"];

/// Writes an event of this tenant with a link, an outcome and a narrative: a row of each table.
pub(crate) async fn insert(database: &TestDatabase, tenant: &str, id: &str) {
    let sql = format!(
        "INSERT INTO event_history (tenant_id, id, event_name, source, timestamp, payload,
            should_document, recorded_at, revision, user_id)
            VALUES ('{tenant}', '{id}', 'x', 'test', 1, '{{}}', false, 1, 1,
                nullif('{tenant}', '{NOBODY}')::uuid);
        INSERT INTO event_relation VALUES ('{tenant}', '{id}', 'a', 0, 0);
        INSERT INTO outcome_revision (tenant_id, event_id, revision, outcome, recorded_at)
            VALUES ('{tenant}', '{id}', 1, 'done', 1);
        INSERT INTO narrative_context (tenant_id, id, event_id, screenshots, code_snippets,
            ai_tags, recorded_at)
            VALUES ('{tenant}', gen_random_uuid(), '{id}', '[]', '[]', '[]', 1);"
    );
    database.execute(&sql).await;
}

/// How many rows of each table a connection sees.
pub(crate) async fn seen(sql: &Sql) -> Vec<i64> {
    let mut seen = Vec::new();
    for table in TABLES {
        seen.push(sql.number(&format!("SELECT count(*) FROM {table}")).await);
    }
    seen
}
