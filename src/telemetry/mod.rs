//! What the server says about itself: its log, on standard error, and what it measures.

mod metrics;

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::config::TelemetrySettings;

pub use metrics::{MEDIA_TYPE, Metrics, Subscription};

/// Starts the log, and holds parts of the program to these levels whatever the settings say.
///
/// # Errors
/// When `telemetry.log` is not a level and not directives.
pub fn start(settings: &TelemetrySettings, held: &[&str]) -> Result<(), ParseError> {
    let mut filter = EnvFilter::builder().parse(&settings.log)?;
    for directive in held {
        filter = filter.add_directive(directive.parse()?);
    }
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second server in the same process, as in tests, keeps the first one's log.
    let _ = log.try_init();
    Ok(())
}
