//! Who asks.

use async_graphql::{ID, SimpleObject};

use crate::domain::viewer::{Scope, Viewer};
use crate::graphql::enums::ViewerRole;

/// As whom the operation runs.
#[derive(SimpleObject)]
#[graphql(name = "Viewer")]
pub(in crate::graphql) struct ViewerInfo {
    /// The user, null unless there is one.
    id: Option<ID>,
    /// Whose events they see, null for those who see everybody's.
    tenant_id: Option<ID>,
    /// What they may see.
    role: ViewerRole,
}

impl From<Viewer> for ViewerInfo {
    fn from(viewer: Viewer) -> Self {
        let role = match viewer {
            Viewer::Anonymous => ViewerRole::Anonymous,
            Viewer::User { .. } => ViewerRole::User,
            Viewer::Service => ViewerRole::Service,
        };
        let tenant = match viewer.scope() {
            Scope::All => None,
            Scope::Tenant(tenant) => Some(ID(tenant.0.to_string())),
        };
        Self { id: viewer.user().map(|user| ID(user.0.to_string())), tenant_id: tenant, role }
    }
}
