//! Who asks, and what they may see.

use super::ids::{TenantId, UserId};
use super::violation::{Violation, ViolationKind};

/// Who an operation runs for. Every read and write takes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Viewer {
    /// Nobody in particular: the server runs without authentication, and all is visible.
    Anonymous,
    /// A user, who sees the events of one tenant.
    User {
        /// Whose events they see and publish.
        tenant: TenantId,
        /// Who they are.
        user: UserId,
    },
    /// A trusted back end, which sees every tenant and may act for any user.
    Service,
}

/// Which rows a viewer's statements may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Those of every tenant.
    All,
    /// Those of one.
    Tenant(TenantId),
}

impl Viewer {
    /// Which rows this viewer sees.
    pub const fn scope(self) -> Scope {
        match self {
            Self::Anonymous | Self::Service => Scope::All,
            Self::User { tenant, .. } => Scope::Tenant(tenant),
        }
    }

    /// The user, where there is one.
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::User { user, .. } => Some(user),
            Self::Anonymous | Self::Service => None,
        }
    }

    /// The tenant of what this viewer publishes in the name of `user`: the one that was `chosen`,
    /// else the user's own.
    pub fn tenant_for(self, user: Option<UserId>, chosen: Option<TenantId>) -> TenantId {
        match self {
            Self::User { tenant, .. } => tenant,
            Self::Anonymous | Self::Service => {
                chosen.or(user.map(UserId::as_tenant)).unwrap_or(TenantId::NOBODY)
            }
        }
    }

    /// Reads the user in whose name this viewer publishes, or by whom it filters: whoever sees every
    /// tenant may name any, and users themselves.
    ///
    /// # Errors
    /// When this viewer may not choose, or the text is not a UUID.
    pub fn choose_user(self, text: &str) -> Result<UserId, Violation> {
        let chosen = UserId::parse(text);
        match self.user() {
            Some(own) if chosen != Ok(own) => {
                let message = "only the service role may name another user";
                Err(Violation::of(ViolationKind::Forbidden, message))
            }
            _ => chosen,
        }
    }

    /// Reads the tenant that this viewer means: whoever sees every tenant may name one.
    ///
    /// # Errors
    /// When this viewer may not choose, or the text is not a UUID.
    pub fn choose_tenant(self, text: &str) -> Result<TenantId, Violation> {
        match self.scope() {
            Scope::All => TenantId::parse(text),
            Scope::Tenant(_) => {
                let message = "only the service role may name a tenant";
                Err(Violation::of(ViolationKind::Forbidden, message))
            }
        }
    }
}
