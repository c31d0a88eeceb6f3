//! A Supabase database, whose clients also come directly, through `PostgREST`.

use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::store::Migrations;
use support::{BareDatabase, Database, Server, Sql, TestDatabase, Value, json};

use crate::isolation::rows::{
    ALICE, BOB, LOG_TABLES, NOBODY, SEARCH_TABLES, STORY_TABLES, TABLES, insert, seen,
};
use crate::isolation::token::{SECRET, token};

/// The migrations of the database at this address.
async fn migrations(url: String) -> Migrations {
    let mut settings = Settings::defaults().expect("the defaults").database;
    settings.url = url;
    Migrations::open(&settings).await.expect("a database")
}

/// A database as Supabase has it, whose tables its owner made, with an event of each user.
async fn project(tenant_claim: &str) -> TestDatabase {
    let database = Database::Postgres.create_empty().await;
    database.execute(support::SUPABASE).await;
    let migrations = migrations(database.url_as("supabase_owner")).await;
    migrations.up(tenant_claim).await.expect("a schema");
    database.add_server_role().await;
    for (tenant, id) in [(ALICE, "a"), (BOB, "b"), (NOBODY, "n")] {
        if tenant != NOBODY {
            database.execute(&format!("INSERT INTO auth.users (id) VALUES ('{tenant}')")).await;
        }
        insert(&database, tenant, id).await;
    }
    database
}

/// Begins a transaction as `PostgREST` does for a request of this role.
async fn request(sql: &Sql, role: &str, claims: &str) {
    sql.execute(&format!("BEGIN; SET LOCAL ROLE {role}; {claims}")).await;
}

