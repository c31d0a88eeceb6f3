//! Databases that are restored from a backup: publishing goes on, and who followed the history that
//! was lost is told so.

use std::path::{Path, PathBuf};

use event_mesh::domain::clock::Clock;
use support::{Cluster, Database, Follower, Server, TestDatabase, effort, json};

/// A server that was followed while its database was copied.
struct Copied {
    server: Server,
    /// Behind the first event.
    before: String,
    /// Behind one that is not in the copy.
    lost: String,
}

async fn publish(server: &Server, ids: impl Iterator<Item = usize>, prefix: &str) -> Vec<String> {
    let mut published = Vec::new();
    for number in ids {
        let id = format!("{prefix}{number}");
        server.publish(json!({ "id": id, "eventName": "x", "payload": number })).await;
        published.push(id);
    }
    published
}

async fn start(database: TestDatabase) -> Server {
    Server::start_over(database, Clock::system(), |_| ()).await
}

/// Publishes five events, copies them, and publishes five that are not copied.
async fn copied<C>(database: TestDatabase, copy: impl AsyncFnOnce(&Server) -> C) -> (Copied, C) {
    let server = start(database).await;
    let mut follower = Follower::open(&server.url, json!({})).await;
    follower.next().await;
    publish(&server, 0..5, "kept-").await;
    let before = follower.next().await.cursor;
    follower.told(4).await;
    let copy = copy(&server).await;
    publish(&server, 0..5, "lost-").await;
    follower.told(4).await;
    let lost = follower.next().await.cursor;
    (Copied { server, before, lost }, copy)
}

async fn expires(server: &Server, cursor: &str) {
    let follower = Follower::open(&server.url, json!({ "after": cursor })).await;
    assert_eq!(follower.refusal().await, ("CURSOR_EXPIRED".into(), json!(["after"])));
}

/// Publishes into the copy more than was lost, and follows behind what both histories have.
async fn goes_on(server: &Server, before: &str, lost: &str) {
    expires(server, lost).await;
    let mut live = Follower::open(&server.url, json!({})).await;
    assert_eq!(live.next().await.kind, "CaughtUp");
    let new = publish(server, 0..10, "new-").await;
    tells(&mut live, &new).await;
    // Also now that there are changes at these places.
    expires(server, lost).await;
    let kept = (1..5).map(|number| format!("kept-{number}"));
    let expected: Vec<String> = kept.chain(new).collect();
    let mut follower = Follower::open(&server.url, json!({ "after": before })).await;
    tells(&mut follower, &expected).await;
    assert_eq!(follower.next().await.kind, "CaughtUp");
}

async fn tells(follower: &mut Follower, events: &[String]) {
    for id in events {
        assert_eq!(follower.next().await.event, *id);
    }
}

/// Makes transactions without writing anything.
async fn age(cluster: &Cluster) {
    let postgres = support::Sql::connect(&format!("{}/postgres", cluster.url())).await;
    let transactions = "DO $$ BEGIN FOR i IN 1..5000 LOOP
        PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$";
    postgres.execute(transactions).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dump_is_restored_into_an_older_cluster_a_younger_one_and_the_same() {
    let (source, older, younger) =
        (Cluster::start().await, Cluster::start().await, Cluster::start().await);
    age(&older).await;
    for _ in 0..effort(1, 20) {
        let database = source.create().await;
        age(&source).await;
        let (copied, copies) = copied(database, async |server: &Server| {
            let url = &server.database.owner_url;
            let older = source.dump(url, &older).await;
            [older, source.dump(url, &younger).await, source.dump(url, &source).await]
        })
        .await;
        for copy in copies {
            goes_on(&start(copy).await, &copied.before, &copied.lost).await;
        }
        // What happens to a copy doesn't concern the original.
        let mut follower =
            Follower::open(&copied.server.url, json!({ "after": copied.lost })).await;
        assert_eq!(follower.next().await.kind, "CaughtUp");
    }
}

/// Files that are copied as they are have the same identity: the cursors alone tell.
#[tokio::test(flavor = "multi_thread")]
async fn a_base_backup_takes_the_place_of_its_cluster() {
    for is_recovered in [false, true].repeat(effort(1, 10)) {
        let source = Cluster::start().await;
        let database = source.create().await;
        let (copied, (copy, database)) = copied(database, async |server: &Server| {
            let copy = source.start_copy(is_recovered).await;
            let database = copy.copied(&server.database, &source).await;
            (copy, database)
        })
        .await;
        goes_on(&start(database).await, &copied.before, &copied.lost).await;
        drop(copy);
    }
}

fn file_of(database: &TestDatabase) -> PathBuf {
    let path = database.url.trim_start_matches("sqlite://").split('?').next().expect("a path");
    PathBuf::from(path)
}

/// Puts a file of SQLite back.
async fn put_back(database: TestDatabase, put: impl FnOnce(&Path, &Path)) {
    let copy = |file: &Path| file.with_extension("copy");
    let (copied, ()) = copied(database, async |server: &Server| {
        let file = file_of(&server.database);
        server.database.execute(&format!("VACUUM INTO '{}'", copy(&file).display())).await;
    })
    .await;
    let Copied { server, before, lost } = copied;
    let database = server.stop().await;
    let file = file_of(&database);
    let database = database.while_closed(|| put(&copy(&file), &file)).await;
    goes_on(&start(database).await, &before, &lost).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_file_takes_the_place_of_a_newer_one() {
    for _ in 0..effort(1, 20) {
        put_back(Database::Sqlite.create().await, |copy, file| {
            std::fs::rename(copy, file).expect("a file");
        })
        .await;
    }
}

/// Nothing tells this file from the one that the server knew.
#[tokio::test(flavor = "multi_thread")]
async fn an_older_history_is_written_into_the_file_of_a_newer_one() {
    for _ in 0..effort(1, 20) {
        put_back(Database::Sqlite.create().await, |copy, file| {
            std::fs::copy(copy, file).expect("a file");
        })
        .await;
    }
}
