//! Writing what became of the history since back into the original tables.

use sea_orm_migration::DbErr;
use sea_orm_migration::sea_orm::sqlx::postgres::PgDatabaseError;
use sea_orm_migration::sea_orm::{ConnectionTrait, RuntimeErr};

use super::query::{counted, execute};
use super::{has_narratives, lock, refusal, see_all};

const OURS: [&str; 4] =
    ["event_history", "event_relation", "outcome_revision", "narrative_context"];

const EVENTS: &str = include_str!("give_back_events.sql");
const DELETIONS: &str = include_str!("give_back_deletions.sql");
const NARRATIVES: &str = include_str!("give_back_narratives.sql");

/// What the original tables have no place for: what it is, which rows, and what to do.
type Flaw = (&'static str, &'static str, &'static str);

const FLAWS: [Flaw; 3] = [
    (
        "ids of several users' events, where the original has one event an id",
        "SELECT id FROM event_history GROUP BY id HAVING count(*) > 1",
        "delete all but one",
    ),
    (
        "events of a tenant that is not their user, where the original knows users only",
        "SELECT id FROM event_history
         WHERE tenant_id <> coalesce(user_id, '00000000-0000-0000-0000-000000000000')",
        "give them to their user, or delete them",
    ),
    (
        "ids of several narratives, where the original has one an id",
        "SELECT id::text FROM narrative_context GROUP BY id HAVING count(*) > 1",
        "delete all but one",
    ),
];

const NOT_LISTS: Flaw = (
    "narratives whose screenshots or tags are no lists of text, as the original's are",
    r#"SELECT id::text FROM narrative_context
       WHERE jsonb_typeof(screenshots) <> 'array' OR jsonb_typeof(ai_tags) <> 'array'
          OR jsonb_path_exists(screenshots, 'strict $[*] ? (@.type() != "string")')
          OR jsonb_path_exists(ai_tags, 'strict $[*] ? (@.type() != "string")')"#,
    "make them lists of text",
);

const NO_TABLE: Flaw = (
    "narratives, where the original has no table for them",
    "SELECT id::text FROM narrative_context",
    "delete them",
);

/// Brings the tables that are set aside up to date with ours, and empties ours, as they were
/// before the adoption. Triggers on the original tables fire, as for any other writer.
pub(crate) async fn give_back(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    lock(db, &OURS).await?;
    let unforced = see_all(db).await?;
    let narratives = has_narratives(db).await?;
    let last = if narratives { NOT_LISTS } else { NO_TABLE };
    let mut reasons = Vec::new();
    for (what, query, advice) in FLAWS.into_iter().chain([last]) {
        let found = counted(db, query).await?;
        reasons.extend(found.map(|found| format!("{what}, {found}: {advice}")));
    }
    if !reasons.is_empty() {
        return Err(cannot_give_back(&reasons));
    }
    // A narrative goes before its event, and comes after it.
    execute(db, EVENTS).await.map_err(explained)?;
    if narratives {
        execute(db, NARRATIVES).await.map_err(explained)?;
    }
    execute(db, DELETIONS).await.map_err(explained)?;
    unforced.restore(db).await.map_err(explained)?;
    execute(db, &format!("TRUNCATE {}", OURS.join(", "))).await
}

fn cannot_give_back(reasons: &[String]) -> DbErr {
    refusal("the history can't be given back to the original tables as it is", reasons)
}

/// Tells which row breaks which constraint of the original tables.
fn explained(error: DbErr) -> DbErr {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) =
        &error
    else {
        return error;
    };
    let cause = cause.as_database_error().and_then(|cause| cause.try_downcast_ref());
    let Some(cause): Option<&PgDatabaseError> = cause else { return error };
    let detail = cause.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    cannot_give_back(&[format!("{}{detail}", cause.message())])
}
