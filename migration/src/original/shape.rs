//! Whether the tables that are there are those of the original layer.

use sea_orm_migration::DbErr;
use sea_orm_migration::sea_orm::{ConnectionTrait, QueryResult};

use super::query::{is_true, rows, texts};
use super::{EVENTS, NARRATIVES, SCHEMA};

/// A column of the original: its name, type, and whether the original requires it.
type Column = (&'static str, &'static str, bool);

const EVENT_COLUMNS: [Column; 10] = [
    ("id", "text", true),
    ("event_name", "text", true),
    ("source", "text", true),
    ("timestamp", "bigint", true),
    ("payload", "jsonb", true),
    ("should_document", "boolean", false),
    ("user_intent", "jsonb", false),
    ("context", "jsonb", false),
    ("metadata", "jsonb", false),
    ("user_id", "uuid", false),
];

const NARRATIVE_COLUMNS: [Column; 8] = [
    ("id", "uuid", true),
    ("event_id", "text", false),
    ("long_description", "text", false),
    ("screenshots", "text[]", false),
    ("code_snippets", "jsonb", false),
    ("ai_narrative", "text", false),
    ("ai_summary", "text", false),
    ("ai_tags", "text[]", false),
];

/// The tables of the original that a database holds.
#[derive(Debug)]
pub(crate) struct Found {
    /// Their names.
    pub(crate) tables: Vec<&'static str>,
    /// Why they can't be moved, whatever they hold.
    pub(crate) reasons: Vec<String>,
}

/// Looks for tables that are not ours under our names.
pub(crate) async fn find(db: &impl ConnectionTrait) -> Result<Option<Found>, DbErr> {
    let mut found = Found { tables: Vec::new(), reasons: Vec::new() };
    for row in rows(db, include_str!("tables.sql")).await? {
        let name: String = row.try_get("", "name")?;
        let name = if name == EVENTS { EVENTS } else { NARRATIVES };
        if row.try_get::<bool>("", "has_tenants")? {
            continue;
        }
        found.tables.push(name);
        found.reasons.extend(why_it_stays(name, &row)?);
    }
    found.tables.sort_unstable();
    if found.tables == [NARRATIVES] {
        found
            .reasons
            .push(format!("there is a {NARRATIVES} without an {EVENTS}: rename it, or drop it"));
    }
    Ok((!found.tables.is_empty()).then_some(found))
}

fn why_it_stays(name: &str, row: &QueryResult) -> Result<Option<String>, DbErr> {
    let is = |property: &str| row.try_get::<bool>("", property);
    let schema: String = row.try_get("", "schema")?;
    if !is("is_at_home")? {
        return Ok(Some(format!(
            "{name} is in the schema {schema}, but new tables would be made in another one: put \
             {schema} first in the role's search_path"
        )));
    }
    if !is("is_plain")? {
        return Ok(Some(format!(
            "{name} is not an ordinary table, but a view, or partitioned, or inherits: make one \
             that holds its rows"
        )));
    }
    if !is("is_own")? {
        let owner: String = row.try_get("", "owner")?;
        return Ok(Some(format!(
            "{name} belongs to the role {owner}: connect as that role (MIGRATION_DATABASE_URL)"
        )));
    }
    Ok(None)
}

/// Why tables of this shape can't be taken over; with a warning for what is taken only in part.
pub(crate) async fn check(
    db: &impl ConnectionTrait,
    tables: &[&str],
) -> Result<Vec<String>, DbErr> {
    let mut reasons = Vec::new();
    let columns = rows(db, include_str!("columns.sql")).await?;
    for table in tables {
        let columns =
            columns.iter().filter_map(|row| match row.try_get::<String>("", "table_name") {
                Ok(name) if name == *table => Some(ActualColumn::read(row)),
                Ok(_) => None,
                Err(error) => Some(Err(error)),
            });
        let columns: Vec<ActualColumn> = columns.collect::<Result<_, _>>()?;
        let expected: &[Column] =
            if *table == EVENTS { &EVENT_COLUMNS } else { &NARRATIVE_COLUMNS };
        reasons.extend(compare(table, expected, &columns));
    }
    let dependents = texts(db, include_str!("dependents.sql")).await?;
    if !dependents.is_empty() {
        reasons.push(format!(
            "these depend on the tables, and would follow them when they are set aside: {}; drop \
             them, and make them again afterwards",
            dependents.join(", ")
        ));
    }
    reasons.extend(why_there_is_no_room(db).await?);
    Ok(reasons)
}

struct ActualColumn {
    name: String,
    kind: String,
    is_required: bool,
    has_default: bool,
    is_key: bool,
}

impl ActualColumn {
    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            name: row.try_get("", "name")?,
            kind: row.try_get("", "type")?,
            is_required: row.try_get("", "is_required")?,
            has_default: row.try_get("", "has_default")?,
            is_key: row.try_get("", "is_key")?,
        })
    }
}

fn compare(table: &str, expected: &[Column], actual: &[ActualColumn]) -> Vec<String> {
    let mut reasons = Vec::new();
    for (name, kind, is_required) in expected {
        let Some(column) = actual.iter().find(|column| column.name == *name) else {
            reasons.push(format!("{table}.{name} is missing: add it, as {kind}"));
            continue;
        };
        if column.kind != *kind {
            let actual = &column.kind;
            reasons.push(format!("{table}.{name} is {actual}: alter it to {kind}"));
        }
        if *is_required && !column.is_required {
            reasons.push(format!("{table}.{name} may be null: alter it to NOT NULL"));
        }
        if *name == "id" && !column.is_key {
            reasons.push(format!("{table}.id is not unique: make it the primary key"));
        }
    }
    for column in actual {
        let name = &column.name;
        if expected.iter().any(|(expected, ..)| expected == name) {
            continue;
        }
        if column.is_required && !column.has_default {
            reasons.push(format!(
                "{table}.{name} is none of the original's columns, and rows that are written later \
                 would have nothing for it: give it a default, or let it be null"
            ));
        } else {
            tracing::warn!(
                "{table}.{name} is none of the original's columns: it stays behind in {SCHEMA}"
            );
        }
    }
    reasons
}

async fn why_there_is_no_room(db: &impl ConnectionTrait) -> Result<Option<String>, DbErr> {
    let is_taken = format!("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = '{SCHEMA}')");
    if is_true(db, &is_taken).await? {
        return Ok(Some(format!(
            "there is a schema {SCHEMA} already, where the tables would wait: rename it, or drop it"
        )));
    }
    let may_create = "SELECT has_database_privilege(current_database(), 'CREATE')";
    if !is_true(db, may_create).await? {
        return Ok(Some(
            "the role may not make the schema where the tables would wait: GRANT CREATE ON \
             DATABASE to it"
                .to_owned(),
        ));
    }
    Ok(None)
}

/// What belongs to the tables and has no effect on ours.
pub(crate) async fn left_behind(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    texts(db, include_str!("left_behind.sql")).await
}
