//! What the server says about itself: its log, on standard error, and what it measures.

mod metrics;

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::config::TelemetrySettings;

pub use metrics::{MEDIA_TYPE, Metrics, Subscription};

/// Starts the log.
///
/// # Errors
/// When `telemetry.log` is not a level and not directives.
pub fn start(settings: &TelemetrySettings) -> Result<(), ParseError> {
    let filter = EnvFilter::builder().parse(&settings.log)?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second server in the same process, as in tests, keeps the first one's log.
    let _ = log.try_init();
    Ok(())
}
