//! Tables whose policies hide rows, even from the role that owns them.

use event_mesh::domain::viewer::Viewer;
use event_mesh::store::Migrations;
use support::BareDatabase;

use crate::adoption::history::{self, ALL, app, ask, facts};

/// A history of a role that is no superuser, and is bound by policies that show it nothing.
async fn forced() -> (BareDatabase, Migrations) {
    let database = history::with_everything().await;
    let owner = &database.name;
    database
        .execute(&format!(
            "ALTER TABLE event_history OWNER TO {owner};
             ALTER TABLE narrative_context OWNER TO {owner};
             ALTER TABLE event_history FORCE ROW LEVEL SECURITY;
             ALTER TABLE narrative_context FORCE ROW LEVEL SECURITY;
             GRANT USAGE ON SCHEMA auth TO {owner};
             GRANT SELECT ON auth.users TO {owner}"
        ))
        .await;
    let mut settings = database.settings();
    settings.migration_url = database.url_of_owner();
    let migrations = Migrations::open(&settings).await.expect("a database");
    (database, migrations)
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_the_owner_does_not_see_are_taken_and_given_back() {
    let (database, migrations) = forced().await;
    let before = facts(&database).await;
    migrations.up("sub").await.expect("an adoption");
    let app = app(&database).await;
    let seen = ask(&app, Viewer::Service, "{ events { totalCount } }").await;
    assert_eq!(seen["events"]["totalCount"], 11);
    app.close().await;
    let forced = "SELECT count(*)::text FROM pg_class WHERE relforcerowsecurity
                  AND relnamespace = 'event_mesh_original'::regnamespace";
    assert_eq!(database.texts(forced).await, ["2"]);
    database.execute("DELETE FROM event_history WHERE id = 'n-3'").await;
    migrations.down(ALL).await.expect("the way back");
    let after = facts(&database).await;
    let kept: Vec<_> = before.into_iter().filter(|fact| !fact.starts_with("n-3 ")).collect();
    assert_eq!(after, kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_set_aside_is_its_owners_alone_until_it_is_given_back() {
    let database = history::with_everything().await;
    let before = facts(&database).await;
    let granted = "SELECT format('%s on %s', privilege_type, relation) FROM (
            SELECT oid, oid::regclass::text, relowner, relacl, relnamespace FROM pg_class
            UNION ALL
            SELECT c.oid, c.oid::regclass::text, c.relowner, a.attacl, c.relnamespace
            FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
        ) AS r (oid, relation, owner, acl, namespace), aclexplode(acl) AS granted
        WHERE grantee <> owner AND namespace = 'event_mesh_original'::regnamespace";
    let migrations = database.migrations().await;
    migrations.up("sub").await.expect("an adoption");
    assert_eq!(database.texts(granted).await, [""; 0]);
    // Without that step they have them where they are.
    let steps = history::steps_before(&migrations, "_000012_").await;
    migrations.down(steps).await.expect("some steps back");
    assert!(database.texts(granted).await.len() > 10);
    migrations.up("sub").await.expect("and forth");
    migrations.down(ALL).await.expect("the way back");
    assert_eq!(facts(&database).await, before);
}
