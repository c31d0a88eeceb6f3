//! Where the server listens, and how it stops.

use std::num::NonZeroU64;
use std::time::Duration;

use serde::Deserialize;

use super::forms::{is_host, is_origin, is_web_address};
use super::problem::Problem;

/// Section `server`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    /// The address or name to listen on.
    pub host: String,
    /// The port to listen on; 0 lets the system choose.
    pub port: u16,
    /// Whom the server is open to while it is developed, or not.
    pub mode: Mode,
    /// Pages of which other origins may ask: `https://app.example`, or `*` for all.
    pub cors_origins: Vec<String>,
    /// Where clients reach the server, for links in what it writes: `https://mesh.example`, maybe with a path; empty
    /// where it writes none.
    pub public_url: String,
    /// Names that the server answers to beside those of this machine, while it asks nobody who they
    /// are: `mesh.example`, or `*` for all.
    pub hosts: Vec<String>,
    /// How many connections may be open.
    pub connections: usize,
    /// How long a client may take to send the head of a request.
    pub header_seconds: u64,
    /// How long a client may take to send the body of a request.
    pub body_seconds: u64,
    /// How often clients that are only listening are shown that the server is there.
    pub ping_seconds: NonZeroU64,
    /// How long a client may read nothing of what is sent to it.
    pub write_seconds: u64,
    /// How long a connection may stay open without a request.
    pub idle_seconds: u64,
    /// How long the server goes on serving once it is told to stop.
    pub linger_seconds: u64,
    /// How long running requests may take to end at a stop.
    pub drain_seconds: u64,
}

/// What the server tells about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Introspection, suggestions in errors, GraphiQL, the sample history; pages of this machine may ask.
    Development,
    /// None of these.
    Production,
}

impl ServerSettings {
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if !is_host(&self.host) {
            let message = "must be an address or a name, such as 127.0.0.1, ::1 or localhost, \
                without brackets and without a port";
            problems.push(Problem::new("server.host", message));
        }
        if !self.public_url.is_empty() && !is_web_address(&self.public_url) {
            let message = "must be an address like https://mesh.example, or empty";
            problems.push(Problem::new("server.public_url", message));
        }
        let wrong = |list: &[String], is_right: fn(&str) -> bool| {
            list.iter().position(|one| one != "*" && !is_right(one)).map(|index| index + 1)
        };
        if let Some(number) = wrong(&self.cors_origins, is_origin) {
            let message = format!(
                "must be origins like https://app.example, without a path, or \"*\": number \
                 {number} isn't one"
            );
            problems.push(Problem::new("server.cors_origins", message));
        }
        if let Some(number) = wrong(&self.hosts, is_host) {
            let message = format!(
                "must be names like mesh.example, without a port, or \"*\": number {number} isn't \
                 one"
            );
            problems.push(Problem::new("server.hosts", message));
        }
        problems
    }

    /// Where clients reach the server, where that is known.
    pub fn public_url(&self) -> Option<&str> {
        Some(self.public_url.trim_end_matches('/')).filter(|url| !url.is_empty())
    }

    /// How long a client may take to send the head of a request.
    pub const fn header(&self) -> Duration {
        seconds(self.header_seconds)
    }

    /// How long a client may take to send the body of a request.
    pub const fn body(&self) -> Duration {
        seconds(self.body_seconds)
    }

    /// How often clients that are only listening are shown that the server is there.
    pub const fn ping(&self) -> Duration {
        seconds(self.ping_seconds.get())
    }

    /// How long a client may read nothing of what is sent to it.
    pub const fn write(&self) -> Duration {
        seconds(self.write_seconds)
    }

    /// How long a connection may stay open without a request.
    pub const fn idle(&self) -> Duration {
        seconds(self.idle_seconds)
    }

    /// How long the server goes on serving once it is told to stop.
    pub const fn linger(&self) -> Duration {
        seconds(self.linger_seconds)
    }

    /// How long running requests may take to end at a stop.
    pub const fn drain(&self) -> Duration {
        seconds(self.drain_seconds)
    }
}

/// A time that fits every clock: nobody waits longer than a year.
const fn seconds(seconds: u64) -> Duration {
    const YEAR: u64 = 365 * 24 * 60 * 60;
    Duration::from_secs(if seconds < YEAR { seconds } else { YEAR })
}
