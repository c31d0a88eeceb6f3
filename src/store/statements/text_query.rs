//! Queries as the databases take them. Words hold nothing that means something there.

use super::words::owner;
use crate::domain::ids::TenantId;
use crate::domain::search::{Term, TextQuery};

/// A `tsquery`. The function that is asked adds whose the events must be.
///
/// Source: <https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY>
pub(in crate::store) fn on_postgres(query: &TextQuery) -> String {
    let term = |term: &Term| {
        let words: Vec<String> = term.words.iter().map(|word| format!("'{word}'")).collect();
        let star = if term.is_prefix { ":*" } else { "" };
        let sign = if term.is_negative { "!" } else { "" };
        format!("{sign}({}{star})", words.join(" <-> "))
    };
    let terms: Vec<String> = query.terms().iter().map(term).collect();
    terms.join(" & ")
}

/// The words of a query without what else it asks for: which of them stand behind one another, and what must
/// not be there.
pub(in crate::store) fn words_on_postgres(query: &TextQuery) -> String {
    let wanted = query.terms().iter().filter(|term| !term.is_negative);
    let words = wanted.flat_map(|term| {
        let last = term.words.len() - 1;
        let star = move |place| if term.is_prefix && place == last { ":*" } else { "" };
        term.words.iter().enumerate().map(move |(place, word)| format!("'{word}'{}", star(place)))
    });
    words.collect::<Vec<_>>().join(" & ")
}

/// A query of FTS5, of the events of a tenant or all.
///
/// Source: <https://sqlite.org/fts5.html#full_text_query_syntax>
pub(in crate::store) fn on_sqlite(query: &TextQuery, tenant: Option<TenantId>) -> String {
    let term = |term: &Term| {
        let star = if term.is_prefix { " *" } else { "" };
        format!("\"{}\"{star}", term.words.join(" "))
    };
    let of = |is_negative: bool| {
        query.terms().iter().filter(move |term| term.is_negative == is_negative).map(term)
    };
    let owner = tenant.map(|tenant| format!("\"{}\"", owner(tenant)));
    let wanted: Vec<String> = owner.into_iter().chain(of(false)).collect();
    let unwanted = of(true).map(|term| format!(" NOT {term}"));
    unwanted.fold(format!("({})", wanted.join(" AND ")), |query, term| query + &term)
}
