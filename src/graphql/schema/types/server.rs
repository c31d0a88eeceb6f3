//! The server that answers.

use async_graphql::SimpleObject;

use crate::config::{LimitSettings, Mode, Settings};
use crate::domain::json::MAX_EVENT_BYTES;

/// The server that answers.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(name = "Server")]
pub(in crate::graphql) struct ServerInfo {
    /// Its version.
    version: &'static str,
    /// Whether it runs in production mode: without introspection and GraphiQL.
    production: bool,
    /// What one request may ask for.
    limits: ServerLimits,
    /// For how many days an event stream can be taken up again behind a cursor; null: for ever.
    log_days: Option<i32>,
}

/// What one request may ask for.
#[derive(Debug, Clone, SimpleObject)]
struct ServerLimits {
    /// The most events on one page.
    page: i32,
    /// The most links that `related`, `workflow` and `path` follow.
    depth: i32,
    /// The most events in one workflow, and that one `related` may return.
    workflow_nodes: i32,
    /// The most events in one `publishMany`.
    batch: i32,
    /// The most JSON in one event, in bytes.
    event_bytes: i32,
}

impl From<&Settings> for ServerInfo {
    fn from(settings: &Settings) -> Self {
        let days = settings.database.log_days;
        Self {
            version: env!("CARGO_PKG_VERSION"),
            production: settings.server.mode == Mode::Production,
            limits: ServerLimits::from(&settings.limits),
            log_days: (days > 0).then_some(int(days)),
        }
    }
}

impl From<&LimitSettings> for ServerLimits {
    fn from(limits: &LimitSettings) -> Self {
        Self {
            page: int(limits.page),
            depth: int(limits.depth),
            workflow_nodes: int(limits.workflow_nodes),
            batch: int(limits.batch),
            event_bytes: int(MAX_EVENT_BYTES),
        }
    }
}

fn int(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}
