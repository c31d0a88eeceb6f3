//! What users and tenants are called by.
//!
//! Keys, predicates and policies know UUIDs alone. Where an issuer of tokens calls its users and their
//! tenants by other texts, each text stands for the UUID that follows from the issuer and the text, and is
//! stored beside it, to be shown in its place. A text becomes an id here and nowhere else.

use std::borrow::Cow;
use std::sync::Arc;

use uuid::Uuid;

use super::ids::{TenantId, UserId};
use super::text;
use super::violation::Violation;

/// The longest text, in characters.
pub const MAX_LENGTH: usize = 255;

/// The nil UUID as the server writes it: the tenant of events that are nobody's, whatever else tenants are
/// called by.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// What users and tenants are called by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subjects {
    /// UUIDs.
    Uuid,
    /// Texts of an issuer, compared exactly. One that looks like a UUID is a text like any other.
    Text {
        /// The UUID that stands for the issuer.
        namespace: Uuid,
    },
}

/// A user or a tenant, as those who asked called it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<T> {
    /// What it is known by in here.
    pub id: T,
    /// The text that stands for it; `None` where its UUID does.
    pub text: Option<Arc<str>>,
}

impl Subjects {
    /// Texts of this issuer. The UUID of a text is that of version 5 (RFC 9562, section 5.5) of the text, in
    /// the namespace that is that of the issuer's address.
    pub fn of_issuer(issuer: &str) -> Self {
        Self::Text { namespace: Uuid::new_v5(&Uuid::NAMESPACE_URL, issuer.as_bytes()) }
    }

    /// Reads a user. The nil UUID is none: it stands for nobody.
    ///
    /// # Errors
    /// When nobody can be called so.
    pub fn user(self, text: &str) -> Result<Named<UserId>, Violation> {
        match self {
            Self::Uuid => UserId::parse(text).map(Named::from),
            Self::Text { .. } if text == NOBODY => {
                Err(Violation::invalid("must not be the nil UUID, which stands for nobody"))
            }
            Self::Text { namespace } => Named::new(namespace, text, UserId),
        }
    }

    /// Reads a tenant. The nil UUID is that of events that are nobody's. A user's own tenant is called as
    /// the user is.
    ///
    /// # Errors
    /// When no tenant can be called so.
    pub fn tenant(self, text: &str) -> Result<Named<TenantId>, Violation> {
        match self {
            Self::Uuid => TenantId::parse(text).map(Named::from),
            Self::Text { .. } if text == NOBODY => Ok(TenantId::NOBODY.into()),
            Self::Text { namespace } => Named::new(namespace, text, TenantId),
        }
    }
}

impl<T> Named<T> {
    fn new(namespace: Uuid, text: &str, id: fn(Uuid) -> T) -> Result<Self, Violation> {
        if text.chars().nth(MAX_LENGTH).is_some() {
            let message = format!("must have at most {MAX_LENGTH} characters");
            return Err(Violation::invalid(message));
        }
        text::label(text)?;
        Ok(Self { id: id(Uuid::new_v5(&namespace, text.as_bytes())), text: Some(text.into()) })
    }
}

impl<T> From<T> for Named<T> {
    fn from(id: T) -> Self {
        Self { id, text: None }
    }
}

impl Named<UserId> {
    /// The tenant of a user who has a history of their own.
    #[must_use]
    pub fn as_tenant(self) -> Named<TenantId> {
        Named { id: self.id.as_tenant(), text: self.text }
    }

    /// The user as clients are told of them.
    pub fn shown(&self) -> Cow<'_, str> {
        shown(self.id.0, self.text.as_deref())
    }
}

impl Named<TenantId> {
    /// The tenant as clients are told of it.
    pub fn shown(&self) -> Cow<'_, str> {
        shown(self.id.0, self.text.as_deref())
    }
}

/// The text that stands for an id, or where there is none, the id.
pub(super) fn shown(id: Uuid, text: Option<&str>) -> Cow<'_, str> {
    text.map_or_else(|| Cow::Owned(id.to_string()), Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLERK: &str = "https://clerk.example";

    fn uuid_of(issuer: &str, text: &str) -> String {
        Subjects::of_issuer(issuer).user(text).expect("a user").id.0.to_string()
    }

    /// Expected is what Python says: `uuid5(uuid5(NAMESPACE_URL, issuer), text)`.
    #[test]
    fn a_text_stands_for_a_uuid_of_its_issuer() {
        assert_eq!(uuid_of(CLERK, "user_2abc"), "42d28902-bebc-5a56-a724-c2ca22049580");
        assert_eq!(
            uuid_of("https://auth0.example/", "user_2abc"),
            "c5dd3f3c-ef12-5f6e-badc-23b01ff7b2d5"
        );
        assert_eq!(uuid_of(CLERK, "Zoë|1"), "9f348d61-4d2c-551f-9b8a-cb67d2286c25");
        // A text that looks like a UUID is a text.
        assert_eq!(
            uuid_of(CLERK, "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"),
            "725c5851-f4ab-507a-9513-65ff4d295b7a"
        );
        assert_ne!(uuid_of(CLERK, "User_2abc"), uuid_of(CLERK, "user_2abc"));
    }

    #[test]
    fn users_and_their_own_tenants_are_called_alike() {
        for subjects in [Subjects::Uuid, Subjects::of_issuer(CLERK)] {
            let text = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
            let user = subjects.user(text).expect("a user");
            assert_eq!(user.shown(), text);
            assert_eq!(Ok(user.as_tenant()), subjects.tenant(text));
            assert_eq!(subjects.tenant(NOBODY), Ok(TenantId::NOBODY.into()));
            subjects.user(NOBODY).expect_err("nobody");
        }
    }

    #[test]
    fn texts_have_1_to_255_characters_that_are_seen() {
        let subjects = Subjects::of_issuer(CLERK);
        for right in ["a", "me and you", &"ё".repeat(MAX_LENGTH)] {
            assert_eq!(subjects.user(right).expect(right).shown(), right);
        }
        for wrong in ["", " ", "\u{200b}", "a\n", "a\0", "\u{202e}a", &"a".repeat(MAX_LENGTH + 1)] {
            subjects.user(wrong).expect_err(wrong);
            subjects.tenant(wrong).expect_err(wrong);
        }
    }
}
