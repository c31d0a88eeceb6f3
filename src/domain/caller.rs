//! Who asks, and whom they may name.

use std::sync::Arc;

use super::ids::{TenantId, UserId};
use super::subjects::{Named, Subjects};
use super::viewer::{Scope, Viewer};
use super::violation::{Violation, ViolationKind};

/// Who asks, what they are called, and what they call others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// For whom their operations run.
    pub viewer: Viewer,
    subjects: Subjects,
    user_text: Option<Arc<str>>,
    tenant_text: Option<Arc<str>>,
}

impl Caller {
    /// One who is no user.
    pub const fn new(viewer: Viewer, subjects: Subjects) -> Self {
        Self { viewer, subjects, user_text: None, tenant_text: None }
    }

    /// A user, who sees the events of this tenant.
    pub fn of_user(user: Named<UserId>, tenant: Named<TenantId>, subjects: Subjects) -> Self {
        let viewer = Viewer::User { tenant: tenant.id, user: user.id };
        Self { viewer, subjects, user_text: user.text, tenant_text: tenant.text }
    }

    /// The user, where there is one.
    pub fn user(&self) -> Option<Named<UserId>> {
        self.viewer.user().map(|id| Named { id, text: self.user_text.clone() })
    }

    /// The tenant whose events they see, where that isn't everybody's.
    pub fn tenant(&self) -> Option<Named<TenantId>> {
        match self.viewer.scope() {
            Scope::All => None,
            Scope::Tenant(id) => Some(Named { id, text: self.tenant_text.clone() }),
        }
    }

    /// The tenant of what they publish in the name of `user`: the one that was `chosen`, else the
    /// user's own. What users publish belongs to their tenant.
    pub fn tenant_for(
        &self,
        user: Option<&Named<UserId>>,
        chosen: Option<Named<TenantId>>,
    ) -> Named<TenantId> {
        let own = || user.cloned().map(Named::as_tenant);
        self.tenant().or(chosen).or_else(own).unwrap_or_else(|| TenantId::NOBODY.into())
    }

    /// Reads the user in whose name they publish, or by whom they filter: whoever sees every
    /// tenant may name any, and users themselves.
    ///
    /// # Errors
    /// When they may not choose, or nobody can be called so.
    pub fn choose_user(&self, text: &str) -> Result<Named<UserId>, Violation> {
        let chosen = self.subjects.user(text);
        match self.viewer.user() {
            Some(own) if chosen.as_ref().map(|chosen| chosen.id) != Ok(own) => {
                let message = "only the service role may name another user";
                Err(Violation::of(ViolationKind::Forbidden, message))
            }
            _ => chosen,
        }
    }

    /// Reads the tenant that they mean: whoever sees every tenant may name one.
    ///
    /// # Errors
    /// When they may not choose, or no tenant can be called so.
    pub fn choose_tenant(&self, text: &str) -> Result<Named<TenantId>, Violation> {
        match self.viewer.scope() {
            Scope::All => self.subjects.tenant(text),
            Scope::Tenant(_) => {
                let message = "only the service role may name a tenant";
                Err(Violation::of(ViolationKind::Forbidden, message))
            }
        }
    }
}

impl From<Viewer> for Caller {
    /// One who goes by a UUID, and so do all others.
    fn from(viewer: Viewer) -> Self {
        Self::new(viewer, Subjects::Uuid)
    }
}
