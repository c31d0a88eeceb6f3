//! What was written, so that a later run knows what to leave alone: `.event-mesh-narrate.json`.
//!
//! It fixes the names of documents, and tells what a person changed: a file that isn't as it was written. It is
//! saved before the files that it tells of, each with the hash that the file had until then. So whenever a run is
//! killed, the next one finds each file as it was before or as it was to be, and knows both as its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::files::{Folder, Found, hash};
use super::names::{DocumentName, is_page};
use crate::cli::Failure;
use crate::domain::chronicle::Belonging;
use crate::domain::ids::{EventId, EventKey, TenantId};

/// The manifest's file.
pub(super) const FILE: &str = ".event-mesh-narrate.json";

const VERSION: u32 = 1;

/// What was written.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    /// The documents.
    pub(super) documents: BTreeMap<DocumentName, Entry>,
    /// The lists and other pages, by their paths.
    pub(super) pages: BTreeMap<String, Written>,
    /// The hash of what is saved.
    saved: Option<String>,
}

/// What was written into a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Written {
    /// The hash of the text.
    pub(super) hash: String,
    /// That of the text before, while it isn't known whether the new one is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) before: Option<String>,
}

/// What is known of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Whose history it tells.
    tenant: Uuid,
    /// The event that its thread is named by.
    correlation: String,
    /// Whether that belongs to no correlation.
    #[serde(default, skip_serializing_if = "is_false")]
    adopted: bool,
    /// Whether the thread is gone, and the document only kept for what a person wrote into it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) gone: bool,
    /// A digest of what it tells.
    pub(super) digest: String,
    /// What was written.
    #[serde(flatten)]
    pub(super) written: Written,
    /// What lists say of it.
    #[serde(flatten)]
    pub(super) facts: Facts,
}

/// What lists say of a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Facts {
    /// What it is called.
    pub(super) title: String,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
    /// How many expectations await an outcome.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) awaiting: usize,
}

/// How a file is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// It isn't there.
    Missing,
    /// As it was written.
    Current,
    /// As it was before a run was killed.
    Earlier,
    /// In another way: somebody changed it, or had it there before.
    Edited(String),
}

/// What becomes of a file.
#[derive(Debug)]
pub(super) enum Becomes {
    /// It has the text that it is to have.
    AsItIs(Written),
    /// It stays as somebody changed it.
    Kept,
    /// It is written.
    Written(Written),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Written {
    /// Compares with what was found.
    pub(super) fn state(&self, found: Found) -> State {
        match found {
            Found::Nothing => State::Missing,
            Found::Text(hash) if hash == self.hash => State::Current,
            Found::Text(hash) if self.before.as_ref() == Some(&hash) => State::Earlier,
            Found::Text(hash) => State::Edited(hash),
            Found::Other => State::Edited(String::new()),
        }
    }

    /// What becomes of a file of this state that is to have a text of this hash.
    pub(super) fn decide(&self, state: State, hash: String, is_forced: bool) -> Becomes {
        let is_there = match &state {
            State::Current => self.hash == hash,
            State::Edited(found) => *found == hash,
            State::Missing | State::Earlier => false,
        };
        let before = match state {
            _ if is_there => return Becomes::AsItIs(Self { hash, before: None }),
            State::Edited(_) if !is_forced => return Becomes::Kept,
            State::Missing => None,
            State::Current => Some(self.hash.clone()),
            State::Earlier => self.before.clone(),
            State::Edited(found) => Some(found),
        };
        Becomes::Written(Self { hash, before })
    }
}

impl Entry {
    /// Of the document of a thread that nothing is written of.
    pub(super) fn new(name: &Belonging) -> Self {
        let (key, adopted) = match name {
            Belonging::Correlation(key) => (key, false),
            Belonging::Alone(key) => (key, true),
        };
        Self {
            tenant: key.tenant.0,
            correlation: key.id.as_str().to_owned(),
            adopted,
            gone: false,
            digest: String::new(),
            written: Written::default(),
            facts: Facts::default(),
        }
    }

    /// The thread that it is of.
    pub(super) fn thread(&self) -> Belonging {
        let id = EventId::from_stored(self.correlation.as_str());
        let key = EventKey { tenant: TenantId(self.tenant), id };
        if self.adopted { Belonging::Alone(key) } else { Belonging::Correlation(key) }
    }
}

/// As it is read.
#[derive(Deserialize)]
struct Stored {
    version: u32,
    documents: BTreeMap<DocumentName, Entry>,
    pages: BTreeMap<String, Written>,
}

impl Manifest {
    /// Reads the manifest of a folder; an empty one where there is none.
    ///
    /// # Errors
    /// When it can't be read, is of another version, or names files that aren't ours.
    pub(super) fn load(folder: &Folder) -> Result<Self, Failure> {
        let Some(text) = folder.text(FILE)? else { return Ok(Self::default()) };
        let wrong = |why: &dyn std::fmt::Display| -> Failure {
            format!(
                "{} can't be used: {why}; restore it, or remove it, and then files that are not as they would \
                 be written are kept unless --force is given",
                folder.path(FILE).display()
            )
            .into()
        };
        let stored: Stored = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
        if stored.version != VERSION {
            return Err(wrong(&format_args!("it is of version {}", stored.version)));
        }
        if let Some(path) = stored.pages.keys().find(|path| !is_page(path)) {
            return Err(wrong(&format_args!("{path:?} is no page's path")));
        }
        let saved = Some(hash(text.as_bytes()));
        Ok(Self { documents: stored.documents, pages: stored.pages, saved })
    }

    /// Saves it where it has changed.
    ///
    /// # Errors
    /// When the file can't be written.
    pub(super) fn save(&mut self, folder: &Folder) -> Result<(), Failure> {
        let text = self.text()?;
        let hash = hash(text.as_bytes());
        if self.saved.as_ref() != Some(&hash) {
            folder.write_durably(FILE, &text)?;
            self.saved = Some(hash);
        }
        Ok(())
    }

    /// One file a line, in their order, so that changes show where they are.
    fn text(&self) -> Result<String, Failure> {
        fn lines<K: Serialize, V: Serialize>(items: &BTreeMap<K, V>) -> Result<String, Failure> {
            let mut text = String::new();
            for (key, value) in items {
                text.push_str(if text.is_empty() { "\n" } else { ",\n" });
                text.push_str(&serde_json::to_string(key)?);
                text.push_str(": ");
                text.push_str(&serde_json::to_string(value)?);
            }
            Ok(text)
        }
        let (documents, pages) = (lines(&self.documents)?, lines(&self.pages)?);
        Ok(format!(
            "{{\"version\": {VERSION},\n\"documents\": {{{documents}\n}},\n\"pages\": {{{pages}\n}}}}\n"
        ))
    }
}
