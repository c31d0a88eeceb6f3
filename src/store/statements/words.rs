//! Events' words as the databases take them, and what writes them.

use std::fmt::Write as _;

use sea_orm::Value;

use crate::domain::event::Event;
use crate::domain::ids::TenantId;
use crate::domain::narrative::Narrative;
use crate::domain::search::{Terms, VERSION};

/// What stands in the place of a word where there is none.
const GAP: &str = "\u{A6}";

/// What the word begins with that says whose an event is.
const OWNER: char = '\u{AC}';

/// Writes the words of events, as its four parameters tell them, whether or not they were written before.
pub(in crate::store) fn on_postgres() -> String {
    format!(
        "INSERT INTO event_search (tenant_id, event_id, timestamp, terms, version)
        SELECT tenant_id, event_id, timestamp, terms::tsvector, {VERSION}
        FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[])
            AS new (tenant_id, event_id, timestamp, terms)
        ON CONFLICT (tenant_id, event_id) DO UPDATE SET timestamp = excluded.timestamp,
            terms = excluded.terms, version = excluded.version"
    )
}

/// How many parameters [`on_postgres`] has.
pub(in crate::store) const COLUMNS: usize = 4;

/// The parameters of [`on_postgres`], for these events.
pub(in crate::store) fn columns(events: &[(&Event, Option<&Narrative>)]) -> [Value; COLUMNS] {
    let tenants: Vec<_> = events.iter().map(|(event, _)| event.tenant.0).collect();
    let ids: Vec<_> = events.iter().map(|(event, _)| event.id.as_str().to_owned()).collect();
    let times: Vec<_> = events.iter().map(|(event, _)| event.timestamp.millis()).collect();
    let terms: Vec<_> = events.iter().map(|one| vector(one.0.tenant, &terms(*one))).collect();
    [tenants.into(), ids.into(), times.into(), terms.into()]
}

/// The words of an event, as SQLite takes them.
pub(in crate::store) fn on_sqlite((event, narrative): (&Event, Option<&Narrative>)) -> String {
    sequence(event.tenant, &terms((event, narrative)))
}

fn terms((event, narrative): (&Event, Option<&Narrative>)) -> Terms {
    Terms::of(event, narrative.map(|narrative| &narrative.text))
}

/// The word that says whose an event is. No text holds it.
pub(in crate::store) fn owner(tenant: TenantId) -> String {
    format!("{OWNER}{}", tenant.0.simple())
}

/// A `tsvector`, in which each word tells its places. Words hold nothing that would end them.
///
/// Source: <https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSVECTOR>
fn vector(tenant: TenantId, terms: &Terms) -> String {
    let mut vector = String::new();
    let positions = terms.positions();
    for places in positions.chunk_by(|one, next| one.0 == next.0) {
        let Some((word, _)) = places.first() else { continue };
        vector.extend(["'", word, "'"]);
        for (index, (_, place)) in places.iter().enumerate() {
            let _ = write!(vector, "{}{place}", if index == 0 { ':' } else { ',' });
        }
        vector.push(' ');
    }
    let _ = write!(vector, "'{}'", owner(tenant));
    vector
}

/// Words in their order, which FTS5 counts.
fn sequence(tenant: TenantId, terms: &Terms) -> String {
    let mut sequence = String::new();
    for word in terms.places() {
        sequence.push_str(word.unwrap_or(GAP));
        sequence.push(' ');
    }
    sequence.push_str(GAP);
    sequence.push(' ');
    sequence.push_str(&owner(tenant));
    sequence
}
