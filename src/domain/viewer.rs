//! Who asks, and what they may see.

use super::ids::{TenantId, UserId};

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
}
