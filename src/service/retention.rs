//! How long the log is kept.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::Service;
use crate::store::StoreError;

/// How often old changes are looked for.
const INTERVAL: Duration = Duration::from_hours(1);

impl Service {
    /// Removes from the log what is older than `age`, now and every hour.
    pub async fn keep_log(&self, age: Duration) {
        let mut ticks = interval(INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.shorten_log(age).await {
                tracing::warn!(%error, "what is old can't be removed from the log");
            }
        }
    }

    async fn shorten_log(&self, age: Duration) -> Result<(), StoreError> {
        let before = self.clock.now().before(age);
        while self.store.feed.shorten_log(before).await? {}
        Ok(())
    }
}
