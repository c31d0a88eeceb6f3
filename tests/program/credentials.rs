//! Tokens and API keys that the program makes, and a server that asks for them.

use std::process::Output;

use crate::program::process::{Process, program, text};

const SECRET: (&str, &str) = ("SUPABASE_JWT_SECRET", "a secret for tests, of 32 bytes and more");
const USER: &str = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";

async fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = program(arguments);
    command.envs(variables.iter().copied()).output().await.expect("the program runs")
}

/// The only line that a command printed.
async fn line(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = run(arguments, variables).await;
    assert!(output.status.success(), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    assert_eq!(printed.lines().count(), 1, "{printed}");
    printed.trim_end().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_runs_with_a_token_that_the_program_made() {
    let server = Process::serve_with("sqlite::memory:", &[SECRET]).await;
    let user = line(&["token", "--sub", USER], &[SECRET]).await;
    let service = line(&["token", "--role", "service_role"], &[SECRET]).await;
    let demo = ["demo", "--url", &server.url];
    for token in [&user, &service] {
        let output = run(&[&demo[..], &["--token", token]].concat(), &[]).await;
        assert!(output.status.success(), "{}", text(&output.stderr));
        let output = run(&demo, &[("EVENT_MESH_TOKEN", token)]).await;
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    let output = run(&demo, &[]).await;
    assert!(!output.status.success());
    let said = text(&output.stderr);
    assert!(said.contains("--token"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_key_comes_in_where_its_hash_is_configured() {
    let printed = run(&["api-key"], &[]).await;
    let printed = text(&printed.stdout);
    let [key, hash] = printed.lines().collect::<Vec<_>>()[..] else { panic!("{printed}") };
    let keys = ("EVENT_MESH__AUTH__API_KEYS", hash);
    let server = Process::serve_with("sqlite::memory:", &[keys]).await;
    let output = run(&["demo", "--url", &server.url, "--token", key], &[]).await;
    assert!(output.status.success(), "{}", text(&output.stderr));
    let output = run(&["demo", "--url", &server.url, "--token", hash], &[]).await;
    assert!(!output.status.success());
    assert!(!text(&output.stderr).contains(hash));
}

#[tokio::test]
async fn a_token_needs_a_secret_and_a_user() {
    let refused = async |arguments: &[&str], variables: &[(&str, &str)]| {
        let output = run(arguments, variables).await;
        assert!(!output.status.success());
        assert!(output.stdout.is_empty());
        text(&output.stderr)
    };
    let said = refused(&["token", "--sub", USER], &[]).await;
    assert!(said.contains("auth.jwt_secret is not set"), "{said}");
    let said = refused(&["token", "--sub", "me"], &[SECRET]).await;
    assert!(said.contains("sub is not a UUID"), "{said}");
    let said = refused(&["token"], &[SECRET]).await;
    assert!(said.contains("sub is not a UUID"), "{said}");
}

#[tokio::test]
async fn secrets_are_never_printed() {
    let secret = "x-secret-of-31-bytes-is-too-few";
    let output = run(&["serve", "--port", "0"], &[("SUPABASE_JWT_SECRET", secret)]).await;
    assert!(!output.status.success());
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(said.contains("32 bytes") && !said.contains(secret), "{said}");
}
