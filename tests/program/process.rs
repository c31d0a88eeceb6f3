//! Starting the program, and asking it.

use std::path::Path;
use std::process::{Output, Stdio};

use support::reqwest::Client;
use support::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// The program with these arguments, without what the environment says of settings.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_event-mesh"));
    let folder = std::env::temp_dir();
    command.args(arguments).env_clear().current_dir(folder).kill_on_drop(true);
    command
}

/// Runs the program to its end.
pub(crate) async fn run(arguments: &[&str]) -> Output {
    program(arguments).output().await.expect("the program runs")
}

/// Text that the program printed.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A server in a process of its own.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) url: String,
    client: Client,
}

impl Process {
    /// Serves the database at `url` on a free port.
    pub(crate) async fn serve(url: &str) -> Self {
        Self::serve_with(url, &[]).await
    }

    /// The same, with these variables in its environment.
    pub(crate) async fn serve_with(url: &str, variables: &[(&str, &str)]) -> Self {
        let mut command = program(&["serve", "--port", "0", "--database-url", url]);
        command.envs(variables.iter().copied());
        Self::start(command).await
    }

    /// The same, as the arguments of another program, which goes before this folder.
    pub(crate) async fn serve_in(wrapper: &[&str], folder: &Path, url: &str) -> Self {
        let program = program(&["serve", "--port", "0", "--database-url", url]);
        let program = program.as_std();
        let [first, rest @ ..] = wrapper else { panic!("a program") };
        let mut command = Command::new(first);
        command.args(rest).arg(folder).arg(program.get_program()).args(program.get_args());
        command.env_clear().env("PATH", "/usr/bin:/bin").kill_on_drop(true);
        Self::start(command).await
    }

    async fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
        let output = child.stdout.take().expect("its output");
        let line = BufReader::new(output).lines().next_line().await.expect("a line");
        let url = line.as_deref().and_then(|line| line.split(" at ").nth(1)).expect("an address");
        let url = url.trim_end_matches("/graphql").to_owned();
        Self { child, url, client: Client::new() }
    }

    /// What an operation answers; `None` when the server is gone.
    pub(crate) async fn answer(&self, query: &str, variables: Value) -> Option<Value> {
        let body = json!({ "query": query, "variables": variables });
        let request = self.client.post(format!("{}/graphql", self.url)).json(&body);
        request.send().await.ok()?.json().await.ok()
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, name: &str) {
        signal(self.child.id().expect("it runs"), name);
    }
}

/// Sends a signal to a process.
pub(crate) fn signal(process: u32, name: &str) {
    // The shell's own: the program is in a package that may be missing.
    let kill = format!("kill -s {name} {process}");
    let kill = std::process::Command::new("sh").args(["-c", &kill]).status();
    assert!(kill.expect("kill runs").success());
}
