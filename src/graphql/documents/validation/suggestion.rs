//! What somebody who misspelt a name may have meant.

use async_graphql::registry::Registry;

/// How many names are told at most.
const MOST: usize = 5;

/// Names like this one, ready to end an error with; nothing in production, where the schema is not
/// told.
pub(super) fn did_you_mean<'n>(
    registry: &Registry,
    name: &str,
    known: impl IntoIterator<Item = &'n (impl AsRef<str> + ?Sized + 'n)>,
) -> String {
    if !registry.enable_suggestions {
        return String::new();
    }
    let allowed = name.len() * 2 / 5 + 1;
    let known = known.into_iter().map(AsRef::as_ref).filter(|known| !known.starts_with("__"));
    let mut similar: Vec<(usize, &str)> = known
        .map(|known| (distance(name, known), known))
        .filter(|(by, _)| *by <= allowed)
        .collect();
    similar.sort_unstable();
    let told = similar.iter().take(MOST).map(|(_, known)| format!("\"{known}\""));
    let told = told.collect::<Vec<_>>().join(" or ");
    if told.is_empty() { told } else { format!(". Did you mean {told}?") }
}

/// How many letters are to be changed, added or left out to make one name of the other.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (column, other) in other.bytes().enumerate() {
            let changed = diagonal + usize::from(!letter.eq_ignore_ascii_case(&other));
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}
