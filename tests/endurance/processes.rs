//! Several servers over one database, whose transactions end late, in another order than they began,
//! and in part not at all.

use std::time::Duration;

use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use futures_util::future::join_all;
use support::{Cluster, Database, Follower, Message, Server, Sql, TestDatabase, effort, json};

const WRITERS: usize = 16;
const EVENTS: usize = 25;

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";

/// Each transaction that stores events commits a little later than it would, and one in twenty is
/// rolled back at its end.
const DELAY: &str = "
    CREATE FUNCTION delay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF pg_current_xact_id()::text::bigint % 20 = 0 THEN RAISE 'rolled back'; END IF;
        PERFORM pg_sleep(random() * 0.005);
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER delay AFTER INSERT ON event_history
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION delay();
    GRANT EXECUTE ON FUNCTION delay TO PUBLIC;";

/// How servers learn of what others store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hints {
    On,
    Off,
    /// The connections that listen are ended again and again.
    Cut,
}

impl Hints {
    fn configure(self, settings: &mut Settings) {
        settings.database.notify = self != Self::Off;
        settings.database.poll_milliseconds = 50.try_into().expect("not zero");
    }
}

/// Publishes one event after the other, each until it is stored.
async fn write(server: &Server, writer: usize) {
    for number in 0..EVENTS {
        let input = json!({ "id": format!("{writer}-{number}"), "eventName": "x", "payload": 1 });
        let input = json!({ "input": input });
        while server.answer(PUBLISH, input.clone()).await.get("errors").is_some() {}
    }
}

/// Follows all that is written, and goes away now and then: to come back behind what it saw last.
async fn follow(servers: &[&Server], number: usize, from: &str) -> Vec<Message> {
    let mut seen: Vec<Message> = Vec::new();
    let mut cursor = from.to_owned();
    let mut visits = number;
    while seen.len() < WRITERS * EVENTS {
        let server = servers[visits % servers.len()];
        visits += 1;
        let mut follower = Follower::open(&server.url, json!({ "after": cursor })).await;
        // Another number each time, and not the same for any two followers.
        for _ in 0..(7 + visits * 13 + number * 5) % 60 {
            if seen.len() == WRITERS * EVENTS {
                break;
            }
            let message = follower.next().await;
            cursor.clone_from(&message.cursor);
            if message.kind != "CaughtUp" {
                seen.push(message);
            }
        }
    }
    seen
}

/// Writes through three servers while followers come and go, and compares what they are told.
async fn all_are_told_the_same(
    database: TestDatabase,
    followers: usize,
    hints: Hints,
    trouble: impl AsyncFnOnce(&Server),
) {
    let url = database.url.clone();
    let configure = |settings: &mut Settings| hints.configure(settings);
    let first = Server::start_over(database, Clock::system(), configure).await;
    let another = || {
        Server::start_with(Database::Sqlite, |settings| {
            settings.database.url.clone_from(&url);
            hints.configure(settings);
        })
    };
    let others = [another().await, another().await];
    let servers = [&first, &others[0], &others[1]];
    let start = Follower::open(&first.url, json!({})).await.next().await;
    let writers = join_all((0..WRITERS).map(|writer| write(servers[writer % 3], writer)));
    let following = join_all((0..followers).map(|number| follow(&servers, number, &start.cursor)));
    let (_, told, ()) = tokio::join!(writers, following, trouble(&first));
    let mut events: Vec<&str> = told[0].iter().map(|message| &*message.event).collect();
    events.sort_unstable();
    events.dedup();
    assert_eq!(events.len(), WRITERS * EVENTS, "something was told twice, or left out");
    for other in &told[1..] {
        assert_eq!(*other, told[0]);
    }
}

/// Transactions that write beside the servers, of which some are taken back: what begins after them
/// ends before.
async fn hold_transactions_open(sql: &Sql) {
    for (seconds, end) in [(0.5, "ROLLBACK"), (effort(1.5, 5.0), "COMMIT"), (0.2, "ROLLBACK")] {
        sql.execute("BEGIN").await;
        sql.execute("SELECT pg_current_xact_id()").await;
        tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
        sql.execute(end).await;
    }
}

async fn on_postgres(hints: Hints) {
    let database = Cluster::apart().await.create().await;
    all_are_told_the_same(database, effort(12, 100), hints, async move |server: &Server| {
        let url = &server.database.owner_url;
        let (owner, stranger) = (Sql::connect(url).await, Sql::connect(url).await);
        owner.execute(DELAY).await;
        let cutting = async {
            for _ in 0..if hints == Hints::Cut { 20 } else { 0 } {
                owner.cut_listeners().await;
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
        };
        tokio::join!(hold_transactions_open(&stranger), cutting);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_are_told_the_same_on_sqlite() {
    let nothing = async |_: &Server| ();
    let database = Database::Sqlite.create().await;
    all_are_told_the_same(database, effort(12, 40), Hints::Off, nothing).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_are_told_the_same_with_notify() {
    on_postgres(Hints::On).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_are_told_the_same_without_notify() {
    on_postgres(Hints::Off).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_are_told_the_same_while_listeners_are_cut_off() {
    on_postgres(Hints::Cut).await;
}

#[tokio::test]
async fn what_an_open_transaction_holds_up_is_measured() {
    let database = Cluster::apart().await.create().await;
    let server = Server::start_over(database, Clock::system(), |_| ()).await;
    let stranger = Sql::connect(&server.database.owner_url).await;
    stranger.execute("BEGIN").await;
    stranger.execute("SELECT pg_current_xact_id()").await;
    for payload in ["a", "b"] {
        server.publish(json!({ "eventName": "x", "payload": payload })).await;
    }
    for is_followed in [false, true] {
        let follower = Follower::open(&server.url, json!({}));
        let follower = if is_followed { Some(follower.await) } else { None };
        server.measures("event_mesh_log_backlog", |count| count > 1.5).await;
        server.measures("event_mesh_log_backlog_age_seconds", |age| age > 0.0).await;
        drop(follower);
    }
    stranger.execute("ROLLBACK").await;
    server.measures("event_mesh_log_backlog", |count| count < 0.5).await;
}
