//! Connections that requests share: statements are sent without waiting for those before.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::OnceCell;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Row, Statement};

use super::Failure;
use super::drafts::DRAFTS;
use crate::statements;

/// Reads run in parallel on as many cores as there are; more connections take more memory.
const READERS: usize = 8;

/// Each commit waits for a flush, which those of other connections share.
const WRITERS: usize = 32;

/// What can be run.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sql {
    Event,
    Newest,
    Related,
    Walk,
    Publish,
    Outcome,
}

impl Sql {
    const COUNT: usize = 6;

    /// The text, with numbers for parameters.
    fn text(self) -> String {
        let text = match self {
            Self::Event => statements::EVENT,
            Self::Newest => statements::NEWEST,
            Self::Related => statements::RELATED,
            Self::Walk => statements::WALK,
            Self::Publish => statements::PUBLISH,
            Self::Outcome => statements::OUTCOME,
        };
        let numbers = [
            ("{drafts}", DRAFTS),
            (":id", "$1"),
            (":name", "$1"),
            (":depth", "$2"),
            (":outcome", "$2"),
            (":metric", "$3"),
        ];
        numbers.iter().fold(text.to_owned(), |text, (name, number)| text.replace(name, number))
    }

    const fn writes(self) -> bool {
        matches!(self, Self::Publish | Self::Outcome)
    }
}

/// A connection, once it is open, and its statements, once they are prepared.
#[derive(Default)]
struct Connection {
    client: OnceCell<Client>,
    statements: [OnceCell<Statement>; Sql::COUNT],
}

impl Connection {
    async fn query(
        &self,
        config: &Config,
        sql: Sql,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Failure> {
        let client = self.client.get_or_try_init(|| connect(config)).await?;
        let prepared = &self.statements[sql as usize];
        let prepare = async || client.prepare(&sql.text()).await;
        let statement = prepared.get_or_try_init(prepare).await?;
        Ok(client.query(statement, parameters).await?)
    }
}

/// Opens a connection, and lets it run.
async fn connect(config: &Config) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = config.connect(NoTls).await?;
    #[expect(clippy::disallowed_methods, reason = "it ends with the process")]
    tokio::spawn(connection);
    Ok(client)
}

/// A database.
pub(super) struct Database {
    config: Config,
    readers: [Connection; READERS],
    writers: [Connection; WRITERS],
    turn: AtomicUsize,
}

impl Database {
    /// Opens nothing yet.
    pub(super) fn new(url: &str) -> Self {
        let mut config: Config = url.parse().expect("an address");
        config.options("-c plan_cache_mode=force_generic_plan");
        let (readers, writers) =
            (Default::default(), std::array::from_fn(|_| Connection::default()));
        Self { config, readers, writers, turn: AtomicUsize::new(0) }
    }

    /// Runs a statement on the connection whose turn it is.
    pub(super) async fn query(
        &self,
        sql: Sql,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Failure> {
        let connections = if sql.writes() { &self.writers[..] } else { &self.readers[..] };
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        connections[turn % connections.len()].query(&self.config, sql, parameters).await
    }
}
