//! The server that is attacked: a process of its own, whose work and memory can be told apart.

use std::fs::read_to_string;
use std::process::Stdio;
use std::time::Duration;

use support::reqwest::Client;
use support::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

/// Far above what anything here takes: only what never happens takes so long.
pub(crate) const CEILING: Duration = Duration::from_mins(1);

/// The unit of time in `/proc`, which is the same on every Linux.
const TICK: Duration = Duration::from_millis(10);

/// A server in a process of its own, on an empty database.
#[derive(Debug)]
pub(crate) struct Victim {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
    process: u32,
    client: Client,
    _folder: TempDir,
}

impl Victim {
    /// A server with the default settings.
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// A server with these settings, as the environment names them.
    pub(crate) async fn start_with(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_event-mesh"));
        command.args(["serve", "--port", "0"]).env_clear().current_dir(folder.path());
        command.env("EVENT_MESH__TELEMETRY__LOG", "error").envs(settings.iter().copied());
        command.stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("the program starts");
        let output = child.stdout.take().expect("its output");
        let line = BufReader::new(output).lines().next_line().await.expect("a line");
        let url = line.as_deref().and_then(|line| line.split(" at ").nth(1)).expect("an address");
        let address = url.trim_start_matches("http://").trim_end_matches("/graphql").to_owned();
        let process = child.id().expect("it runs");
        let client = Client::builder().timeout(CEILING).build().expect("a client");
        let victim = Self { child, address, process, client, _folder: folder };
        for _ in 0..20 {
            victim.serves_others().await;
        }
        victim
    }

    /// Another client asks, and is answered.
    pub(crate) async fn serves_others(&self) {
        let request = self.client.post(format!("http://{}/graphql", self.address));
        let request = request.json(&json!({ "query": "{ viewer { role } }" }));
        let answer: Value =
            request.send().await.expect("an answer").json().await.expect("an answer in JSON");
        assert_eq!(answer, json!({ "data": { "viewer": { "role": "ANONYMOUS" } } }));
    }

    /// Attacks, while another client goes on asking. Each of its questions must be answered in time;
    /// an attack may be over before the first one is.
    pub(crate) async fn serves_others_during<T>(&self, attack: impl Future<Output = T>) -> T {
        let others = async {
            loop {
                self.serves_others().await;
                sleep(Duration::from_millis(25)).await;
            }
        };
        let outcome = tokio::select! {
            outcome = Box::pin(attack) => outcome,
            never = Box::pin(others) => never,
        };
        self.serves_others().await;
        outcome
    }

    /// Waits until this process of ours has no connection more to the server than it should, by
    /// asking until the server has seen what was sent before.
    pub(crate) async fn settles(&self) {
        self.serves_others().await;
        sleep(Duration::from_millis(500)).await;
    }

    /// Tells the server to stop, which one that is sound does.
    pub(crate) async fn stops(mut self) {
        assert!(self.child.try_wait().expect("its state").is_none(), "the server has died");
        self.serves_others().await;
        let kill = format!("kill -s TERM {}", self.process);
        let kill = Command::new("sh").args(["-c", &kill]).status().await;
        assert!(kill.expect("kill runs").success());
        let status = timeout(CEILING * 2, self.child.wait()).await.expect("an end in time");
        assert!(status.expect("its status").success(), "the server did not end well");
    }

    /// How much time processors have spent on the server.
    pub(crate) fn work(&self) -> Duration {
        let line = self.read("stat");
        // The name of the program, in parentheses, may hold spaces.
        let fields = line.rsplit_once(") ").expect("a name").1.split(' ');
        let ticks = fields.skip(11).take(2).map(|field| field.parse::<u32>().expect("a number"));
        TICK * ticks.sum::<u32>()
    }

    /// How much time processors have spent on the server since then.
    pub(crate) fn work_since(&self, before: Duration) -> Duration {
        self.work().saturating_sub(before)
    }

    /// How much memory the server has, in kB.
    pub(crate) fn memory(&self) -> i64 {
        self.status("VmRSS:")
    }

    /// How much memory the server had at most, in kB.
    pub(crate) fn peak(&self) -> i64 {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> i64 {
        let text = self.read("status");
        let line = text.lines().find_map(|line| line.strip_prefix(name)).expect("the line");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    fn read(&self, file: &str) -> String {
        read_to_string(format!("/proc/{}/{file}", self.process)).expect("the server runs")
    }
}
