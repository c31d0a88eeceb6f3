//! `event-mesh migrate`.

use std::io::{self, Write as _};

use clap::{Args, Subcommand};

use super::Failure;
use crate::config::Settings;
use crate::store::Migrations;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Apply every migration that is missing
    Up,
    /// Take the newest migrations back
    Down {
        /// How many
        #[arg(long, default_value_t = 1)]
        steps: u32,
    },
    /// List the migrations, and which are applied
    Status,
}

pub(super) async fn run(arguments: &Arguments, settings: &Settings) -> Result<(), Failure> {
    let migrations = Migrations::open(&settings.database).await?;
    match arguments.action {
        Action::Up => up(&migrations, &settings.auth.tenant_claim).await?,
        Action::Down { steps } => migrations.down(steps).await?,
        Action::Status => {}
    }
    for migration in migrations.status().await? {
        let state = if migration.applied { "applied" } else { "missing" };
        writeln!(io::stdout(), "{state}  {}", migration.name)?;
    }
    Ok(())
}

async fn up(migrations: &Migrations, tenant_claim: &str) -> Result<(), Failure> {
    if migrations.would_adopt().await? {
        if tenant_claim != "sub" {
            let message = format!(
                "the events of the original layer belong to their users, who would not see them \
                 while auth.tenant_claim is {tenant_claim:?}: set it to \"sub\""
            );
            return Err(message.into());
        }
        tracing::info!("taking over the tables of the original layer");
    }
    Ok(migrations.up(tenant_claim).await?)
}
