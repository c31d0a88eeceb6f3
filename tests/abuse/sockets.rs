//! WebSockets: many that wait, many that come and go, and some that say too much.

use futures_util::future::join_all;
use futures_util::{SinkExt as _, StreamExt as _};
use support::{Value, effort, json};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use crate::abuse::report::{Report, TURNS, milliseconds};
use crate::abuse::subscriber::Subscriber;
use crate::abuse::victim::{CEILING, Victim};

/// What a thousand sockets that wait may take of memory, in MB.
const IDLE_GROWTH: i64 = 20;

/// What a subscription on each of them may take in addition, in MB.
const SUBSCRIBED_GROWTH: i64 = 20;

/// What anything else may leave behind, in MB.
const GROWTH: i64 = 20;

const LAST: &str = r#"{"type":"subscribe","id":"last","payload":{"query":"{viewer{role}}"}}"#;

async fn open(victim: &Victim, count: usize) -> Vec<Subscriber> {
    let mut sockets = Vec::new();
    while sockets.len() < count {
        let some = (0..100.min(count)).map(|_| Subscriber::open(&victim.address));
        sockets.extend(join_all(some).await);
    }
    sockets
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_idle_sockets_take_little_memory() {
    let thousands = effort(1, 5);
    let count = usize::try_from(thousands * 1_000).expect("a number");
    rlimit::increase_nofile_limit(16_384).expect("files");
    // One that is not read for long, as here until its turn comes, counts as lost.
    let victim = Victim::start_with(&[("EVENT_MESH__SERVER__PING_SECONDS", "600")]).await;
    let mut report = Report::new(&victim, "sockets that wait");
    let mut sockets = victim.serves_others_during(open(&victim, count)).await;
    victim.settles().await;
    report.line(&format!("{count} idle"));
    let grown = report.grown();
    assert!(grown < thousands * IDLE_GROWTH * 1_000, "{count} sockets take {grown} kB");
    let subscribing = async {
        for socket in &mut sockets {
            socket.send(subscription()).await.expect("the server reads");
            assert_eq!(socket.next().await.expect("CaughtUp")["type"], "next");
        }
    };
    victim.serves_others_during(subscribing).await;
    victim.settles().await;
    report.line(&format!("{count} subscribed"));
    // Each is heard, and still there.
    let pings = async {
        for socket in &mut sockets {
            socket.send(r#"{"type":"ping"}"#).await.expect("the server reads");
            assert_eq!(socket.next().await.expect("an answer")["type"], "pong");
        }
    };
    victim.serves_others_during(pings).await;
    drop(sockets);
    victim.settles().await;
    report.line("all gone");
    report.finish(thousands * (IDLE_GROWTH + SUBSCRIBED_GROWTH) + GROWTH);
    victim.stops().await;
}

fn subscription() -> String {
    let query = "subscription { eventStream { __typename } }";
    json!({ "type": "subscribe", "id": "a", "payload": { "query": query } }).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_that_are_opened_and_dropped_leave_nothing_behind() {
    rlimit::increase_nofile_limit(8_192).expect("files");
    // Places that are not given back would be missed.
    let victim = Victim::start_with(&[("EVENT_MESH__LIMITS__SOCKETS", "300")]).await;
    let mut report = Report::new(&victim, "sockets that come and go");
    let attack = async {
        for _ in 0..5 {
            drop(open(&victim, 200).await);
            victim.settles().await;
        }
        report.line("1,000 opened and dropped");
    };
    victim.serves_others_during(attack).await;
    report.finish(GROWTH);
    victim.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_that_is_flooded_disturbs_nobody() {
    let victim = Victim::start().await;
    let mut report = Report::new(&victim, "floods on a socket, CPU time of all messages in ms");
    let floods = [
        ("pings of the protocol", Message::text(r#"{"type":"ping"}"#)),
        ("pings of WebSockets", Message::Ping("x".repeat(125).into())),
        ("pongs", Message::Pong("x".repeat(125).into())),
        ("invalid messages", Message::text("{")),
        ("binary messages", Message::binary(vec![0; 100])),
        ("ends of what never began", Message::text(r#"{"type":"complete","id":"a"}"#)),
    ];
    let count = effort(20_000, 200_000);
    for (name, message) in floods {
        let before = victim.work();
        victim.serves_others_during(flood(&victim, message, count)).await;
        let work = milliseconds(victim.work_since(before));
        report.line(&format!("{count} {name:44} {work:>9}"));
    }
    report.finish(GROWTH);
    victim.stops().await;
}

/// Sends the same message over and over, and reads what comes back, until all is sent or the server
/// closes.
async fn flood(victim: &Victim, message: Message, count: usize) {
    let (mut sink, mut stream) = Subscriber::open(&victim.address).await.0.split();
    let sends = async {
        for _ in 0..count {
            if sink.feed(message.clone()).await.is_err() {
                break;
            }
        }
        // What comes of this shows that everything before it was read.
        let _ = sink.send(Message::text(LAST)).await;
        std::future::pending::<()>().await;
    };
    let reads = async {
        while let Some(Ok(message)) = stream.next().await {
            if message.is_close() || message.to_text().is_ok_and(|text| text.contains("complete")) {
                return;
            }
        }
    };
    let exchange = async {
        tokio::select! { () = sends => (), () = reads => () }
    };
    timeout(CEILING * 4, Box::pin(exchange)).await.expect("an end in time");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_are_none_close_their_socket() {
    let victim = Victim::start().await;
    let mut report = Report::new(&victim, "messages, CPU time each in ms");
    let attacks = async {
        for (name, text, expected) in messages() {
            let before = victim.work();
            for _ in 0..TURNS {
                let mut socket = Subscriber::open(&victim.address).await;
                let seen = socket.ask(text.clone()).await;
                report.expect(&name, &seen.outcome, expected);
            }
            let work = victim.work_since(before) / TURNS;
            report.expect_little_work(&name, work);
            report.line(&format!("{name:44} {expected:>26} {:>8}", milliseconds(work)));
        }
    };
    victim.serves_others_during(attacks).await;
    report.finish(GROWTH);
    victim.stops().await;
}

fn messages() -> Vec<(String, String, &'static str)> {
    let deep = [1_500, 5_000, 20_000].into_iter().flat_map(|depth| {
        let lists = "[".repeat(depth) + &"]".repeat(depth);
        let objects = r#"{"a":"#.repeat(depth) + "1" + &"}".repeat(depth);
        let with = |kind: &str| format!(r#"{{"type":"{kind}","id":"a","payload":{objects}}}"#);
        let unknown = format!(r#"{{"type":"ping","x":{lists}}}"#);
        [
            (format!("lists {depth} deep"), lists, "closed 4400"),
            (format!("objects {depth} deep"), objects.clone(), "closed 4400"),
            (format!("a request {depth} deep"), with("subscribe"), "closed 4400"),
            (format!("a second start {depth} deep"), with("connection_init"), "closed 4400"),
            (format!("an unknown member {depth} deep"), unknown, "pong"),
        ]
    });
    let message = |value: Value| value.to_string();
    let query = json!({ "query": "{viewer{role}}" });
    let long = "x".repeat(300_000);
    let rest = [
        ("300 kB", message(json!({ "type": "ping", "x": long })), "closed 1009"),
        ("250 kB for a type", message(json!({ "type": "x".repeat(250_000) })), "closed 4400"),
        ("no JSON", "}".repeat(1_000), "closed 4400"),
        ("no type", message(json!({ "id": "a" })), "closed 4400"),
        ("no id", message(json!({ "type": "subscribe", "payload": query })), "closed 4400"),
        ("no request", message(json!({ "type": "subscribe", "id": "a" })), "closed 4400"),
        (
            "a batch",
            message(json!({ "type": "subscribe", "id": "a", "payload": [query, query] })),
            "closed 4400",
        ),
        ("100,000 brackets", "[".repeat(100_000), "closed 4400"),
    ];
    deep.chain(rest.map(|(name, text, expected)| (name.to_owned(), text, expected))).collect()
}
