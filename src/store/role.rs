//! The role that the server logs in as on PostgreSQL, and whether row level security holds it.

use sea_orm::{DbBackend, QueryResult, Statement};

use super::connect::check_postgres;
use super::{Session, StoreError};
use crate::domain::viewer::Viewer;

const SQL: &str = "
    SELECT current_user::text,
        to_regnamespace('event_mesh') IS NULL
            OR coalesce(pg_has_role(to_regrole('event_mesh'), 'USAGE'), false),
        rolsuper OR rolbypassrls,
        current_setting('event_mesh.tenants', true) IS NOT DISTINCT FROM '*',
        current_setting('server_version_num'), current_setting('server_encoding')
    FROM pg_roles WHERE rolname = current_user";

/// The role that the server logs in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerRole {
    /// Its name.
    pub name: String,
    /// Whether policies are nothing to it: a superuser, or one with BYPASSRLS. Isolation is then
    /// the server's own conditions alone.
    pub bypasses_policies: bool,
}

impl Session {
    /// The role that the server logs in as. None on SQLite, which has no roles.
    ///
    /// # Errors
    /// When the database can't be reached, or is too old, or not in UTF8; when the role is not let into the history, with
    /// the statement that does so; and when something between the server and the database drops the
    /// settings of connections.
    pub async fn server_role(&self) -> Result<Option<ServerRole>, StoreError> {
        if self.backend() != DbBackend::Postgres {
            return Ok(None);
        }
        let statement = Statement::from_string(DbBackend::Postgres, SQL);
        let rows = self.query(Viewer::Service, statement).await?;
        let row = rows
            .first()
            .map(QueryResult::try_get_many_by_index::<(String, bool, bool, bool, String, String)>);
        let Some((name, may_enter, bypasses_policies, is_set, version, encoding)) =
            row.transpose()?
        else {
            return Ok(None);
        };
        check_postgres(&version, &encoding)?;
        if !may_enter {
            let message = format!(
                "the role {name} may not use the history; let it in with: GRANT event_mesh TO {name}"
            );
            return Err(StoreError::Unavailable(message));
        }
        if !is_set {
            let message = "the settings of connections don't arrive, as behind a pooler that lends \
                them for a transaction: go past it, or let it lend them for a session";
            return Err(StoreError::Unavailable(message.to_owned()));
        }
        Ok(Some(ServerRole { name, bypasses_policies }))
    }
}
