//! `event-mesh narrate`: the history as a folder of documents, which runs keep up to date.

mod changes;
mod chosen;
mod interrupted;
mod model;
mod threads;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::SystemTime;

use support::{Server, Value, json};
use tempfile::TempDir;

use crate::program::process::{program, text};

const UPDATE: &str = "mutation ($id: ID!, $input: OutcomeInput!) {
    updateOutcome(id: $id, input: $input) { event { id } }
}";

/// The files of a folder, by their paths within it.
type Files = BTreeMap<String, String>;

/// A folder that a history is written into.
struct Docs {
    folder: TempDir,
    url: String,
    variables: Vec<(&'static str, String)>,
}

impl Docs {
    /// Of a server's history; nothing is written yet.
    fn of(server: &Server) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { folder, url: server.database.url.clone(), variables: Vec::new() }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("docs")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    fn command(&self, arguments: &[&str]) -> tokio::process::Command {
        let (root, url) = (self.root(), self.url.as_str());
        let out = root.to_str().expect("text");
        let fixed = ["narrate", "--out", out, "--database-url", url];
        let mut command = program(&[&fixed[..], arguments].concat());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    async fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().await.expect("the program runs")
    }

    /// Runs it to a good end, and returns what it says it did.
    async fn narrate(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat()).await;
        assert!(output.status.success(), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    fn files(&self) -> Files {
        let mut files = Files::new();
        collect(&self.root(), &self.root(), &mut |name, path| {
            // A run may have given a file its name meanwhile.
            if let Ok(text) = fs::read_to_string(path) {
                files.insert(name, text);
            }
        });
        files
    }

    /// When each file was written.
    fn times(&self) -> BTreeMap<String, SystemTime> {
        let mut times = BTreeMap::new();
        collect(&self.root(), &self.root(), &mut |name, path| {
            let written = fs::metadata(path).expect("a file").modified().expect("a time");
            times.insert(name, written);
        });
        times
    }

    /// The one document that says something, and its text.
    fn document(&self, said: &str) -> (String, String) {
        let is_document = |name: &str| name.matches('-').count() == 3;
        let says = |(name, text): &(String, String)| is_document(name) && text.contains(said);
        let found: Vec<_> = self.files().into_iter().filter(says).collect();
        assert_eq!(found.len(), 1, "{said}: {found:?}");
        found.into_iter().next().expect("one")
    }
}

fn collect(root: &Path, folder: &Path, met: &mut dyn FnMut(String, &Path)) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, met);
        } else {
            let name = path.strip_prefix(root).expect("inside").to_str().expect("text");
            met(name.to_owned(), &path);
        }
    }
}

/// An event on a day of March 2026 that follows from these, with a goal.
fn event(id: &str, day: i64, goal: &str, causes: &[&str]) -> Value {
    // 2026-03-01T10:00:00Z
    let timestamp = 1_772_359_200_000_i64 + (day - 1) * 86_400_000;
    json!({
        "id": id, "eventName": "page.changed", "source": "web", "timestamp": timestamp, "payload": 1,
        "shouldDocument": true,
        "userIntent": { "goal": goal, "expectedOutcome": "It is quicker" },
        "context": { "relatedEvents": causes },
    })
}

/// Three workflows, of two months.
async fn three(server: &Server) {
    let events = vec![
        event("a", 1, "First", &[]),
        event("a2", 2, "Goal A", &["a"]),
        event("b", 3, "Goal B", &[]),
        event("c", 40, "Goal C", &[]),
    ];
    server.publish_many(events).await;
}

/// The texts of a list in a report.
fn texts(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|item| item.as_str().expect("text")).collect()
}
