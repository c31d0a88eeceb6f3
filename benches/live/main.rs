//! What event streams cost: thousands of subscribers of one server, on WebSockets, while events are
//! published at a steady rate. Prints what was told, what was missed or came twice, the memory that
//! a subscriber takes, and how long it is from when a client sends an event to when a subscriber holds
//! it, which is more than the time from the commit.
//!
//! `scripts/with-postgres.sh cargo bench --bench live -- 5000`
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench prints, or ends")]

mod server;
mod subscriber;
mod tally;

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};

use self::server::{Server, token, user};
use self::subscriber::Subscriber;
use self::tally::Tally;

/// How many subscribers connect at the same time.
const AT_ONCE: usize = 50;

/// How long what was published may take to be told.
const PATIENCE: Duration = Duration::from_mins(3);

/// Who follows, and how much is published.
#[derive(Debug, Clone, Copy)]
struct Load {
    what: &'static str,
    /// Whether all are back ends that see every event; else each has a tenant of its own.
    is_shared: bool,
    /// Events a second.
    rate: u32,
    events: usize,
}

const LOADS: [Load; 3] = [
    Load { what: "own tenants", is_shared: false, rate: 100, events: 2_000 },
    Load { what: "one history", is_shared: true, rate: 5, events: 50 },
    Load { what: "one history", is_shared: true, rate: 100, events: 300 },
];

impl Load {
    /// The subscriber to whose tenant an event belongs, and all that it concerns.
    const fn tenant(self, event: usize, subscribers: usize) -> usize {
        if self.is_shared { 0 } else { event % subscribers }
    }

    const fn deliveries(self, subscribers: usize) -> usize {
        if self.is_shared { self.events * subscribers } else { self.events }
    }
}

async fn publish(server: &Server, load: Load, tally: &Tally, subscribers: usize) {
    let mut ticks = interval(Duration::from_secs(1) / load.rate);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for event in 0..load.events {
        ticks.tick().await;
        tally.send(event);
        server.publish(event, &user(load.tenant(event, subscribers))).await;
    }
}

async fn measure(load: Load, subscribers: usize) {
    let server = Server::start().await;
    let before = server.memory();
    let tally = Arc::new(Tally::new(load.events));
    let connect = stream::iter(0..subscribers).map(|number| {
        let step = if load.is_shared { 1 } else { subscribers };
        let first = if load.is_shared { 0 } else { number };
        let token = token((!load.is_shared).then(|| user(number)));
        Subscriber::connect(&server.address, token, (first, step), Arc::clone(&tally))
    });
    let mut connected = connect.buffer_unordered(AT_ONCE);
    let mut following = JoinSet::new();
    while let Some(subscriber) = connected.next().await {
        following.spawn(subscriber.follow());
    }
    sleep(Duration::from_secs(2)).await;
    let idle = server.memory();
    publish(&server, load, &tally, subscribers).await;
    let expected = load.deliveries(subscribers);
    let waiting = async {
        while tally.delivered() < expected {
            sleep(Duration::from_millis(100)).await;
        }
    };
    let is_all = tokio::time::timeout(PATIENCE, waiting).await.is_ok();
    let busy = server.memory();
    following.shutdown().await;
    println!(
        "{}: {subscribers} subscribers, {} events at {} a second: {} of {expected} told{}, {} out of \
         order or twice",
        load.what,
        load.events,
        load.rate,
        tally.delivered(),
        if is_all { "" } else { " IN TIME" },
        tally.wrong(),
    );
    let each = |memory: usize| memory.saturating_sub(before) / subscribers;
    println!(
        "  KiB a subscriber: {} idle, {} at the end; ms from sending to holding: p50 {}, p99 {}, most {}; \
         told a second: {:.0}",
        each(idle),
        each(busy),
        tally.quantile(0.5),
        tally.quantile(0.99),
        tally.quantile(1.0),
        tally.rate(),
    );
}

#[tokio::main]
async fn main() {
    rlimit::increase_nofile_limit(u64::MAX).expect("a limit of open files");
    let asked = std::env::args().find_map(|argument| argument.parse().ok());
    let subscribers = asked.unwrap_or(5_000);
    for load in LOADS {
        measure(load, subscribers).await;
    }
}
