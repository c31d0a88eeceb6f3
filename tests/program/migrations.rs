//! What a change of the schema leaves behind that fails.

use event_mesh::config::Settings;
use event_mesh::store::Migrations;
use support::Database;

#[tokio::test]
async fn a_change_that_fails_leaves_a_file_as_it_was() {
    let database = Database::Sqlite.create().await;
    let mut settings = Settings::defaults().expect("the defaults").database;
    settings.url.clone_from(&database.url);
    let migrations = Migrations::open(&settings).await.expect("a file");
    let all = migrations.status().await.expect("a status");
    let later = all.iter().skip_while(|one| !one.name.contains("_000010_")).count();
    let later = u32::try_from(later).expect("a few");
    migrations.down(later).await.expect("some steps back");
    let before = migrations.status().await.expect("a status");
    database.execute("DROP INDEX event_history_recorded_at").await;
    let indexes = "SELECT count(*) FROM sqlite_master WHERE type = 'index'";
    let count = database.number(indexes).await;
    migrations.up("sub").await.expect_err("no such index");
    assert_eq!(migrations.status().await.expect("a status"), before);
    assert_eq!(database.number(indexes).await, count);
    database
        .execute("CREATE INDEX event_history_recorded_at ON event_history (recorded_at, id)")
        .await;
    migrations.up("sub").await.expect("some steps forth");
    assert!(migrations.status().await.expect("a status").iter().all(|one| one.applied));
}
