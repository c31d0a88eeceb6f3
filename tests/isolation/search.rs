//! The one way to ask for words, which policies don't hold: it must hold itself to the setting.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use support::{Database, Sql, TestDatabase, histories};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::isolation::rows::{ALICE, BOB, NOBODY};

/// The same word of three tenants, each of whom has it as a word of their own.
async fn filled() -> TestDatabase {
    let database = Database::Postgres.create().await;
    for tenant in [ALICE, BOB, NOBODY] {
        let owner = tenant.replace('-', "");
        database
            .execute(&format!(
                "INSERT INTO event_search VALUES ('{tenant}', 'e', 1, '''word'':1 ''¬{owner}''', 1)"
            ))
            .await;
    }
    database
}

/// Looked up, and looked through: the same.
fn search(tenant: &str, query: &str) -> String {
    let query = query.replace('\'', "''");
    let way = |reach: &str| {
        format!(
            "SELECT tenant_id::text FROM event_mesh.search({tenant}, '{query}'::tsquery,
                '{query}'::tsquery, true, 9223372036854775807, '', '{NOBODY}',
                -9223372036854775808, '', '{NOBODY}', {reach}, 100)"
        )
    };
    format!("{} WHERE is_found UNION {}", way("100"), way("NULL"))
}

/// What tells where it ended is of the same tenants.
fn ends(tenant: &str) -> String {
    format!(
        "SELECT tenant_id::text FROM event_mesh.search({tenant}, 'nothing'::tsquery,
            'nothing'::tsquery, true, 9223372036854775807, '', '{NOBODY}',
            -9223372036854775808, '', '{NOBODY}', 100, 100)"
    )
}

/// What is found where the transaction has this setting.
async fn found(server: &Sql, setting: &str, search: &str) -> Vec<String> {
    let setting = setting.replace('\'', "''");
    server.execute(&format!("BEGIN; SET LOCAL event_mesh.tenants = '{setting}'")).await;
    let mut found = server.texts(search).await;
    server.execute("ROLLBACK").await;
    found.sort_unstable();
    found
}

#[tokio::test]
async fn what_is_found_is_of_the_tenants_that_the_transaction_names() {
    let database = filled().await;
    let server = database.connect_as("server").await;
    let of = |tenant: &str| search(&format!("'{tenant}'"), "'word'");
    let all = search("NULL", "'word'");
    assert_eq!(server.texts(&all).await, [""; 0], "without a setting");
    assert_eq!(server.texts(&of(ALICE)).await, [""; 0], "without a setting");
    assert_eq!(found(&server, ALICE, &of(ALICE)).await, [ALICE]);
    assert_eq!(found(&server, ALICE, &of(BOB)).await, [""; 0]);
    assert_eq!(found(&server, ALICE, &all).await, [""; 0]);
    assert_eq!(found(&server, "*", &of(BOB)).await, [BOB]);
    assert_eq!(found(&server, "*", &all).await, [NOBODY, ALICE, BOB]);
    // Whatever is asked for beside the word.
    let other = BOB.replace('-', "");
    for query in [format!("'¬{other}'"), format!("'word' | '¬{other}'"), "!'x'".to_owned()] {
        let found = found(&server, ALICE, &search(&format!("'{ALICE}'"), &query)).await;
        assert!(found.iter().all(|tenant| tenant == ALICE), "{query}: {found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_setting_shows_what_it_does_not_name() {
    let database = filled().await;
    let server = database.connect_as("server").await;
    let part = prop_oneof![
        Just(ALICE.to_owned()),
        Just(BOB.to_uppercase()),
        Just(NOBODY.to_owned()),
        Just("*".to_owned()),
        Just(BOB[..35].to_owned()),
        "[ -~]{0,6}",
    ];
    let settings = proptest::collection::vec(part, 0..4).prop_map(|parts| parts.join(" "));
    let mut runner = TestRunner::new(histories(60, 2_000));
    let outcome = runner.run(&settings, |setting| {
        for tenant in ["NULL", ALICE, BOB, NOBODY] {
            let argument = if tenant == "NULL" { tenant.to_owned() } else { format!("'{tenant}'") };
            for asked in [search(&argument, "'word'"), ends(&argument)] {
                let found =
                    block_in_place(|| Handle::current().block_on(found(&server, &setting, &asked)));
                let is_named = |one: &String| setting == "*" || setting.contains(one.as_str());
                prop_assert!(found.iter().all(is_named), "{setting}: {found:?}");
            }
        }
        Ok(())
    });
    outcome.expect("no leak");
}

#[tokio::test]
async fn nobody_but_the_server_may_ask() {
    let database = filled().await;
    database
        .execute(
            "DO $$ BEGIN CREATE ROLE passer_by LOGIN; \
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
        )
        .await;
    let stranger = database.connect_as("passer_by").await;
    let asked = search("NULL", "'word'");
    for sql in [asked.as_str(), "SELECT count(*) FROM event_search"] {
        let refusal = stranger.refusal(&format!("SET event_mesh.tenants = '*'; {sql}")).await;
        assert!(refusal.contains("permission denied"), "{sql}: {refusal}");
    }
    // Nor what it finds its tables by.
    let settings = "SELECT count(*) FROM pg_proc JOIN pg_namespace AS n ON n.oid = pronamespace
        WHERE nspname = 'event_mesh' AND prosecdef
        AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (proconfig), false)";
    assert_eq!(database.number(settings).await, 0);
    let definers = "SELECT count(*) FROM pg_proc JOIN pg_namespace AS n ON n.oid = pronamespace
        WHERE nspname = 'event_mesh' AND prosecdef AND proname NOT IN ('search', 'forget_words')";
    assert_eq!(database.number(definers).await, 0);
    let open = "SELECT count(*) FROM pg_proc JOIN pg_namespace AS n ON n.oid = pronamespace,
            aclexplode(coalesce(proacl, acldefault('f', proowner))) AS granted
        WHERE nspname = 'event_mesh' AND prosecdef
        AND granted.grantee NOT IN (proowner, 'event_mesh'::regrole)";
    assert_eq!(database.number(open).await, 0);
}
