//! Whether the server can hold, and read, every row of the original tables.

use sea_orm_migration::DbErr;
use sea_orm_migration::sea_orm::ConnectionTrait;

use super::query::counted;
use super::{EVENTS, NARRATIVES};

/// JSON that `serde_json` doesn't read, so that every list with such a row would fail: nested
/// deeper than 127, or with a number beyond the doubles.
const UNREADABLE: [&str; 2] = [
    r#"strict $.**{127} ? (@.type() == "object" || @.type() == "array")"#,
    "strict $.** ? (@ > 1.7976931348623157e308 || @ < -1.7976931348623157e308)",
];

/// One thing that a row can be refused for.
struct Flaw {
    table: &'static str,
    /// Which rows have it.
    condition: String,
    /// The column that names such a row.
    name: &'static str,
    /// What it is, and what to do.
    message: &'static str,
}

/// Why these tables can't be taken over with the rows that they hold.
pub(crate) async fn check(
    db: &impl ConnectionTrait,
    tables: &[&str],
) -> Result<Vec<String>, DbErr> {
    let mut reasons = Vec::new();
    for flaw in flaws().into_iter().filter(|flaw| tables.contains(&flaw.table)) {
        let Flaw { table, condition, name, message } = flaw;
        let query = format!("SELECT {name}::text FROM {table} AS t WHERE {condition}");
        if let Some((count, first)) = counted(db, &query).await? {
            let rows = if count == 1 { "row" } else { "rows" };
            reasons.push(format!("{count} {rows} of {table} {message} ({name} {first})"));
        }
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
            condition: r#"t.id COLLATE "C" !~ '^[A-Za-z0-9._:-]{1,128}$'"#.to_owned(),
            name: "id",
            message: "have ids that the API can't name: give them ids of 1 to 128 letters, digits, \
                      '.', '_', ':' or '-', also where relatedEvents names them",
        },
        Flaw {
            table: EVENTS,
            condition: "t.timestamp NOT BETWEEN -8640000000000000 AND 8640000000000000".to_owned(),
            name: "id",
            message: "lie beyond the dates that JavaScript knows: give them a timestamp within \
                      ±8640000000000000 milliseconds of 1970",
        },
        Flaw {
            table: EVENTS,
            // An entry of an index takes 2,704 bytes, the tenant, the time and the id with it.
            condition: "octet_length(t.event_name) > 2048".to_owned(),
            name: "id",
            message: "have names of more than 2,048 bytes, which no index takes: shorten them",
        },
        Flaw {
            table: EVENTS,
            condition: "t.payload = 'null'".to_owned(),
            name: "id",
            message: "have the JSON null as their payload, where the API promises a value: give \
                      them another one, like {}",
        },
        Flaw {
            table: EVENTS,
            condition: unreadable(&["t.payload", "t.user_intent", "t.context", "t.metadata"]),
            name: "id",
            message: "hold JSON that the server can't read: nested deeper than 127, or with a \
                      number beyond ±1.8e308; flatten it, or make the number text",
        },
    ]
}

fn flaws_of_narratives() -> Vec<Flaw> {
    vec![
        Flaw {
            table: NARRATIVES,
            condition: "NOT EXISTS (SELECT FROM event_history AS e WHERE e.id = t.event_id)"
                .to_owned(),
            name: "id",
            message: "belong to no event: give them one, or delete them",
        },
        Flaw {
            table: NARRATIVES,
            condition: "t.event_id IN (SELECT event_id FROM narrative_context \
                        GROUP BY event_id HAVING count(*) > 1)"
                .to_owned(),
            name: "event_id",
            message: "share their event with another one, and an event has one narrative: join \
                      them into one, or delete all but one",
        },
        Flaw {
            table: NARRATIVES,
            condition: ["t.screenshots", "t.ai_tags"].map(is_no_plain_list).join(" OR "),
            name: "id",
            message: "have screenshots or ai_tags that are no plain lists of text: take nulls and \
                      lists inside them out",
        },
        Flaw {
            table: NARRATIVES,
            condition: unreadable(&["t.code_snippets"]),
            name: "id",
            message: "hold JSON that the server can't read: nested deeper than 127, or with a \
                      number beyond ±1.8e308; flatten it, or make the number text",
        },
    ]
}
