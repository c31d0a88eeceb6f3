//! The guide to Supabase, followed line by line on a database that is like one of Supabase's.

use std::path::Path;
use std::process::Stdio;

use support::reqwest::Client;
use support::{Database, SUPABASE, Sql, Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use crate::program::process::{program, text};

const GUIDE: &str = include_str!("../../docs/supabase.md");
/// Where nobody publishes keys: the tokens of this project are signed with its secret.
const PROJECT: &str = "http://127.0.0.1:9";
const SECRET: &str = "the secret of a project, which is long";
const ALICE: &str = "00000000-0000-4000-8000-00000000000a";
const BOB: &str = "00000000-0000-4000-8000-00000000000b";

/// The shell's part of a section.
fn script(section: &str) -> String {
    let heading = format!("\n## {section}\n");
    let text = GUIDE.split(&heading).nth(1).expect("the section");
    let text = text.split("\n## ").next().unwrap_or_default();
    let blocks = text.split("```sh\n").skip(1).map(|block| block.split("```").next());
    blocks.collect::<Option<Vec<_>>>().expect("blocks").concat()
}

/// A token of a user, or of a back end.
async fn token(arguments: &[&str]) -> String {
    let mut command = program(&[&["token"], arguments].concat());
    command.env("SUPABASE_JWT_SECRET", SECRET).env("SUPABASE_URL", PROJECT);
    let output = command.output().await.expect("a token");
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).trim().to_owned()
}

async fn ask(url: &str, token: &str, query: &str) -> Value {
    let request = Client::new().post(url).json(&json!({ "query": query })).bearer_auth(token);
    request.send().await.expect("an answer").json().await.expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn supabase_is_set_up_as_the_guide_says() {
    let database = Database::Postgres.create_empty().await;
    database.execute(SUPABASE).await;
    for user in [ALICE, BOB] {
        database.execute(&format!("INSERT INTO auth.users (id) VALUES ('{user}')")).await;
    }
    let address = database.owner_url.trim_start_matches("postgres://postgres@");
    let script = script("Set it up")
        .replace(
            "postgres:PASSWORD@db.PROJECT.supabase.co:5432/postgres",
            &format!("supabase_owner@{address}"),
        )
        .replace("@db.PROJECT.supabase.co:5432/postgres", &format!("@{address}"))
        .replace("https://PROJECT.supabase.co", PROJECT)
        .replace("THE-SECRET-OF-THE-PROJECT", SECRET)
        .replace("event-mesh serve", "exec event-mesh serve");
    let programs = Path::new(env!("CARGO_BIN_EXE_event-mesh")).parent().expect("a folder");
    let mut server = Command::new("bash")
        .args(["-euc", &script])
        .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", programs.display()))
        .env("PORT", "0")
        .current_dir(std::env::temp_dir())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("bash runs");
    let mut lines = BufReader::new(server.stdout.take().expect("its output")).lines();
    let url = loop {
        let line = lines.next_line().await.expect("output").expect("an address");
        if let Some((_, url)) = line.split_once("serves GraphQL at ") {
            break url.to_owned();
        }
    };

    for user in [ALICE, BOB] {
        let token = token(&["--sub", user]).await;
        let publish = "mutation { publish(input: { eventName: \"x\", payload: 1 }) \
            { event { userId } } }";
        let published = ask(&url, &token, publish).await;
        assert_eq!(published["data"]["publish"]["event"]["userId"], user, "{published}");
        let count = "{ viewer { id } events { totalCount } }";
        let seen = ask(&url, &token, count).await;
        assert_eq!(
            seen["data"],
            json!({ "viewer": { "id": user }, "events": { "totalCount": 1 } })
        );
    }
    let service = token(&["--role", "service_role"]).await;
    let seen = ask(&url, &service, "{ events { totalCount } }").await;
    assert_eq!(seen["data"]["events"]["totalCount"], 2);
    server.kill().await.expect("the server ends");

    let postgrest: Sql = database.connect_as("authenticator").await;
    let claims = format!("SET LOCAL request.jwt.claims = '{{\"sub\": \"{ALICE}\"}}'");
    postgrest.execute(&format!("BEGIN; SET LOCAL ROLE authenticated; {claims}")).await;
    assert_eq!(postgrest.number("SELECT count(*) FROM event_history").await, 1);
}
