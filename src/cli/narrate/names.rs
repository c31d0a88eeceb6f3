//! What documents are called: `2026/2026-03-02-3f9a1c2e.md`.
//!
//! Nothing of a name is text of an event: the date is that of the first event in UTC, and what follows is the
//! beginning of a hash, in letters that every file system tells apart.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::ids::EventKey;
use crate::domain::timestamp::Timestamp;

/// The folder of documents whose first event happened outside the years that dates can be written of.
const UNDATED: &str = "undated";

/// How many digits of the hash a name has: more where another document has the name.
const LENGTHS: [usize; 8] = [8, 12, 16, 24, 32, 40, 48, 64];

/// The name of a document, within the folder that is written to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct DocumentName(String);

impl DocumentName {
    /// The names that a thread may have, in the order in which they are tried.
    pub(super) fn candidates(began: Timestamp, key: &EventKey) -> [Self; 8] {
        let text = began.to_rfc3339();
        let date = text.as_deref().map_or(UNDATED, |text| &text[..10]).to_owned();
        let folder = text.as_deref().map_or(UNDATED, |text| &text[..4]).to_owned();
        let mut hash = Sha256::new();
        hash.update(key.tenant.0.as_bytes());
        hash.update(key.id.as_str());
        let hash = hex::encode(hash.finalize());
        LENGTHS.map(|length| Self(format!("{folder}/{date}-{}.md", &hash[..length])))
    }

    /// The name as it is written.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that the document is in.
    pub(super) fn folder(&self) -> &str {
        self.0.split_once('/').map_or("", |(folder, _)| folder)
    }

    /// The document's file within that folder.
    pub(super) fn file(&self) -> &str {
        self.0.split_once('/').map_or(&self.0, |(_, file)| file)
    }

    /// The file without its end.
    pub(super) fn stem(&self) -> &str {
        self.file().trim_end_matches(".md")
    }

    /// The day of its first event.
    pub(super) fn date(&self) -> Option<&str> {
        (self.folder() != UNDATED).then(|| &self.file()[..10])
    }

    /// The page of its folder that lists it, without its end: a month's.
    pub(super) fn list(&self) -> &str {
        self.date().map_or(UNDATED, |date| &date[..7])
    }
}

impl TryFrom<String> for DocumentName {
    type Error = String;

    /// Reads a name that somebody may have changed: one that isn't of our form could lead anywhere.
    fn try_from(text: String) -> Result<Self, String> {
        let refused = || format!("{text:?} is no document's name");
        let (folder, file) = text.split_once('/').ok_or_else(refused)?;
        let (date, hash) = file.rsplit_once('-').ok_or_else(refused)?;
        let hash = hash.strip_suffix(".md").ok_or_else(refused)?;
        let is_hash = LENGTHS.contains(&hash.len()) && hash.bytes().all(is_hex);
        let is_date = is_year(folder) && is_date(date) && date.starts_with(folder);
        let is_undated = folder == UNDATED && date == UNDATED;
        if is_hash && (is_date || is_undated) { Ok(Self(text)) } else { Err(refused()) }
    }
}

impl From<DocumentName> for String {
    fn from(name: DocumentName) -> Self {
        name.0
    }
}

/// Whether a path is that of a page that is written beside the documents.
pub(super) fn is_page(path: &str) -> bool {
    let Some((folder, file)) = path.split_once('/') else {
        return path == "index.md" || path == "_category_.json";
    };
    let list = file.strip_suffix(".md").unwrap_or_default();
    let is_month = list.len() == 7 && list.starts_with(folder) && is_date(&format!("{list}-01"));
    match folder {
        UNDATED => file == "_category_.json" || list == UNDATED,
        year => is_year(year) && (file == "_category_.json" || is_month),
    }
}

fn is_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_date(text: &str) -> bool {
    let is_right = |(place, byte): (usize, u8)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() == 10 && text.bytes().enumerate().all(is_right)
}

/// The month of a list, in words.
pub(super) fn list_title(list: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = list.split_once('-').and_then(|(year, month)| {
        let number: usize = month.parse().ok()?;
        Some((MONTHS.get(number.checked_sub(1)?)?, year))
    });
    let mut title = String::new();
    match month {
        // Writing to a String never fails.
        Some((month, year)) => _ = write!(title, "{month} {year}"),
        None => title.push_str("Undated"),
    }
    title
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::{EventId, TenantId};

    fn key() -> EventKey {
        EventKey { tenant: TenantId(Uuid::nil()), id: EventId::from_stored("../../x") }
    }

    #[test]
    fn names_have_a_date_and_the_beginning_of_a_hash() {
        let began = Timestamp::from_rfc3339("2026-03-02T23:59:59.999Z").unwrap();
        let names = DocumentName::candidates(began, &key());
        for name in &names {
            assert!(name.as_str().starts_with("2026/2026-03-02-"), "{name:?}");
            assert_eq!(DocumentName::try_from(name.as_str().to_owned()).as_ref(), Ok(name));
        }
        assert_eq!((names[0].date(), names[0].list()), (Some("2026-03-02"), "2026-03"));
        let [beyond, ..] = DocumentName::candidates(Timestamp::from_stored(i64::MIN), &key());
        assert!(beyond.as_str().starts_with("undated/undated-"), "{beyond:?}");
        assert_eq!(DocumentName::try_from(beyond.as_str().to_owned()), Ok(beyond));
    }

    #[test]
    fn names_of_another_form_are_refused() {
        for name in [
            "",
            "a.md",
            "../2026-03-02-3f9a1c2e.md",
            "2026/../2026-03-02-3f9a1c2e.md",
            "2026/2026-03-02-3f9a1c2g.md",
            "2026/2026-03-02-3F9A1C2E.md",
            "2026/2026-03-02-3f9a1c2.md",
            "2025/2026-03-02-3f9a1c2e.md",
            "/etc/2026-03-02-3f9a1c2e.md",
            "2026/2026-03-0é-3f9a1c2e.md",
            "undated/2026-03-02-3f9a1c2e.md",
            "2026/2026-03-02-3f9a1c2e.md/..",
        ] {
            DocumentName::try_from(name.to_owned()).expect_err(name);
            assert!(!is_page(name), "{name}");
        }
        for page in [
            "index.md",
            "_category_.json",
            "2026/_category_.json",
            "2026/2026-03.md",
            "undated/undated.md",
        ] {
            assert!(is_page(page), "{page}");
        }
        for page in
            ["2025/2026-03.md", "../index.md", "2026/index.md", "2026/", "undated/2026-03.md"]
        {
            assert!(!is_page(page), "{page}");
        }
    }
}
