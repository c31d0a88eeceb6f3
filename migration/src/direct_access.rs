//! What users may read who reach the database beside the server.
//!
//! This is no migration: it depends on roles that may come later, and on a setting. So it is applied
//! again each time that a database is brought up to date.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

const SQL: &str = include_str!("direct_access.sql");

/// Lets users read their own rows who come with claims, as Supabase's clients do: the roles
/// `authenticated` and `anon`, where the database has them. `tenant_claim` is the claim whose value
/// is the tenant. For PostgreSQL only.
///
/// # Errors
/// When the database refuses.
pub async fn grant_direct_access(
    connection: &impl ConnectionTrait,
    tenant_claim: &str,
) -> Result<(), DbErr> {
    let claim = format!("'{}'", tenant_claim.replace('\'', "''"));
    connection.execute_unprepared(&SQL.replace("{claim}", &claim)).await?;
    Ok(())
}
