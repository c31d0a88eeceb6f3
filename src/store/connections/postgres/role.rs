//! The role that the server logs in as on PostgreSQL, and whether row level security holds it.

use sea_orm::sqlx::{self, Executor as _, Row as _};
use sea_orm::{DbBackend, QueryResult, Statement};

use crate::domain::viewer::Viewer;
use crate::store::connections::database::Database;
use crate::store::connections::{Connector, Link, Purpose, check_postgres};
use crate::store::error::NOT_FOR_A_SESSION;
use crate::store::error::StoreError;

const SQL: &str = "
    SELECT current_user::text,
        to_regnamespace('event_mesh') IS NULL
            OR coalesce(pg_has_role(to_regrole('event_mesh'), 'USAGE'), false),
        rolsuper OR rolbypassrls,
        current_setting('event_mesh.tenants', true) IS NOT DISTINCT FROM '*',
        current_setting('server_version_num'), current_setting('server_encoding')
    FROM pg_roles WHERE rolname = current_user";

/// In which order two connections begin transactions. A pooler gives the second turn other processes where it lends
/// first what it got back last, and the third where it lends first what it got back first.
const TURNS: [[usize; 2]; 3] = [[0, 1], [0, 1], [1, 0]];

/// Refuses a pooler that lends connections for a transaction: settings would be lost, or found by others.
/// There two connections have the same process, or one changes its own while the other is busy.
async fn check_sessions(connector: &Connector) -> Result<(), StoreError> {
    let first = connector.open(Purpose::ReadAll).await?;
    let second = connector.open(Purpose::Write).await?;
    let mut links = [first, second];
    // Whatever fails here does so because of what is between: PostgreSQL just let both in.
    let are_kept = links[0].process != links[1].process && keep(&mut links).await.unwrap_or(false);
    if are_kept { Ok(()) } else { Err(StoreError::Unavailable(NOT_FOR_A_SESSION.to_owned())) }
}

/// Whether each connection has the same process in every transaction.
async fn keep(links: &mut [Link; 2]) -> Result<bool, sqlx::Error> {
    for turn in TURNS {
        for place in turn {
            let Link { connection, process, .. } = &mut links[place];
            let begin = "BEGIN; SELECT pg_backend_pid()";
            let own: i32 = sqlx::raw_sql(begin).fetch_one(&mut *connection).await?.try_get(0)?;
            if own != *process {
                return Ok(false);
            }
        }
        for place in turn {
            links[place].connection.execute("COMMIT").await?;
        }
    }
    Ok(true)
}

/// The role that the server logs in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerRole {
    /// Its name.
    pub name: String,
    /// Whether policies are nothing to it: a superuser, or one with BYPASSRLS. Isolation is then
    /// the server's own conditions alone.
    pub bypasses_policies: bool,
}

impl Database {
    /// The role that the server logs in as. None on SQLite, which has no roles.
    ///
    /// # Errors
    /// When the database can't be reached, or is too old, or not in UTF8; when the role is not let into the history, with
    /// the statement that does so; and when something between the server and the database lends
    /// connections for less than a session.
    pub async fn server_role(&self) -> Result<Option<ServerRole>, StoreError> {
        let Some(connector) = self.connector() else { return Ok(None) };
        check_sessions(connector).await?;
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
            return Err(StoreError::Unavailable(NOT_FOR_A_SESSION.to_owned()));
        }
        Ok(Some(ServerRole { name, bypasses_policies }))
    }
}
