//! Requests that are too long, too slow, or no text.

use std::time::Duration;

use futures_util::future::join_all;

use crate::abuse::report::{Report, TURNS, milliseconds};
use crate::abuse::victim::Victim;
use crate::abuse::wire::Wire;

/// What these requests may leave behind of memory, all of them together, in MB.
const GROWTH: i64 = 20;

const QUERY: &str = "%7Bviewer%7Brole%7D%7D";
const CHUNKED: &str = "transfer-encoding: chunked\r\n";

/// What a client may see that sends more than the server reads: the connection may be gone before
/// the answer is read.
const OR_CLOSED: [&str; 2] = ["413 PAYLOAD_TOO_LARGE", "closed"];

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_are_too_long_or_no_text_cost_little() {
    let victim = Victim::start().await;
    let mut report = Report::new(&victim, "bytes, CPU time each in ms");
    let attacks = async {
        for (name, wire, outcomes) in heads().into_iter().chain(bodies()) {
            attack(&victim, &mut report, (name, &wire), outcomes).await;
        }
    };
    victim.serves_others_during(attacks).await;
    report.finish(GROWTH);
    victim.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_take_too_long_are_refused() {
    let victim = Victim::start_with(&[("EVENT_MESH__SERVER__BODY_SECONDS", "2")]).await;
    let mut report = Report::new(&victim, "slow bodies, CPU time each in ms");
    let slow = [
        ("a byte a second", Wire::post("content-length: 50\r\n").with("{", 50)),
        ("a chunk a second", Wire::post(CHUNKED).with("1\r\n{\r\n", 50)),
        ("a byte a second of 2^63", Wire::post(CHUNKED).with("7fffffffffffffff\r\n{", 50)),
    ];
    let attacks = async {
        for (name, wire) in slow {
            let wire = wire.slowly(Duration::from_secs(1));
            attack(&victim, &mut report, (name, &wire), &["408 TIMEOUT"]).await;
        }
    };
    victim.serves_others_during(attacks).await;
    report.finish(GROWTH);
    victim.stops().await;
}

async fn attack(
    victim: &Victim,
    report: &mut Report<'_>,
    (name, wire): (&str, &Wire),
    outcomes: &[&str],
) {
    let before = victim.work();
    let mut seen = Vec::new();
    if wire.is_slow() {
        seen = join_all((0..TURNS).map(|_| wire.exchange(&victim.address))).await;
    } else {
        for _ in 0..TURNS {
            seen.push(wire.exchange(&victim.address).await);
        }
    }
    for seen in seen {
        let expected = outcomes.iter().find(|outcome| **outcome == seen).unwrap_or(&outcomes[0]);
        report.expect(name, &seen, expected);
    }
    let work = victim.work_since(before) / TURNS;
    report.expect_little_work(name, work);
    report.line(&format!("{name:44} {:>26} {:>8}", outcomes[0], milliseconds(work)));
}

type Case = (&'static str, Wire, &'static [&'static str]);

fn heads() -> Vec<Case> {
    let get = |parameters: &str, headers: &str| {
        Wire::new(&format!("GET /graphql?query={QUERY}{parameters}"), headers)
    };
    let padded = |bytes: usize| "&x=".to_owned() + &"x".repeat(bytes);
    let header = |bytes: usize| format!("x-a: {}\r\n", "x".repeat(bytes));
    let headers = |count: usize| (0..count).map(|at| format!("x{at}: {at:0300}\r\n"));
    let ranges = format!("accept: {}application/json\r\n", "a/b;q=0.5,".repeat(2_900));
    let cookies = format!("x-request-id: {}\r\n", "x".repeat(30_000));
    let parameters = "&query=a".repeat(3_700);
    vec![
        ("a query string of 30 kB", get(&padded(30_000), ""), &["200"]),
        ("a query string of 60 kB", get(&padded(60_000), ""), &["431", "414", "closed"]),
        ("a query string of 1 MB", get(&padded(1_000_000), ""), &["431", "414", "closed"]),
        ("3,700 parameters of one name", get(&parameters, ""), &["400 BAD_USER_INPUT"]),
        ("a header of 30 kB", get("", &header(30_000)), &["200"]),
        ("a header of 60 kB", get("", &header(60_000)), &["431", "closed"]),
        ("90 headers of 300 bytes", get("", &headers(90).collect::<String>()), &["200"]),
        ("101 headers", get("", &headers(101).collect::<String>()), &["431", "closed"]),
        ("2,900 media types", get("", &ranges), &["200"]),
        ("30 kB for a name of the request", get("", &cookies), &["200"]),
    ]
}

fn bodies() -> Vec<Case> {
    let length = |length: usize| format!("content-length: {length}\r\n");
    let chunk = |bytes: usize| format!("{bytes:x}\r\n{}\r\n", " ".repeat(bytes));
    let gzip = "content-encoding: gzip\r\n";
    let zipped = [&b"\x1f\x8b\x08"[..], &[0; 40]].concat();
    let too_large: &[&str] = &OR_CLOSED[..1];
    vec![
        ("50 MB that are announced", Wire::post(&length(50_000_000)), too_large),
        (
            "50 MB that are sent",
            Wire::post(&length(50_000_000)).with(" ".repeat(1_000_000), 50),
            &OR_CLOSED,
        ),
        (
            "chunks that come to a byte too much",
            Wire::post(CHUNKED).with(chunk(1_048_577), 1),
            too_large,
        ),
        ("chunks without an end", Wire::post(CHUNKED).with(chunk(10_000), 100_000), &OR_CLOSED),
        (
            "a million chunks of a byte",
            Wire::post(CHUNKED).with(chunk(1).repeat(1_000), 1_100),
            &OR_CLOSED,
        ),
        (
            "1 MB of spaces",
            Wire::post(&length(1_000_000)).with(" ".repeat(1_000_000), 1),
            &["400 BAD_USER_INPUT"],
        ),
        (
            "no UTF-8",
            Wire::post(&length(4)).with([0xff, 0xfe, 0x7b, 0x7d], 1),
            &["400 BAD_USER_INPUT"],
        ),
        (
            "1 MB of no UTF-8",
            Wire::post(&length(1_000_000)).with([0x80; 1_000], 1_000),
            &["400 BAD_USER_INPUT"],
        ),
        (
            "gzip",
            Wire::post(&(length(zipped.len()) + gzip)).with(zipped, 1),
            &["415 BAD_USER_INPUT"],
        ),
    ]
}
