//! Processes: starting them, and what they take, as Linux tells in `/proc`.

use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::load::Client;
use crate::operations::Ask;

/// What Linux counts the time of processes in.
const TICK: Duration = Duration::from_millis(10);

/// How often a server is started to see how long that takes.
const STARTS: usize = 3;

/// A server that runs, and is ended when this is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
    id: u32,
    _child: Child,
}

/// How a server began.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) process: Process,
    /// From its start to the first right answer.
    pub(crate) time: Duration,
    /// What it took after that answer, in KiB.
    pub(crate) memory: u64,
}

impl Process {
    /// Starts a server that says where it listens in its first line.
    async fn start(mut command: Command) -> Self {
        command.stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("a server");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let line = output.lines().next_line().await.expect("text").expect("a line");
        let address = line.split("//").nth(1).expect("an address").trim_end_matches("/graphql");
        Self { address: address.to_owned(), id: child.id().expect("it runs"), _child: child }
    }

    /// Starts a server until it answers. The last of several stays.
    pub(crate) async fn begin(command: impl Fn() -> Command, first: &Ask) -> Begun {
        let mut begun = Vec::new();
        loop {
            let begin = Instant::now();
            let process = Self::start(command()).await;
            Client::connect(&process.address).await.post(first).await;
            begun.push(begin.elapsed());
            if begun.len() == STARTS {
                begun.sort();
                return Begun { time: begun[STARTS / 2], memory: process.memory(), process };
            }
        }
    }

    /// The memory that it takes, in KiB.
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id));
        let status = status.expect("a process");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let resident = resident.and_then(|line| line.split_whitespace().next());
        resident.and_then(|kib| kib.parse().ok()).expect("a number")
    }

    /// The time that it computed.
    pub(crate) fn time(&self) -> Duration {
        Times::of(self.id).expect("it runs").own
    }
}

/// What a process computed, and which one began it.
struct Times {
    parent: u32,
    own: Duration,
    /// Of those that it began, and that have ended.
    ended: Duration,
}

impl Times {
    fn of(process: u32) -> Option<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name, in brackets, may hold anything.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |place: usize| Some(TICK * fields.get(place)?.parse().ok()?);
        Some(Self {
            parent: fields.get(1)?.parse().ok()?,
            own: ticks(11)? + ticks(12)?,
            ended: ticks(13)? + ticks(14)?,
        })
    }
}

/// The processes of PostgreSQL: one that began all others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Postgres(u32);

impl Postgres {
    /// The one to which this process belongs, which serves a connection.
    pub(crate) fn of(connection: u32) -> Self {
        Self(Times::of(connection).expect("PostgreSQL runs on this machine").parent)
    }

    /// The time that all computed.
    pub(crate) fn time(self) -> Duration {
        let all = std::fs::read_dir("/proc").expect("processes");
        let all = all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        let children = all.filter_map(Times::of).filter(|times| times.parent == self.0);
        let parent = Times::of(self.0).expect("it runs");
        parent.own + parent.ended + children.map(|times| times.own).sum::<Duration>()
    }
}
