//! How the server does: whether it can serve, and what it measures.

use std::time::Duration;

use tokio::time::timeout;

use super::{Service, ServiceError};
use crate::domain::viewer::Viewer;
use crate::store::StoreError;

/// How long the database may take to answer whether it works: who asks waits for two seconds and no longer.
const PATIENCE: Duration = Duration::from_millis(1_500);

impl Service {
    /// Whether the server can serve: the database answers soon and takes writes, and where anybody follows
    /// the log can be read.
    ///
    /// # Errors
    /// Why it can't.
    pub async fn check(&self) -> Result<(), ServiceError> {
        match timeout(PATIENCE, self.database().check()).await {
            Ok(checked) => checked?,
            Err(_) => return Err(StoreError::Timeout.into()),
        }
        if self.store.feed.live().is_fit() {
            return Ok(());
        }
        Err(StoreError::Unavailable("the log can't be read".to_owned()).into())
    }

    /// What the server counts and measures, in the text format of `OpenMetrics`. While the database
    /// fails the backlog is as it was last.
    pub async fn metrics(&self) -> String {
        if let Err(error) = self.measure_backlog().await {
            tracing::warn!(%error, "the backlog can't be measured");
        }
        self.store.metrics().set_wal(self.database().log_size());
        self.store.metrics().to_text()
    }

    async fn measure_backlog(&self) -> Result<(), StoreError> {
        let horizon = self.store.feed.horizon().await?;
        self.store.metrics().set_held(self.store.feed.held());
        let told = if let Some(told) = self.store.feed.live().told() {
            told
        } else {
            self.store.feed.log_end(Viewer::Service, horizon).await?.last.position
        };
        let waiting = self.store.feed.backlog(told).await?;
        let age = waiting.first().map_or(Duration::ZERO, |oldest| self.clock.now().since(*oldest));
        self.store.metrics().set_backlog(waiting.len(), age);
        Ok(())
    }
}
