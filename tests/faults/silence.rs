//! A database that stops answering: requests end at their deadline, and nothing is left behind
//! that would cost a later request its write.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use support::{Database, Server, TestDatabase, Value, effort, json, reqwest};

use crate::faults::proxy::Proxy;

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { created } }";

/// Connections of the server that hold a transaction open.
const IN_TRANSACTION: &str = "SELECT count(*) FROM pg_stat_activity
    WHERE application_name = 'event-mesh' AND datname = current_database()
        AND state LIKE 'idle in transaction%'";

/// A server with one connection, through the proxy, which gives up after a second.
async fn server_behind_a_proxy() -> (Server, Arc<Proxy>, TestDatabase) {
    let direct = Database::Postgres.create().await;
    let (proxy, url) = Proxy::before(&direct.url).await;
    let server = Server::start_with(Database::Postgres, |settings| {
        settings.database.url = url;
        settings.database.connections = NonZeroU32::MIN;
        settings.database.deadline_seconds = 1;
    })
    .await;
    (server, proxy, direct)
}

async fn publish(server: &Server, id: String) -> Value {
    let input = json!({ "id": id, "eventName": "a", "payload": {} });
    server.answer(PUBLISH, json!({ "input": input })).await
}

/// The regression test for `begin()` that is dropped before it is answered: the connection would
/// come back to the pool with its transaction open, and swallow what is written next.
#[tokio::test(flavor = "multi_thread")]
async fn a_begin_that_was_given_up_leaves_no_transaction_open() {
    let (server, proxy, direct) = server_behind_a_proxy().await;
    let mut acknowledged = 0;
    for round in 0..3 {
        proxy.be_silent(true);
        let given_up = publish(&server, format!("given-up-{round}")).await;
        assert_eq!(given_up["errors"][0]["extensions"]["code"], "TIMEOUT", "{given_up}");
        assert_eq!(given_up["errors"][0]["extensions"]["retryable"], true);
        proxy.be_silent(false);
        assert!(no_transaction_is_open(&direct).await, "a transaction was left open");
        for turn in 0..5 {
            let answer = publish(&server, format!("kept-{round}-{turn}")).await;
            acknowledged += i64::from(answer["data"]["publish"]["created"] == true);
        }
        let kept = "SELECT count(*) FROM event_history WHERE id LIKE 'kept-%'";
        assert_eq!(direct.number(kept).await, acknowledged);
    }
    // A busy machine may take longer than a deadline of a second.
    assert!(acknowledged > 10, "{acknowledged} of 15");
}

/// Statements that hang on connections which the network has lost are run on others.
#[tokio::test(flavor = "multi_thread")]
async fn what_hangs_on_a_dead_connection_is_done_on_another() {
    let direct = Database::Postgres.create().await;
    let (proxy, url) = Proxy::before(&direct.url).await;
    let server = Server::start_with(Database::Sqlite, |settings| settings.database.url = url);
    let server = server.await;
    server.publish(json!({ "id": "first", "eventName": "a", "payload": {} })).await;
    proxy.swallow_open_connections();
    let publishing = publish(&server, "second".to_owned());
    let reading = server.answer("{ event(id: \"first\") { id } }", json!({}));
    let (published, read) = tokio::join!(publishing, reading);
    assert_eq!(published["data"]["publish"]["created"], true, "{published}");
    assert_eq!(read["data"]["event"]["id"], "first", "{read}");
    assert_eq!(direct.number("SELECT count(*) FROM event_history").await, 2);
}

/// A statement that takes long is none that is lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_statement_is_waited_for() {
    let server = Server::start(Database::Postgres).await;
    let slow = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_sleep(5); RETURN NEW; END $$;
        CREATE TRIGGER slow BEFORE INSERT ON event_history
            FOR EACH ROW EXECUTE FUNCTION slow()";
    server.database.execute(slow).await;
    let published = publish(&server, "slow".to_owned()).await;
    assert_eq!(published["data"]["publish"]["created"], true, "{published}");
}

/// In time for balancers, which take no answer for one that is dead, and for those who wait in line.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_a_silent_database_beyond_the_deadline() {
    let (server, proxy, direct) = server_behind_a_proxy().await;
    publish(&server, "first".to_owned()).await;
    proxy.be_silent(true);
    let asked = reqwest::get(format!("{}/health/ready", server.url));
    let ready = tokio::time::timeout(Duration::from_secs(5), asked).await.expect("in time");
    assert_eq!(ready.expect("an answer").status(), 503);
    // More than there are connections that write, so that most only wait in line.
    let publishing = (0..40).map(|turn| publish(&server, format!("given-up-{turn}")));
    let publishing = tokio::time::timeout(Duration::from_secs(8), join_all(publishing)).await;
    for answer in publishing.expect("in time") {
        assert_eq!(answer["errors"][0]["extensions"]["retryable"], true, "{answer}");
    }
    proxy.be_silent(false);
    assert!(publishes_again(&server, 0).await);
    assert_eq!(direct.number("SELECT count(*) FROM event_history WHERE id = 'kept-0'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_whose_peer_is_gone_is_replaced() {
    let (server, proxy, direct) = server_behind_a_proxy().await;
    publish(&server, "first".to_owned()).await;
    // Until the connection is back where the next batch finds it.
    tokio::time::sleep(Duration::from_millis(200)).await;
    // More often than there are connections that write.
    let rounds = effort(5, 12);
    for round in 0..rounds {
        proxy.swallow_open_connections();
        let given_up = publish(&server, format!("given-up-{round}")).await;
        assert_eq!(given_up["errors"][0]["extensions"]["code"], "TIMEOUT", "{given_up}");
        assert!(publishes_again(&server, round).await, "dead connections were not replaced");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let kept = "SELECT count(*) FROM event_history WHERE id LIKE 'kept-%'";
    assert_eq!(direct.number(kept).await, i64::from(rounds));
}

/// Waits until what was held back has arrived, and the connection is back in the pool: less long
/// than PostgreSQL itself would end an idle transaction.
async fn no_transaction_is_open(database: &TestDatabase) -> bool {
    for _ in 0..10 {
        tokio::time::sleep(Duration::from_millis(300)).await;
        if database.number(IN_TRANSACTION).await == 0 {
            return true;
        }
    }
    false
}

async fn publishes_again(server: &Server, round: u32) -> bool {
    for _ in 0..10 {
        let answer = publish(server, format!("kept-{round}")).await;
        if answer.get("errors").is_none() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    false
}
