//! The `event-mesh` program.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use event_mesh::cli::Cli;
use mimalloc::MiMalloc;

/// Requests take much memory and give it back, often on another thread than the one that took it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when standard error is closed.
            let _ = writeln!(io::stderr(), "event-mesh: {error}");
            ExitCode::FAILURE
        }
    }
}
