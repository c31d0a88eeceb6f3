//! The server without one of its mechanisms: this program, in a process of its own.

use std::collections::HashMap;

use event_mesh::app::App;
use event_mesh::config::{Mechanism, Settings};
use event_mesh::domain::clock::Clock;
use event_mesh::{store, telemetry};
use futures_util::stream;
use tokio::process::Command;

use crate::ours;

/// How to start it, whole or without this.
pub(crate) fn command(url: &str, without: Option<Mechanism>) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--serve", url]).env_clear().current_dir(std::env::temp_dir());
    if let Some(mechanism) = without {
        command.args(["--without", &format!("{mechanism:?}")]);
    }
    command
}

/// The mechanism of this name.
pub(crate) fn named(name: &str) -> Option<Mechanism> {
    Mechanism::ALL.into_iter().find(|mechanism| format!("{mechanism:?}") == name)
}

/// Serves until the process is ended.
pub(crate) async fn serve(url: &str, without: Option<Mechanism>) {
    let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let environment: HashMap<String, String> = ours::ENVIRONMENT.into_iter().map(own).collect();
    let flags = vec![("server.port", "0".to_owned()), ("database.url", url.to_owned())];
    let mut settings = Settings::from_sources(None, environment, flags).expect("settings");
    settings.database.without = without;
    telemetry::start(&settings.telemetry, &store::SECRETIVE).expect("a log");
    let app = App::new(settings, Clock::system()).await.expect("a server");
    let listener = app.listen().await.expect("a port");
    println!("http://{}/graphql", listener.local_addr().expect("an address"));
    app.serve(listener, stream::pending()).await;
}
