//! Copying the original rows into our tables.

use sea_orm_migration::DbErr;
use sea_orm_migration::sea_orm::{ConnectionTrait, Value};

use super::query::{execute, number, row, write};
use super::{cannot_take, has_narratives, see_all};

/// How many events are copied between two reports.
const CHUNK: i64 = 10_000;

/// The last of the next events, and how many they are. In the order of the column's own index.
const NEXT: &str = "
    SELECT max(next.id), count(*) FROM (
        SELECT original.id FROM event_mesh_original.event_history AS original
        WHERE original.id > $1 ORDER BY original.id LIMIT $2
    ) AS next";

const EVENTS: &str = include_str!("adopt_events.sql");
const RELATIONS: &str = include_str!("adopt_relations.sql");
const OUTCOMES: &str = include_str!("adopt_outcomes.sql");
const NARRATIVES: &str = include_str!("adopt_narratives.sql");

/// Fills our tables, which are empty, with what the original ones hold.
pub(crate) async fn adopt(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let unforced = see_all(db).await?;
    adopt_events(db).await?;
    if has_narratives(db).await? {
        adopt_narratives(db).await?;
    }
    unforced.restore(db).await?;
    // So that the first queries are planned for what the tables hold now.
    execute(db, "ANALYZE event_history, event_relation, outcome_revision, narrative_context").await
}

async fn adopt_events(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let all = number(db, "SELECT count(*) FROM event_mesh_original.event_history").await?;
    let mut last = String::new();
    let mut adopted = 0;
    loop {
        report(adopted, all, "events");
        let next = row(db, NEXT, vec![last.clone().into(), CHUNK.into()]).await?;
        let Some(until) = next.try_get_by_index::<Option<String>>(0)? else { break };
        let range: Vec<Value> = vec![last.into(), until.clone().into()];
        write(db, EVENTS, range.clone()).await?;
        write(db, RELATIONS, range.clone()).await?;
        write(db, OUTCOMES, range).await?;
        adopted += next.try_get_by_index::<i64>(1)?;
        last = until;
    }
    expect(all, number(db, "SELECT count(*) FROM event_history").await?, "events")
}

async fn adopt_narratives(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let all = number(db, "SELECT count(*) FROM event_mesh_original.narrative_context").await?;
    write(db, NARRATIVES, Vec::new()).await?;
    let copied = number(db, "SELECT count(*) FROM narrative_context").await?;
    report(copied, all, "narratives");
    expect(all, copied, "narratives")
}

fn report(copied: i64, all: i64, what: &str) {
    tracing::info!("adopted {copied} of {all} {what}");
}

fn expect(original: i64, copied: i64, what: &str) -> Result<(), DbErr> {
    if original == copied {
        return Ok(());
    }
    Err(cannot_take(&[format!("there are {original} {what}, but {copied} were copied")]))
}
