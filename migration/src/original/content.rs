//! Whether the server can hold, and read, every row of the original tables.

use sea_orm_migration::DbErr;
use sea_orm_migration::sea_orm::ConnectionTrait;

use super::query::counted;
use super::{EVENTS, NARRATIVES};

/// JSON that `serde_json` doesn't read, so that every list with such a row would fail: nested
/// deeper than 127, with a number beyond the doubles, or with a key that means something to it.
const UNREADABLE: [&str; 3] = [
    r#"strict $.**{127} ? (@.type() == "object" || @.type() == "array")"#,
    "strict $.** ? (@ > 1.7976931348623157e308 || @ < -1.7976931348623157e308)",
    r#"strict $.** ? (exists (@."$serde_json::private::RawValue"))"#,
];

/// One thing that a row can be refused for.
struct Flaw {
    table: &'static str,
    /// What it is, in the plural.
    what: &'static str,
    /// Which rows have it.
    condition: String,
    /// The column that names such a row.
    name: &'static str,
    /// What to do.
    advice: &'static str,
}

/// Why these tables can't be taken over with the rows that they hold.
pub(crate) async fn check(
    db: &impl ConnectionTrait,
    tables: &[&str],
) -> Result<Vec<String>, DbErr> {
    let mut reasons = Vec::new();
    for flaw in flaws().into_iter().filter(|flaw| tables.contains(&flaw.table)) {
        let Flaw { table, what, condition, name, advice } = flaw;
        let query = format!("SELECT {name}::text FROM {table} AS t WHERE {condition}");
        let found = counted(db, &query).await?;
        reasons.extend(found.map(|found| format!("{table}: {what}, {found}: {advice}")));
    }
    Ok(reasons)
}

fn unreadable(columns: &[&str]) -> String {
    let is_unreadable =
        |(column, path)| format!("coalesce(jsonb_path_exists({column}, '{path}'), false)");
    let pairs = columns.iter().flat_map(|column| UNREADABLE.map(|path| (column, path)));
    pairs.map(is_unreadable).collect::<Vec<_>>().join(" OR ")
}

fn is_no_plain_list(column: &str) -> String {
    let path = r#"strict $[*] ? (@.type() != "string")"#;
    format!("coalesce(jsonb_path_exists(to_jsonb({column}), '{path}'), false)")
}

fn flaws() -> Vec<Flaw> {
    let mut flaws = flaws_of_events();
    flaws.extend(flaws_of_narratives());
    flaws
}

fn flaws_of_events() -> Vec<Flaw> {
    vec![
        Flaw {
            table: EVENTS,
            what: "ids that the API can't name",
            condition: r#"t.id COLLATE "C" !~ '^[A-Za-z0-9._:-]{1,128}$'"#.to_owned(),
            name: "id",
            advice: "give them 1 to 128 letters, digits, '.', '_', ':' or '-', also where \
                     relatedEvents names them",
        },
        Flaw {
            table: EVENTS,
            what: "timestamps beyond the dates that JavaScript knows",
            condition: "t.timestamp NOT BETWEEN -8640000000000000 AND 8640000000000000".to_owned(),
            name: "id",
            advice: "bring them within ±8640000000000000 milliseconds of 1970",
        },
        Flaw {
            table: EVENTS,
            what: "names that are too long for an index",
            // An entry of an index takes 2,704 bytes, the tenant, the time and the id with it.
            condition: "octet_length(t.event_name) > 2048".to_owned(),
            name: "id",
            advice: "shorten them to 2,048 bytes",
        },
        Flaw {
            table: EVENTS,
            what: "payloads that are the JSON null, where the API promises a value",
            condition: "t.payload = 'null'".to_owned(),
            name: "id",
            advice: "make them something else, like {}",
        },
        Flaw {
            table: EVENTS,
            what: UNREADABLE_JSON,
            condition: unreadable(&["t.payload", "t.user_intent", "t.context", "t.metadata"]),
            name: "id",
            advice: MAKE_READABLE,
        },
    ]
}

const UNREADABLE_JSON: &str = "JSON that the server can't read (nested deeper than 127, a number \
                               beyond ±1.8e308, or a key '$serde_json::private::RawValue')";
const MAKE_READABLE: &str = "flatten it, write the number as text, or rename the key";

fn flaws_of_narratives() -> Vec<Flaw> {
    vec![
        Flaw {
            table: NARRATIVES,
            what: "narratives of no event",
            condition: "NOT EXISTS (SELECT FROM event_history AS e WHERE e.id = t.event_id)"
                .to_owned(),
            name: "id",
            advice: "give them one, or delete them",
        },
        Flaw {
            table: NARRATIVES,
            what: "narratives that share their event with another one, where an event has one",
            condition: "t.event_id IN (SELECT event_id FROM narrative_context \
                        GROUP BY event_id HAVING count(*) > 1)"
                .to_owned(),
            name: "event_id",
            advice: "join them into one, or delete all but one",
        },
        Flaw {
            table: NARRATIVES,
            what: "screenshots or ai_tags that are no plain lists of text",
            condition: ["t.screenshots", "t.ai_tags"].map(is_no_plain_list).join(" OR "),
            name: "id",
            advice: "take the nulls and the lists inside them out",
        },
        Flaw {
            table: NARRATIVES,
            what: UNREADABLE_JSON,
            condition: unreadable(&["t.code_snippets"]),
            name: "id",
            advice: MAKE_READABLE,
        },
    ]
}
