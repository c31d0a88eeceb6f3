//! Who asks.

use async_graphql::{ID, SimpleObject};

use crate::domain::caller::Caller;
use crate::domain::viewer::Viewer;
use crate::graphql::values::enums::ViewerRole;

/// As whom the operation runs.
#[derive(SimpleObject)]
#[graphql(name = "Viewer")]
pub(in crate::graphql) struct ViewerInfo {
    /// The user, called as in `Event.userId`; null unless there is one.
    id: Option<ID>,
    /// Whose events they see, called as in `Event.tenantId`; null for those who see everybody's.
    tenant_id: Option<ID>,
    /// What they may see.
    role: ViewerRole,
}

impl From<&Caller> for ViewerInfo {
    fn from(caller: &Caller) -> Self {
        let role = match caller.viewer {
            Viewer::Anonymous => ViewerRole::Anonymous,
            Viewer::User { .. } => ViewerRole::User,
            Viewer::Service => ViewerRole::Service,
        };
        let id = caller.user().as_ref().map(|user| user.shown().into());
        let tenant_id = caller.tenant().as_ref().map(|tenant| tenant.shown().into());
        Self { id, tenant_id, role }
    }
}
