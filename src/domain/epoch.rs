//! Epochs of the log, and the cursors that know theirs.
//!
//! Each epoch has a key of its own, made at random when it begins. A cursor is what it says of a place,
//! sealed with the key of its epoch: it opens where the epoch is known, tells nobody how many transactions
//! others ran, and is the same text each time for one place. Two copies of a database share the epochs from
//! before they parted, and none from after.

use std::fmt;

use aes_siv::KeyInit as _;
use aes_siv::siv::Aes128Siv;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::log::{Bookmark, LogPosition};
use super::violation::{Violation, ViolationKind};

/// How long the key of an epoch is, in bytes.
pub const KEY_LENGTH: usize = 32;

/// The last epoch there can be: numbers of transactions have 63 bits.
pub const LAST_EPOCH: i64 = (1 << 15) - 1;

/// Tells the cursors of the log from those of lists.
const VERSION: u8 = 0x42;

/// Cursors of before there were epochs.
const FIRST_VERSION: u8 = 0x41;
const FIRST_LENGTH: usize = 13;

/// What is sealed: the place in network byte order, and its mark.
const PLAIN_LENGTH: usize = 16;
const LENGTH: usize = 1 + 16 + PLAIN_LENGTH;

/// The epochs of a log, oldest first.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Epochs(Vec<Epoch>);

/// One epoch.
#[derive(Clone, PartialEq, Eq)]
pub struct Epoch {
    /// Its number.
    pub number: i64,
    /// What its cursors are sealed with.
    pub key: [u8; KEY_LENGTH],
}

impl fmt::Debug for Epochs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|epoch| epoch.number)).finish()
    }
}

/// Why the log can't go on behind a cursor of another history, or of before there were epochs.
pub fn another_history() -> Violation {
    let message = "is of another history than the database holds now, which was restored or replaced: \
        read what there is, and subscribe without it";
    Violation::of(ViolationKind::Expired, message)
}

impl Epochs {
    /// These, oldest first.
    pub const fn new(epochs: Vec<Epoch>) -> Self {
        Self(epochs)
    }

    /// The number of the newest one; `None` where none has begun.
    pub fn newest(&self) -> Option<i64> {
        self.0.last().map(|epoch| epoch.number)
    }

    /// The cursor of a place: URL-safe base64 of the version and what is sealed. Empty where its epoch isn't
    /// known, which can't be for places that were read with these epochs or before.
    pub fn seal(&self, Bookmark { position, mark }: Bookmark) -> String {
        let epoch = self.0.iter().rfind(|epoch| epoch.number <= position.epoch());
        let mut plain = Vec::with_capacity(PLAIN_LENGTH);
        plain.extend(position.transaction.to_be_bytes());
        plain.extend(position.ordinal.to_be_bytes());
        plain.extend(mark.to_be_bytes());
        let sealed = epoch
            .and_then(|epoch| Aes128Siv::new(&epoch.key.into()).encrypt([[VERSION]], &plain).ok());
        let sealed = sealed.map(|sealed| [vec![VERSION], sealed].concat());
        sealed.map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).unwrap_or_default()
    }

    /// Reads a cursor's text.
    ///
    /// # Errors
    /// When it is no cursor of an event stream, or of another history.
    pub fn open(&self, text: &str) -> Result<Bookmark, Violation> {
        let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        match bytes.split_first() {
            Some((&VERSION, sealed)) if bytes.len() == LENGTH => {
                let opened = self.0.iter().rev().find_map(|epoch| {
                    Aes128Siv::new(&epoch.key.into()).decrypt([[VERSION]], sealed).ok()
                });
                opened.and_then(|plain| read(&plain)).ok_or_else(another_history)
            }
            Some((&FIRST_VERSION, _)) if bytes.len() == FIRST_LENGTH => Err(another_history()),
            _ => {
                let message = "is not a cursor of an event stream";
                Err(Violation::of(ViolationKind::Cursor, message))
            }
        }
    }
}

fn read(plain: &[u8]) -> Option<Bookmark> {
    let (transaction, rest) = plain.split_first_chunk()?;
    let (ordinal, mark) = rest.split_first_chunk()?;
    let position = LogPosition {
        transaction: i64::from_be_bytes(*transaction),
        ordinal: i32::from_be_bytes(*ordinal),
    };
    Some(Bookmark { position, mark: u32::from_be_bytes(mark.try_into().ok()?) })
}
