//! Identifiers: of events, of tenants, and of both together.

use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use super::violation::Violation;

/// An event's identifier: 1 to 128 of `A-Z a-z 0-9 . _ : -`, unique within its tenant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(Arc<str>);

impl EventId {
    /// The longest id, in characters.
    pub const MAX_LENGTH: usize = 128;

    /// Reads an id that a client chose.
    ///
    /// # Errors
    /// When it is empty, too long, has another character, or only dots, which addresses give a meaning.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte);
        if text.is_empty() || text.len() > Self::MAX_LENGTH || !text.bytes().all(allowed) {
            return Err(Violation::invalid(format!(
                "must be 1 to {} letters, digits, '.', '_', ':' or '-'",
                Self::MAX_LENGTH
            )));
        }
        if text.bytes().all(|byte| byte == b'.') {
            return Err(Violation::invalid("must not be dots alone"));
        }
        Ok(Self(text.into()))
    }

    /// An id as a row holds it, which adopted rows may have in forms of their own.
    pub fn from_stored(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whose history an event belongs to: the key of isolation.
///
/// Events that were published without a user belong to [`TenantId::NOBODY`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TenantId(pub Uuid);

impl TenantId {
    /// The tenant of events without a user: the nil UUID, as a distribution column can't be null.
    pub const NOBODY: Self = Self(Uuid::nil());

    /// Reads a UUID.
    ///
    /// # Errors
    /// When it is not one.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        Uuid::parse_str(text).map(Self).map_err(|_| Violation::invalid("must be a UUID"))
    }
}

/// The user who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UserId(pub Uuid);

impl UserId {
    /// Reads a UUID. The nil one is no user: it stands for nobody.
    ///
    /// # Errors
    /// When it is not one, or nil.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let uuid = Uuid::parse_str(text).ok().filter(|uuid| !uuid.is_nil());
        uuid.map(Self).ok_or_else(|| Violation::invalid("must be a UUID, and not the nil one"))
    }

    /// The tenant of a user who has a history of their own.
    pub const fn as_tenant(self) -> TenantId {
        TenantId(self.0)
    }
}

/// An event as a client names it: by its id, which is unique within a tenant, and where the client sees
/// several of them, by its tenant too.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventRef {
    /// Its id.
    pub id: EventId,
    /// Its tenant, where the client said which.
    pub tenant: Option<TenantId>,
}

/// What identifies an event across tenants, and the primary key of its row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey {
    /// Whose it is.
    pub tenant: TenantId,
    /// Which of theirs.
    pub id: EventId,
}

impl EventKey {
    /// The key of another event of the same tenant.
    #[must_use]
    pub fn sibling(&self, id: &EventId) -> Self {
        Self { tenant: self.tenant, id: id.clone() }
    }
}
