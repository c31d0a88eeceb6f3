//! pgbench: what PostgreSQL does in a second when nobody looks at the rows.

use std::process::Stdio;

use tempfile::TempDir;
use tokio::process::Command;

use crate::operations::Operation;

/// The scripts of the operations, in a folder of their own.
#[derive(Debug)]
pub(crate) struct Pgbench {
    folder: TempDir,
    url: String,
    events: u64,
}

impl Pgbench {
    /// pgbench on this database.
    pub(crate) fn new(url: String, events: u64) -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), url, events }
    }

    /// Transactions a second.
    pub(crate) async fn rate(&self, operation: &Operation, clients: usize, seconds: u64) -> f64 {
        let script = self.folder.path().join(format!("{}.sql", operation.key));
        std::fs::write(&script, operation.script(self.events)).expect("a script");
        let mut command = Command::new("pgbench");
        command.args(["--no-vacuum", "--protocol=prepared", "--client", &clients.to_string()]);
        command.args(["--time", &seconds.to_string(), "--file"]).arg(script).arg(&self.url);
        // As the server has it.
        command.env("PGOPTIONS", "-c plan_cache_mode=force_generic_plan");
        let output = command.stdin(Stdio::null()).output().await.expect("pgbench");
        let text = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {text}{errors}", operation.key);
        let rate = text.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = rate.and_then(|rate| rate.split_whitespace().next()?.parse().ok());
        rate.unwrap_or_else(|| panic!("{}: no rate: {text}{errors}", operation.key))
    }
}
