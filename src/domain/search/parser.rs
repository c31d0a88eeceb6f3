//! The marks of a query: `"a phrase"`, `word*`, `-word`.

/// A piece of a query, between its marks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) is_prefix: bool,
    pub(super) is_negative: bool,
}

/// The pieces of a query, each of which is a phrase. A quotation that isn't closed goes on to the end.
/// With `is_unfinished` the last piece is a prefix, unless it was closed.
pub(super) fn pieces(text: &str, is_unfinished: bool) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let without_sign = rest.trim_start_matches('-');
        let is_negative = without_sign.len() < rest.len();
        rest = without_sign;
        let (text, is_prefix, is_open);
        if let Some(quoted) = rest.strip_prefix('"') {
            (text, rest) = quoted.split_once('"').unwrap_or((quoted, ""));
            is_open = text.len() == quoted.len();
            let behind = rest.trim_start_matches('*');
            is_prefix = behind.len() < rest.len();
            rest = behind;
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
            (text, rest) = rest.split_at(end);
            (is_prefix, is_open) = (text.ends_with('*'), true);
        }
        rest = rest.trim_start();
        let is_last = is_unfinished && is_open && rest.is_empty();
        pieces.push(Piece { text, is_prefix: is_prefix || is_last, is_negative });
    }
    pieces
}
