//! A thousand clients that begin a request and never end it.

use std::time::Instant;

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::abuse::report::Report;
use crate::abuse::victim::{CEILING, Victim};

/// How many there are.
const CLIENTS: usize = 1_000;

/// What they may take of memory while they wait, in MB.
const GROWTH: i64 = 30;

const HALF: &[u8] =
    b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_half_open_connections_are_closed_by_default() {
    rlimit::increase_nofile_limit(8_192).expect("files");
    let victim = Victim::start().await;
    let mut report = Report::new(&victim, "half-open connections");
    let before = victim.work();
    let attack = async {
        let mut closing = Vec::new();
        let opened = Instant::now();
        for _ in 0..CLIENTS / 100 {
            // No system lets fewer wait to be accepted.
            let some = join_all((0..100).map(|_| open(&victim.address))).await;
            closing.extend(some.into_iter().map(closes));
        }
        victim.settles().await;
        report.line(&format!("{CLIENTS} open"));
        join_all(closing).await;
        report.line(&format!("all closed after {} s", opened.elapsed().as_secs()));
    };
    victim.serves_others_during(attack).await;
    let work = victim.work_since(before);
    report.line(&format!("{} ms of work for all and for others", work.as_millis()));
    report.finish(GROWTH);
    victim.stops().await;
}

async fn open(address: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(HALF).await.expect("the server reads");
    stream
}

async fn closes(mut stream: TcpStream) {
    let end = timeout(CEILING, stream.read_u8()).await.expect("the server closes");
    end.expect_err("no answer");
}
