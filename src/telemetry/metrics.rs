//! What the server counts and measures, for Prometheus and whatever else reads `OpenMetrics`.
//!
//! Source: <https://prometheus.io/docs/specs/om/open_metrics_spec/>

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

/// The media type of [`Metrics::to_text`].
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What one server counts and measures.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    subscriptions: Gauge,
    overflows: Counter,
    delivery: Histogram,
    backlog: Gauge,
    backlog_age: Gauge<f64, AtomicU64>,
    held: Gauge<f64, AtomicU64>,
    wal: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        // From a millisecond to half a minute.
        let delivery = Histogram::new(exponential_buckets(0.001, 2.0, 16));
        let (subscriptions, overflows) = (Gauge::default(), Counter::default());
        let (backlog, backlog_age) = (Gauge::default(), Gauge::default());
        let mut registry = Registry::with_prefix("event_mesh");
        let help = "Event streams that are open";
        registry.register("subscriptions", help, subscriptions.clone());
        let help = "How often an event stream was slower than its news, and read the log again";
        registry.register("subscription_overflows", help, overflows.clone());
        let help = "From when a change was taken in, before its commit, to when it was handed to the \
            event streams that listen";
        registry.register_with_unit("delivery", help, Unit::Seconds, delivery.clone());
        let help = "Changes that are stored and not handed out yet, 10000 at most: older transactions \
            of the database are still open, or the server is behind";
        registry.register("log_backlog", help, backlog.clone());
        let help = "How long ago the oldest of those was taken in";
        registry.register_with_unit("log_backlog_age", help, Unit::Seconds, backlog_age.clone());
        let held = Gauge::default();
        let help =
            "For how long an open transaction of the same database has held up event streams";
        registry.register_with_unit("log_held", help, Unit::Seconds, held.clone());
        let wal = Gauge::default();
        let help = "How large the write-ahead log of an embedded database is";
        registry.register_with_unit("sqlite_wal", help, Unit::Bytes, wal.clone());
        let registry = Arc::new(registry);
        Self { registry, subscriptions, overflows, delivery, backlog, backlog_age, held, wal }
    }
}

impl Metrics {
    /// Counts an event stream for as long as what is returned is kept.
    pub fn subscription(&self) -> Subscription {
        self.subscriptions.inc();
        Subscription(self.subscriptions.clone())
    }

    /// An event stream was slower than its news.
    pub fn overflowed(&self) {
        self.overflows.inc();
    }

    /// A change was handed to the event streams that listen, so long after it was taken in.
    pub fn delivered(&self, after: Duration) {
        self.delivery.observe(after.as_secs_f64());
    }

    /// How many changes are not handed out yet, and how long ago the oldest was taken in.
    pub fn set_backlog(&self, changes: usize, age: Duration) {
        self.backlog.set(i64::try_from(changes).unwrap_or(i64::MAX));
        self.backlog_age.set(age.as_secs_f64());
    }

    /// For how long an open transaction has held up the log.
    pub fn set_held(&self, time: Duration) {
        self.held.set(time.as_secs_f64());
    }

    /// How large the write-ahead log of an embedded database is, in bytes.
    pub fn set_wal(&self, bytes: u64) {
        self.wal.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    /// Everything, in the text format of `OpenMetrics`.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        if let Err(error) = encode(&mut text, &self.registry) {
            tracing::error!(%error, "the metrics can't be written");
        }
        text
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// An event stream that is counted until this is dropped.
#[derive(Debug)]
pub struct Subscription(Gauge);

impl Drop for Subscription {
    fn drop(&mut self) {
        self.0.dec();
    }
}
