//! `event-mesh log`.

use std::io::{self, Write as _};

use clap::{Args, Subcommand};
use tokio_util::task::TaskTracker;

use super::Failure;
use crate::config::Settings;
use crate::store::Database;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Begin a new epoch: after a restore that the server can't notice, as from a snapshot of the disk
    NewEpoch,
}

pub(super) async fn run(arguments: &Arguments, settings: &Settings) -> Result<(), Failure> {
    let Action::NewEpoch = arguments.action;
    let database = Database::open(&settings.database, TaskTracker::new()).await?;
    let begun = database.begin_epoch().await;
    database.close().await;
    writeln!(io::stdout(), "epoch {} of the log begins", begun?)?;
    Ok(())
}
