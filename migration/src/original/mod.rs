//! The two tables of the original TypeScript layer, as a database may hold them already.
//!
//! They are moved whole into a schema of their own, with their rows, indexes, constraints, policies
//! and triggers, and what they hold is copied into ours. So going back means moving them back, and
//! a row that nobody touched is, to the byte, what it was.

mod content;
mod copy;
mod give_back;
mod query;
mod shape;

use sea_orm_migration::DbErr;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

pub(crate) use content::check as check_content;
pub(crate) use copy::adopt;
pub(crate) use give_back::give_back;
pub(crate) use shape::{Found, check as check_shape, find, left_behind};

use query::{execute, is_true, texts};

/// Where the original tables wait.
pub(crate) const SCHEMA: &str = "event_mesh_original";

pub(crate) const EVENTS: &str = "event_history";
pub(crate) const NARRATIVES: &str = "narrative_context";

/// Whether tables were set aside that were in the current schema.
const IS_SET_ASIDE: &str = "
    SELECT EXISTS (
        SELECT FROM pg_namespace AS n
        JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = 'event_history'
        WHERE n.nspname = 'event_mesh_original'
          AND obj_description(n.oid, 'pg_namespace')
              = 'Set aside by Event Mesh, from the schema ' || current_schema()
    )";

const LABEL: &str = "
    DO $$ BEGIN EXECUTE format(
        'COMMENT ON SCHEMA event_mesh_original IS %L',
        'Set aside by Event Mesh, from the schema ' || current_schema()
    ); END $$";

const HAS_NARRATIVES: &str =
    "SELECT to_regclass('event_mesh_original.narrative_context') IS NOT NULL";

/// Whether the original tables of the current schema are set aside.
pub(crate) async fn is_set_aside(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(db.get_database_backend() == DbBackend::Postgres && is_true(db, IS_SET_ASIDE).await?)
}

/// Whether there is a table of narratives among those that are set aside.
async fn has_narratives(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    is_true(db, HAS_NARRATIVES).await
}

/// Keeps everybody else away from these tables until the end of the transaction.
pub(crate) async fn lock(db: &impl ConnectionTrait, tables: &[&str]) -> Result<(), DbErr> {
    execute(db, &format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", tables.join(", "))).await
}

/// Moves these tables of the current schema into the schema of their own.
pub(crate) async fn set_aside(db: &impl ConnectionTrait, tables: &[&str]) -> Result<(), DbErr> {
    execute(db, &format!("CREATE SCHEMA {SCHEMA}")).await?;
    execute(db, LABEL).await?;
    for table in tables {
        execute(db, &format!("ALTER TABLE {table} SET SCHEMA {SCHEMA}")).await?;
    }
    Ok(())
}

/// Takes from others than their owner what they may do with what was set aside, and remembers it.
pub(crate) async fn close(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    execute(db, include_str!("close.sql")).await
}

/// Gives others again what they could do with what was set aside.
pub(crate) async fn open(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    execute(db, include_str!("open.sql")).await
}

/// Moves the tables back into the current schema.
pub(crate) async fn move_back(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let home = texts(db, "SELECT quote_ident(current_schema())").await?.concat();
    let mut tables = vec![EVENTS];
    if has_narratives(db).await? {
        tables.push(NARRATIVES);
    }
    for table in tables {
        execute(db, &format!("ALTER TABLE {SCHEMA}.{table} SET SCHEMA {home}")).await?;
    }
    execute(db, &format!("DROP SCHEMA {SCHEMA}")).await
}

/// The tables of a schema whose policies bind their owner, too.
const FORCED: &str = "
    SELECT c.oid::regclass::text FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relname IN ('event_history', 'narrative_context') AND c.relforcerowsecurity";

/// Tables whose policies don't bind their owner for a while.
pub(crate) struct Unforced(Vec<String>);

/// Lets the owner of the original tables see every row, and makes it an error where a policy still
/// hides some: they would be lost without a word.
pub(crate) async fn see_all(db: &impl ConnectionTrait) -> Result<Unforced, DbErr> {
    execute(db, "SET LOCAL row_security = off").await?;
    let schema = if is_set_aside(db).await? { "'event_mesh_original'" } else { "current_schema()" };
    let forced = texts(db, &format!("{FORCED} AND n.nspname = {schema}")).await?;
    for table in &forced {
        execute(db, &format!("ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")).await?;
    }
    Ok(Unforced(forced))
}

impl Unforced {
    /// Binds the owner again.
    pub(crate) async fn restore(self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        // A constraint that is checked at the end would leave rows that forbid ALTER TABLE.
        execute(db, "SET CONSTRAINTS ALL IMMEDIATE").await?;
        for table in self.0 {
            execute(db, &format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY")).await?;
        }
        execute(db, "SET LOCAL row_security TO DEFAULT").await
    }
}

/// The refusal that gives all these reasons.
pub(crate) fn refusal(what: &str, reasons: &[String]) -> DbErr {
    DbErr::Migration(format!("{what}, and nothing was changed:\n- {}", reasons.join("\n- ")))
}

/// The refusal to take a history over.
pub(crate) fn cannot_take(reasons: &[String]) -> DbErr {
    refusal("the history of the original layer can't be taken over as it is", reasons)
}
