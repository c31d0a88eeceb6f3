//! `event-mesh serve`.

use std::io::{self, Write as _};
use std::task::Poll;

use clap::Args;
use futures_util::stream;
use tokio::signal::unix::{SignalKind, signal};

use super::Failure;
use crate::app::App;
use crate::config::{Flags, Mode, Settings};
use crate::domain::clock::Clock;

#[derive(Debug, Default, Args)]
pub(super) struct Arguments {
    /// The address to listen on
    #[arg(long)]
    host: Option<String>,
    /// The port to listen on; 0 lets the system choose
    #[arg(long)]
    port: Option<u16>,
}

impl Arguments {
    pub(super) fn flags(&self) -> Flags {
        let host = self.host.clone().map(|host| ("server.host", host));
        let port = self.port.map(|port| ("server.port", port.to_string()));
        host.into_iter().chain(port).collect()
    }
}

pub(super) async fn run(settings: Settings) -> Result<(), Failure> {
    raise_open_files(settings.server.connections);
    let (mode, debugger) = (settings.server.mode, settings.serves_debugger());
    let mcp = settings.serves_mcp();
    let app = App::new(settings, Clock::system()).await?;
    let listener = app.listen().await?;
    let address = listener.local_addr()?;
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    // A server serves, whether or not somebody reads what it prints.
    let _ = writeln!(io::stdout(), "Event Mesh serves GraphQL at http://{address}/graphql");
    if debugger {
        let _ = writeln!(io::stdout(), "Event Debugger: http://{address}/");
    }
    if mode == Mode::Development {
        let _ = writeln!(io::stdout(), "GraphiQL: http://{address}/graphiql");
    }
    if mcp {
        let _ = writeln!(io::stdout(), "Tools for agents (MCP): http://{address}/mcp");
    }
    let told = stream::poll_fn(move |context| match interrupt.poll_recv(context) {
        Poll::Pending => terminate.poll_recv(context),
        told @ Poll::Ready(_) => told,
    });
    app.serve(listener, told).await;
    Ok(())
}

/// Lets this process open as many files as the system allows it: each connection is one.
fn raise_open_files(connections: usize) {
    let files = rlimit::increase_nofile_limit(u64::MAX);
    tracing::debug!(?files, connections, "how many files may be open");
}
