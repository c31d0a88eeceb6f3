//! Settings come from the defaults, a file, the environment and flags, in this order.

use std::collections::HashMap;
use std::io::Write as _;

use event_mesh::config::{Settings, Switch};
use tempfile::NamedTempFile;

pub(crate) fn environment(variables: &[(&str, &str)]) -> HashMap<String, String> {
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    variables.iter().map(pair).collect()
}

pub(crate) fn file(text: &str) -> NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".toml").tempfile().expect("a file");
    file.write_all(text.as_bytes()).expect("a text");
    file
}

#[test]
fn the_defaults_are_those_that_are_documented() {
    let settings = Settings::defaults().expect("every setting has a default");
    assert_eq!(settings.limits.depth, 50);
    assert_eq!(settings.limits.workflow_nodes, 2_000);
    assert_eq!(settings.limits.page, 500);
    assert_eq!(settings.server.host, "127.0.0.1");
    assert_eq!(settings.server.port, 8080);
    assert_eq!(settings.documenting.event_names.len(), 5);
}

#[test]
fn later_sources_go_before_earlier_ones() {
    let file = file("[limits]\ndepth = 7\npage = 8\ncomplexity = 9\n");
    let variables = environment(&[
        ("EVENT_MESH__LIMITS__PAGE", "80"),
        ("EVENT_MESH__LIMITS__COMPLEXITY", "90"),
        ("EVENT_MESH__LIMITS__WORKFLOW_NODES", "70"),
        ("EVENT_MESH__DOCUMENTING__EVENT_NAMES", "a,b"),
        ("EVENT_MESH__AUTH__ALLOW_ANONYMOUS", "true"),
    ]);
    let flags = vec![("limits.complexity", "900".to_owned())];
    let settings = Settings::from_sources(Some(file.path()), variables, flags).expect("settings");
    assert_eq!(settings.limits.depth, 7);
    assert_eq!(settings.limits.page, 80);
    assert_eq!(settings.limits.complexity, 900);
    assert_eq!(settings.limits.workflow_nodes, 70);
    assert_eq!(settings.documenting.event_names, ["a", "b"]);
    assert!(settings.auth.allow_anonymous);
}

#[test]
fn a_switch_is_written_as_toml_does_or_as_a_word() {
    for (text, expected) in [
        ("", Switch::Auto),
        ("[mcp]\nenabled = true", Switch::True),
        ("[mcp]\nenabled = \"false\"", Switch::False),
        ("[mcp]\nenabled = \"auto\"", Switch::Auto),
    ] {
        let file = file(text);
        let settings = Settings::from_sources(Some(file.path()), environment(&[]), Vec::new());
        assert_eq!(settings.expect("settings").mcp.enabled, expected, "{text}");
    }
    let file = file("[server]\nmode = true");
    let refused = Settings::from_sources(Some(file.path()), environment(&[]), Vec::new());
    assert!(
        refused.expect_err("no mode").to_string().contains("must be development or production")
    );
}

#[test]
fn short_names_are_understood_and_full_names_go_before_them() {
    let short = [("HOST", "0.0.0.0"), ("PORT", "81"), ("DATABASE_URL", "postgres://x/y")];
    let settings = Settings::from_sources(None, environment(&short), Vec::new());
    let settings = settings.expect("settings");
    assert_eq!(settings.server.host, "0.0.0.0");
    assert_eq!(settings.server.port, 81);
    assert_eq!(settings.database.url, "postgres://x/y");
    assert_eq!(settings.database.migration_url(), "postgres://x/y");
    let migration =
        [("DATABASE_URL", "postgres://x/y"), ("MIGRATION_DATABASE_URL", "postgres://z/y")];
    let settings = Settings::from_sources(None, environment(&migration), Vec::new());
    let settings = settings.expect("settings").database;
    assert_eq!(
        (settings.url.as_str(), settings.migration_url()),
        ("postgres://x/y", "postgres://z/y")
    );
    let both = [("PORT", "81"), ("EVENT_MESH__SERVER__PORT", "82"), ("HOST", "")];
    let settings = Settings::from_sources(None, environment(&both), Vec::new());
    let settings = settings.expect("settings");
    assert_eq!(settings.server.port, 82);
    assert_eq!(settings.server.host, "127.0.0.1");
}
