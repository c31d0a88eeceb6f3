//! An embedded database whose disk is full: what is acknowledged is kept, what isn't is told in words, and
//! the server works again once there is room.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use support::{json, reqwest};

use crate::program::process::Process;

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";

/// A disk of 3 MiB for the server alone, where the system lets us mount one; else a bound for each file. Both
/// run what follows.
const DISK: &str = r#"mount -t tmpfs -o size=3m tmpfs "$0" && exec "$@""#;
const BOUND: &str = r#"trap "" XFSZ; ulimit -S -f 4096; exec "$@""#;

/// How a server lacks room.
enum Lack {
    Disk,
    Files,
}

impl Lack {
    fn here(folder: &Path) -> Self {
        let mut mount = Command::new("unshare");
        mount.args(["-rm", "sh", "-c", DISK]).arg(folder).arg("true");
        match mount.output() {
            Ok(output) if output.status.success() => Self::Disk,
            _ => Self::Files,
        }
    }

    fn wrapper(&self) -> &'static [&'static str] {
        match self {
            Self::Disk => &["unshare", "-rm", "sh", "-c", DISK],
            Self::Files => &["sh", "-c", BOUND],
        }
    }

    const fn words(&self) -> &'static str {
        match self {
            Self::Disk => "the disk of the database is full",
            // SQLite can't tell whether what it wrote is there.
            Self::Files => "the database did not confirm the write",
        }
    }

    /// What takes room on the server's disk, seen from here.
    fn ballast(server: &Process, folder: &Path) -> PathBuf {
        let process = server.child.id().expect("it runs");
        let folder = folder.strip_prefix("/").expect("an absolute path");
        Path::new("/proc").join(process.to_string()).join("root").join(folder).join("ballast")
    }

    fn make_room(&self, server: &Process, folder: &Path) {
        match self {
            Self::Disk => std::fs::remove_file(Self::ballast(server, folder)).expect("a file"),
            Self::Files => {
                let process = server.child.id().expect("it runs").to_string();
                let raise = ["--pid", &process, "--fsize=unlimited"];
                let raised = Command::new("prlimit").args(raise).status();
                assert!(raised.expect("prlimit runs").success());
            }
        }
    }
}

async fn readiness(server: &Process) -> (u16, String) {
    let health = reqwest::get(format!("{}/health/ready", server.url)).await.expect("an answer");
    (health.status().as_u16(), health.text().await.expect("text"))
}

/// Waits until the server calls itself ready.
async fn becomes_ready(server: &Process) {
    for _ in 0..100 {
        if readiness(server).await.0 == 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?}", readiness(server).await);
}

/// Publishes 50 kB; the message where that fails.
async fn publish(server: &Process, id: usize) -> Result<(), String> {
    let payload = "x".repeat(50_000);
    let input = json!({ "id": format!("e{id}"), "eventName": "a", "payload": payload });
    let answer = server.answer(PUBLISH, json!({ "input": input })).await.expect("an answer");
    let Some(error) = answer["errors"].get(0) else { return Ok(()) };
    assert_eq!(error["extensions"]["retryable"], true, "{answer}");
    Err(error["message"].as_str().expect("a message").to_owned())
}

async fn stored(server: &Process) -> usize {
    let answer = server.answer("{ events { totalCount } }", json!({})).await.expect("an answer");
    let count = answer["data"]["events"]["totalCount"].as_u64().expect("reads work");
    usize::try_from(count).expect("a count")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().expect("a folder");
    let lack = Lack::here(folder.path());
    let url = format!("sqlite://{}/mesh.db", folder.path().display());
    let mut server = Process::serve_in(lack.wrapper(), folder.path(), &url).await;
    if matches!(lack, Lack::Disk) {
        std::fs::write(Lack::ballast(&server, folder.path()), vec![0; 1 << 20]).expect("a file");
    }
    let mut kept = 0;
    let why = loop {
        match publish(&server, kept).await {
            Ok(()) => kept += 1,
            Err(why) => break why,
        }
        assert!(kept < 200, "the disk is never full");
    };
    assert!(kept > 0 && why.starts_with(lack.words()), "{kept} {why}");
    if matches!(lack, Lack::Disk) {
        let (status, why) = readiness(&server).await;
        assert!(status == 503 && why.starts_with(lack.words()), "{status} {why}");
    }
    assert_eq!(stored(&server).await, kept);

    lack.make_room(&server, folder.path());
    becomes_ready(&server).await;
    publish(&server, kept).await.expect("there is room");
    assert_eq!(stored(&server).await, kept + 1);
    server.signal("TERM");
    assert!(server.child.wait().await.expect("it ends").success());
}
