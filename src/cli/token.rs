//! `event-mesh token`.

use std::io::{self, Write as _};

use clap::Args;

use super::Failure;
use crate::config::Settings;
use crate::domain::clock::Clock;
use crate::http::auth::{Order, mint};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The user: a UUID, unless auth.subjects is "text"; may be left out for roles of back ends
    #[arg(long, value_name = "ID")]
    sub: Option<String>,
    /// The role; that of a user when left out
    #[arg(long)]
    role: Option<String>,
    /// The value of the tenant claim, where that isn't the user
    #[arg(long, value_name = "VALUE")]
    tenant: Option<String>,
    /// How long the token is valid
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    expires_in: u32,
}

/// Prints a token and nothing else, so that scripts can use it.
pub(super) fn run(arguments: Arguments, settings: &Settings) -> Result<(), Failure> {
    let Arguments { sub, role, tenant, expires_in } = arguments;
    let order = Order { sub, role, tenant, expires_in };
    let token = mint(&settings.auth, order, Clock::system().now())?;
    writeln!(io::stdout(), "{token}")?;
    Ok(())
}
