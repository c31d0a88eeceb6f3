//! The command line: what to run, and with which settings.

mod api_key;
mod client;
mod demo;
mod log;
mod migrate;
mod narrate;
mod serve;
mod token;
mod types;

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::config::{Flags, Settings};
use crate::{graphql, store, telemetry};

/// What a command fails with: told to the user as it is.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A GraphQL server that remembers what users did in a product, why, and what came of it.
#[derive(Debug, Parser)]
#[command(name = "event-mesh", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// A file of settings, in place of event-mesh.toml
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The database's address, as database.url
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API; this is what runs when no command is named
    Serve(serve::Arguments),
    /// Bring the database's schema up to date, or back
    Migrate(migrate::Arguments),
    /// Change the log behind event streams
    Log(log::Arguments),
    /// Print the GraphQL schema
    Schema,
    /// Publish a sample history into a running server, and print its newest workflow
    Demo(demo::Arguments),
    /// Print TypeScript types of the events that a running server has
    Types(types::Arguments),
    /// Write the history as Markdown, a document for each workflow
    Narrate(narrate::Arguments),
    /// Print a token that a server with these settings takes, signed with their secret
    Token(token::Arguments),
    /// Print a new API key for a back end, and the hash that the server is to know
    ApiKey,
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// With a message for the user.
    pub async fn run(self) -> Result<(), Failure> {
        let mut flags: Flags = Vec::new();
        let command = self.command.unwrap_or(Command::Serve(serve::Arguments::default()));
        if matches!(command, Command::Migrate(_)) {
            // Who names a database here means it, whatever the environment says.
            flags.extend(self.database_url.clone().map(|url| ("database.migration_url", url)));
        }
        flags.extend(self.database_url.map(|url| ("database.url", url)));
        if let Command::Serve(arguments) = &command {
            flags.extend(arguments.flags());
        }
        let load = || Settings::load(self.config.as_deref(), flags);
        match command {
            Command::Schema => {
                write!(io::stdout(), "{}", graphql::sdl())?;
                Ok(())
            }
            Command::ApiKey => api_key::run(),
            Command::Token(arguments) => token::run(arguments, &load()?),
            Command::Demo(arguments) => demo::run(&arguments, &load()?).await,
            Command::Types(arguments) => types::run(&arguments, &load()?).await,
            Command::Serve(_) => {
                let settings = load()?;
                telemetry::start(&settings.telemetry, &store::SECRETIVE)?;
                serve::run(settings).await
            }
            Command::Log(arguments) => {
                let settings = load()?;
                telemetry::start(&settings.telemetry, &store::SECRETIVE)?;
                log::run(&arguments, &settings).await
            }
            Command::Narrate(arguments) => {
                let settings = load()?;
                telemetry::start(&settings.telemetry, &store::SECRETIVE)?;
                narrate::run(&arguments, settings).await
            }
            Command::Migrate(arguments) => {
                let settings = load()?;
                telemetry::start(&settings.telemetry, &store::SECRETIVE)?;
                migrate::run(&arguments, &settings).await
            }
        }
    }
}