fn claims(name: &str, value: &str) -> String {
    format!(r#"SET LOCAL request.jwt.claims = '{{"{name}": "{value}", "role": "authenticated"}}'"#)
}

#[tokio::test]
async fn users_who_come_directly_see_their_own_rows() {
    let database = project("sub").await;
    let postgrest = database.connect_as("authenticator").await;
    for (user, id) in [(ALICE, "a"), (BOB, "b")] {
        request(&postgrest, "authenticated", &claims("sub", user)).await;
        assert_eq!(seen(&postgrest).await, [1; 4]);
        let own = format!("SELECT count(*) FROM event_history WHERE id = '{id}'");
        assert_eq!(postgrest.number(&own).await, 1);
        postgrest.execute("COMMIT").await;
    }
    let nobody = claims("sub", NOBODY);
    for nothing in
        [&nobody, "SELECT 1", "SET LOCAL request.jwt.claims = ''", &claims("other", ALICE)]
    {
        request(&postgrest, "authenticated", nothing).await;
        assert_eq!(seen(&postgrest).await, [0; 4], "{nothing}");
        postgrest.execute("COMMIT").await;
    }
}

#[tokio::test]
async fn the_setting_of_the_server_gives_users_nothing() {
    let database = project("sub").await;
    let postgrest = database.connect_as("authenticator").await;
    request(&postgrest, "authenticated", "SET LOCAL event_mesh.tenants = '*'").await;
    assert_eq!(seen(&postgrest).await, [0; 4]);
}

#[tokio::test]
async fn the_tenant_may_be_another_claim() {
    let database = project("org_id").await;
    let postgrest = database.connect_as("authenticator").await;
    request(&postgrest, "authenticated", &claims("org_id", ALICE)).await;
    assert_eq!(seen(&postgrest).await, [1; 4]);
    postgrest.execute("COMMIT").await;
    request(&postgrest, "authenticated", &claims("sub", ALICE)).await;
    assert_eq!(seen(&postgrest).await, [0; 4]);
}

#[tokio::test]
async fn users_who_come_directly_change_nothing() {
    let database = project("sub").await;
    let postgrest = database.connect_as("authenticator").await;
    let unreadable = || {
        let tables = LOG_TABLES.into_iter().chain(SEARCH_TABLES).chain(STORY_TABLES);
        tables.chain(["seaql_migrations"])
    };
    for role in ["authenticated", "anon"] {
        for table in TABLES.into_iter().chain(unreadable()) {
            for sql in [format!("DELETE FROM {table}"), format!("TRUNCATE {table} CASCADE")] {
                let sql = format!("SET LOCAL ROLE {role}; {}; {sql}", claims("sub", ALICE));
                let refusal = postgrest.refusal(&sql).await;
                assert!(refusal.contains("permission denied"), "{sql}: {refusal}");
            }
        }
        let reads = unreadable().map(|table| format!("SELECT * FROM {table}"));
        let asks =
            "SELECT * FROM event_mesh.search(NULL, 'a', 'a', true, 0, '', NULL, 9, '', NULL, 1, 1)"
                .to_owned();
        let reads = reads.chain([asks]);
        for sql in reads.chain(["INSERT INTO event_history (id) VALUES ('x')".to_owned()]) {
            let refusal = postgrest.refusal(&format!("SET LOCAL ROLE {role}; {sql}")).await;
            assert!(refusal.contains("permission denied"), "{sql}: {refusal}");
        }
    }
    let sql = "SET LOCAL ROLE anon; SELECT count(*) FROM event_history";
    assert!(postgrest.refusal(sql).await.contains("permission denied"));
}

#[tokio::test]
async fn roles_that_come_later_are_let_in_by_the_next_migrate() {
    let database = project("sub").await;
    database.execute("DROP POLICY event_mesh_own ON event_history").await;
    let migrations = migrations(database.url_as("supabase_owner")).await;
    migrations.up("sub").await.expect("nothing to do but grants");
    let postgrest = database.connect_as("authenticator").await;
    request(&postgrest, "authenticated", &claims("sub", ALICE)).await;
    assert_eq!(seen(&postgrest).await, [1; 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_names_a_user_whom_the_database_knows() {
    let database = project("sub").await;
    let sql = "INSERT INTO event_history (tenant_id, id, event_name, source, timestamp, payload, \
        should_document, recorded_at, revision, user_id) \
        SELECT tenant_id, 'other', 'x', 'x', 1, '1', false, 1, 1, gen_random_uuid() \
        FROM event_history LIMIT 1";
    let owner = database.connect_as("postgres").await;
    assert!(owner.refusal(sql).await.contains("event_history_user"));
    let server = Server::start_over(database, Clock::system(), |settings| {
        SECRET.clone_into(&mut settings.auth.jwt_secret);
    })
    .await;
    let service = token(None);
    let publish = async |user: &str| {
        let query = format!(
            "mutation {{ publish(input: {{ eventName: \"x\", payload: 1, userId: \"{user}\" }}) \
             {{ event {{ userId }} }} }}"
        );
        server.answer_as(&service, &query, Value::Null).await
    };
    let stranger = "00000000-0000-4000-8000-0000000000ff";
    let (alice, other, bob) = tokio::join!(publish(ALICE), publish(stranger), publish(BOB));
    assert_eq!(alice["data"]["publish"]["event"]["userId"], ALICE);
    let extensions = &other["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "BAD_USER_INPUT", "{other}");
    assert_eq!(extensions["inputPath"], json!(["input", "userId"]));
    assert_eq!(bob["data"]["publish"]["event"]["userId"], BOB);
    server.stop().await;
}

#[tokio::test]
async fn users_see_nothing_of_others_while_migrations_are_taken_back() {
    let database = project("sub").await;
    let postgrest = database.connect_as("authenticator").await;
    let migrations = migrations(database.url_as("supabase_owner")).await;
    for _ in 0..3 {
        migrations.down(1).await.expect("a step back");
        request(&postgrest, "authenticated", "SELECT 1").await;
        let seen = "SELECT count(*) FROM event_history";
        assert_eq!(postgrest.number(seen).await, 0);
        postgrest.execute("COMMIT").await;
        for sql in [
            "SET ROLE anon; TABLE event_history",
            "SET ROLE authenticated; TRUNCATE event_history CASCADE",
        ] {
            assert!(postgrest.refusal(sql).await.contains("permission denied"), "{sql}");
        }
    }
    migrations.up("sub").await.expect("and forth");
}

#[tokio::test]
async fn a_table_of_other_users_is_none_of_ours() {
    let tables = [
        "CREATE TABLE auth.users (id bigint PRIMARY KEY)",
        "CREATE VIEW auth.users AS SELECT gen_random_uuid() AS id",
        "CREATE TABLE auth.users (id uuid, name text)",
        "CREATE TABLE auth.users (id uuid PRIMARY KEY); REVOKE ALL ON SCHEMA auth FROM PUBLIC",
    ];
    for table in tables {
        let database = BareDatabase::create().await;
        database.execute(&format!("CREATE SCHEMA auth; {table}")).await;
        let migrations = migrations(database.url_of_owner()).await;
        migrations.up("sub").await.expect(table);
        let key = "SELECT count(*)::text FROM pg_constraint WHERE conname = 'event_history_user'";
        assert_eq!(database.texts(key).await, ["0"], "{table}");
    }
}

#[tokio::test]
async fn a_second_history_in_a_database_is_refused() {
    let database = project("sub").await;
    database.execute("CREATE SCHEMA second").await;
    let migrations =
        migrations(format!("{}?options=-csearch_path=second", database.owner_url)).await;
    let refusal = migrations.up("sub").await.expect_err("a refusal").to_string();
    assert!(refusal.starts_with("the database has a schema event_mesh already"), "{refusal}");
}
