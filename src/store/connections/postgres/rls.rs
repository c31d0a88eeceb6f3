//! Whose rows a transaction on PostgreSQL is about: what row level security goes by.
//!
//! The setting holds for one transaction, so that the next borrower of its connection inherits
//! nothing. Connections that serve nobody but viewers of every tenant have it from their start.

use crate::domain::ids::TenantId;

/// The setting that the policies read.
pub(in crate::store) const SETTING: &str = "event_mesh.tenants";

/// The value that stands for every tenant.
pub(in crate::store) const EVERY: &str = "*";

/// The statement that lets a transaction see and write the rows of every tenant: for what the server does by
/// itself.
pub(in crate::store) fn naming_every() -> String {
    format!("SET LOCAL {SETTING} = '{EVERY}'")
}

/// The statement that lets a transaction see and write the rows of these tenants, and of no others.
pub(in crate::store) fn naming(tenants: impl IntoIterator<Item = TenantId>) -> String {
    let tenants: Vec<String> = tenants.into_iter().map(|tenant| tenant.0.to_string()).collect();
    // UUIDs hold nothing that would end the text.
    format!("SET LOCAL {SETTING} = '{}'", tenants.join(" "))
}
