//! Settings that can't be meant are refused before anything starts: all of them at once, each by the
//! name under which it was set, in words that say what is right and never what was given.

use std::collections::HashMap;

use event_mesh::config::Settings;
use tempfile::NamedTempFile;

use crate::program::settings::{environment, file};

const WORD: &str = "hunter2";

const HOST: &str = "must be an address or a name, such as 127.0.0.1, ::1 or localhost, without \
    brackets and without a port";
const MODE: &str = "must be development or production";
const ORIGINS: &str = "must be origins like https://app.example, without a path, or \"*\": number";
const HOSTS: &str = "must be names like mesh.example, without a port, or \"*\": number 1 isn't one";
const BOOLEAN: &str = "must be true or false";
const LOG: &str =
    "must be off, error, warn, info, debug, trace, or levels of parts like \"info,sqlx=warn\"";
const DATABASE: &str =
    "must be sqlite://FILE, sqlite::memory: or postgres://USER:PASSWORD@HOST:PORT/DATABASE";
const POSTGRES: &str = "can't be read: it is postgres://USER:PASSWORD@HOST:PORT/DATABASE, where \
    other characters than letters and digits in USER and PASSWORD are percent-encoded: / is %2F, @ \
    is %40, # is %23";
const NO_FILE: &str = "names no file: it is sqlite://FILE, or sqlite::memory:";
const WEB: &str = "must be an http or https address";
const HASH: &str = "must be SHA-256 hashes: number 1 isn't 64 digits of hex";
const ANYBODY: &str = "needs auth.audience or auth.issuer, for its keys may sign tokens of other \
    applications: set them, or auth.audience to \"*\" to take all of them";
const ONE_ISSUER: &str =
    "is \"text\", and texts are those of one issuer: set auth.issuer to exactly one";
const CLAIM: &str = "must name a claim";
const UNKNOWN: &str = "is no variable of event-mesh: see config.default.toml";

fn refusal(variables: &[(&str, &str)]) -> String {
    let settings = Settings::from_sources(None, environment(variables), Vec::new());
    let said = match settings {
        Ok(_) => panic!("taken: {variables:?}"),
        Err(error) => error.to_string(),
    };
    assert!(!said.contains(WORD), "{said}");
    said.strip_prefix("the settings are wrong:\n- ").expect("a list").to_owned()
}

/// Each variable with its value, and what is said of it.
const VALUES: &[(&str, &str, &str)] = &[
    ("HOST", "[::1]", HOST),
    ("HOST", "http://localhost", HOST),
    ("HOST", "localhost:8080", HOST),
    ("EVENT_MESH__SERVER__HOST", "", HOST),
    ("PORT", "http", "must be a whole number from 0 to 65535"),
    ("PORT", "65536", "must be a whole number from 0 to 65535"),
    ("EVENT_MESH__SERVER__PORT", "-1", "must be a whole number from 0 to 65535"),
    ("EVENT_MESH__SERVER__MODE", "prod", MODE),
    ("EVENT_MESH__SERVER__MODE", "Production", MODE),
    ("EVENT_MESH__SERVER__CORS_ORIGINS", "app.example", "1"),
    ("EVENT_MESH__SERVER__CORS_ORIGINS", "https://a.example, https://b.example/app", "2"),
    ("EVENT_MESH__SERVER__CORS_ORIGINS", "https://me:hunter2@app.example", "1"),
    ("EVENT_MESH__SERVER__CORS_ORIGINS", "https://", "1"),
    ("EVENT_MESH__SERVER__CORS_ORIGINS", "https://app.example:port", "1"),
    ("EVENT_MESH__SERVER__HOSTS", "https://mesh.example", HOSTS),
    ("EVENT_MESH__SERVER__HOSTS", "mesh.example:8080", HOSTS),
    ("EVENT_MESH__SERVER__CONNECTIONS", "0", "must be a whole number from 1 to 10000000"),
    ("EVENT_MESH__SERVER__BODY_SECONDS", "1.5", "must be a whole number from 1 to 3600"),
    ("EVENT_MESH__SERVER__LINGER_SECONDS", "-1", "must be a whole number from 0 to 3600"),
    ("EVENT_MESH__SERVER__PING_SECONDS", "0", "must be a whole number from 1 to 3600"),
    ("EVENT_MESH__LIMITS__PAGE", "0", "must be a whole number from 1 to 100000"),
    ("EVENT_MESH__LIMITS__BODY", "0", "must be a whole number from 1 to 1073741824"),
    ("EVENT_MESH__LIMITS__BODY", "1 MB", "must be a whole number from 1 to 1073741824"),
    ("EVENT_MESH__LIMITS__BODY", "", "must be a whole number from 1 to 1073741824"),
    ("EVENT_MESH__LIMITS__DOCUMENT_DEPTH", "100", "must be a whole number from 1 to 64"),
    ("EVENT_MESH__LIMITS__DEPTH", "many", "must be a whole number from 1 to 10000"),
    ("EVENT_MESH__LIMITS__DEFAULT_PAGE", "501", "must not be more than limits.page"),
    ("EVENT_MESH__DATABASE__DEADLINE_SECONDS", "0", "must be a whole number from 1 to 600"),
    (
        "EVENT_MESH__DATABASE__ACQUIRE_SECONDS",
        "11",
        "must not be more than database.deadline_seconds",
    ),
    ("EVENT_MESH__DATABASE__CONNECTIONS", "none", "must be a whole number from 1 to 10000"),
    ("EVENT_MESH__DATABASE__MAX_CONNECTIONS", "3", "must be a whole number from 4 to 10000"),
    ("EVENT_MESH__DATABASE__NOTIFY", "yes", BOOLEAN),
    ("EVENT_MESH__DEBUGGER__ENABLED", "maybe", BOOLEAN),
    ("EVENT_MESH__MCP__ENABLED", "maybe", "must be auto or true or false"),
    ("EVENT_MESH__MCP__ENABLED", "", "must be auto or true or false"),
    ("EVENT_MESH__DOCUMENTS__ONLY_TRUSTED", "1", BOOLEAN),
    ("EVENT_MESH__AUTH__ALLOW_ANONYMOUS", "", BOOLEAN),
    ("DATABASE_URL", "POSTGRES://me:hunter2@host/db", "in lower case"),
    ("DATABASE_URL", "mysql://me:hunter2@host/db", DATABASE),
    ("DATABASE_URL", "hunter2", DATABASE),
    ("DATABASE_URL", "postgres:me:hunter2@host/db", POSTGRES),
    ("DATABASE_URL", "postgres://me:hun/hunter2@host/db", POSTGRES),
    ("DATABASE_URL", "postgres://me:hun#hunter2@host/db", POSTGRES),
    ("DATABASE_URL", "postgres://me:hun%hunter2@host/db", POSTGRES),
    ("DATABASE_URL", "postgres://me:12?hunter2@host/db", POSTGRES),
    ("DATABASE_URL", "postgres://me:12?hunter2@host/db?sslmode=require", POSTGRES),
    ("DATABASE_URL", "postgres://me:hunter2@host:port/db", POSTGRES),
    ("DATABASE_URL", "postgres://me:hunter2@host:70000/db", POSTGRES),
    ("DATABASE_URL", "postgres://me:hun hunter2@host/db", POSTGRES),
    ("DATABASE_URL", "sqlite:", NO_FILE),
    ("DATABASE_URL", "sqlite://?mode=rw", NO_FILE),
    ("EVENT_MESH__DATABASE__URL", "", DATABASE),
    ("MIGRATION_DATABASE_URL", "me:hunter2@host/db", DATABASE),
    ("SUPABASE_JWT_SECRET", "hunter2", "must have at least 32 bytes"),
    ("EVENT_MESH__AUTH__JWT_SECRET", "hunter2", "must have at least 32 bytes"),
    ("SUPABASE_URL", "abc.supabase.co", WEB),
    ("EVENT_MESH__AUTH__JWKS_URL", "https://keys.example/keys", ANYBODY),
    ("EVENT_MESH__AUTH__JWKS_FILE", "/keys.json", ANYBODY),
    (
        "EVENT_MESH__AUTH__AUDIENCE",
        "mesh,*",
        "has \"*\", which takes every token, beside others: set \
        one or the other",
    ),
    ("EVENT_MESH__AUTH__API_KEYS", "emk_hunter2", HASH),
    ("EVENT_MESH__AUTH__SUBJECTS", "txt", "must be uuid or text"),
    ("EVENT_MESH__AUTH__SUBJECTS", "text", ONE_ISSUER),
    ("EVENT_MESH__AUTH__LEEWAY_SECONDS", "soon", "must be a whole number from 0 to 3600"),
    ("EVENT_MESH__AUTH__TENANT_CLAIM", "", CLAIM),
    ("EVENT_MESH__AUTH__ROLE_CLAIM", " ", CLAIM),
    (
        "EVENT_MESH__AUTH__ROLES__SERVICE",
        "authenticated",
        "has a role that auth.roles.user has, too: \
        it can have one meaning",
    ),
    ("EVENT_MESH__TELEMETRY__LOG", "infos", LOG),
    ("EVENT_MESH__TELEMETRY__LOG", "", LOG),
    ("EVENT_MESH__TELEMETRY__LOG", "info,sqlx", LOG),
    ("EVENT_MESH__TELEMETRY__LOG", "sqlx=verbose", LOG),
    ("EVENT_MESH__SERVER__PORT", "80\u{fffd}", "isn't UTF-8"),
    (
        "DATABASE_URL_FILE",
        "/nowhere/hunter2",
        "names a file that can't be read: No such file or \
        directory (os error 2)",
    ),
    ("EVENT_MESH__AUTH__JWT_SECRET_FILE", "/dev/null", "names a file with nothing in it"),
    // Names.
    ("EVENT_MESH__LIMITS__COLOUR", "hunter2", UNKNOWN),
    ("EVENT_MESH__AUTH", "hunter2", UNKNOWN),
    ("EVENTMESH__COLOUR", "hunter2", UNKNOWN),
    ("event_mesh__colour", "hunter2", UNKNOWN),
    ("EVENT_MESH__LIMITS__DEPHT", "1", "EVENT_MESH__LIMITS__DEPTH"),
    ("EVENT_MESH__LIMITS_DEPTH", "1", "EVENT_MESH__LIMITS__DEPTH"),
    ("EVENT_MESH_LIMITS_DEPTH", "1", "EVENT_MESH__LIMITS__DEPTH"),
    ("EVENT_MESH_DEPTH", "1", "EVENT_MESH__LIMITS__DEPTH"),
    ("EVENT_MESH_AUTH_JWT_SECRET", "hunter2", "EVENT_MESH__AUTH__JWT_SECRET"),
    ("EVENT_MESH_AUTH__JWT_SECRET", "hunter2", "EVENT_MESH__AUTH__JWT_SECRET"),
    ("EVENT_MESH__AUTH__JWT_SECRETS", "hunter2", "EVENT_MESH__AUTH__JWT_SECRET"),
    ("EVENT_MESH_JWT_SECRET", "hunter2", "EVENT_MESH__AUTH__JWT_SECRET"),
    ("EVENTMESH__AUTH__JWT_SECRET", "hunter2", "EVENT_MESH__AUTH__JWT_SECRET"),
    ("EVNT_MESH__AUTH__JWT_SECRET", "hunter2", "EVENT_MESH__AUTH__JWT_SECRET"),
    ("event_mesh__auth__jwt_secret", "hunter2", "EVENT_MESH__AUTH__JWT_SECRET"),
    ("EVENT_MESH_AUTH_JWT_SECRET_FILE", "hunter2", "EVENT_MESH__AUTH__JWT_SECRET_FILE"),
    ("DATABSE_URL", "hunter2", "DATABASE_URL"),
    ("DATABASE_ULR", "hunter2", "DATABASE_URL"),
    ("DATABASEURL", "hunter2", "DATABASE_URL"),
    ("SUPABASE_JWT_SECERT", "hunter2", "SUPABASE_JWT_SECRET"),
    ("EVENT_MESH_SERVER_PORT", "8080", "EVENT_MESH__SERVER__PORT"),
    ("EVENT_MESH_HOST", "0.0.0.0", "EVENT_MESH__SERVER__HOST"),
    ("EVENT_MESH_TOKN", "hunter2", "EVENT_MESH_TOKEN"),
];

#[test]
fn what_can_not_be_meant_is_refused_in_words() {
    for (name, value, words) in VALUES {
        let said = refusal(&[(name, value)]);
        let sentence = match *words {
            "1" | "2" => format!("{name} {ORIGINS} {words} isn't one"),
            "in lower case" => format!("{name} {DATABASE}, in lower case"),
            near if !near.contains(' ') => {
                format!("{name} is no variable of event-mesh: did you mean {near}?")
            }
            words => format!("{name} {words}"),
        };
        assert_eq!(said, sentence);
    }
    assert!(VALUES.len() >= 60);
}

#[test]
fn addresses_of_every_form_are_taken() {
    for address in [
        "sqlite:history.db",
        "sqlite:///var/lib/history.db?mode=rwc",
        "sqlite://a folder/history.db",
        "sqlite::memory:",
        "sqlite://:memory:",
        "postgres://host/db",
        "postgresql://me@host:5432/db?sslmode=require&application_name=mesh",
        "postgres://me:p%2Fw%40d@[::1]:5432/db",
        "postgres://me.project:p@wd@10.0.0.1/db",
        "postgres:///db?host=/run/postgresql",
        "postgres://%2Frun%2Fpostgresql/db",
    ] {
        let variables = environment(&[("DATABASE_URL", address)]);
        let settings = Settings::from_sources(None, variables, Vec::new());
        assert_eq!(settings.expect("settings").database.url, address);
    }
}

#[test]
fn what_contradicts_itself_is_refused() {
    let secret = "hunter2-hunter2-hunter2-hunter2-";
    let said = refusal(&[("DATABASE_URL", "sqlite:a"), ("DATABASE_URL_FILE", "/b")]);
    assert_eq!(said, "DATABASE_URL and DATABASE_URL_FILE are both set: set one of them");
    let said =
        refusal(&[("SUPABASE_JWT_SECRET", secret), ("EVENT_MESH__AUTH__ALLOW_ANONYMOUS", "true")]);
    assert_eq!(
        said,
        "EVENT_MESH__AUTH__ALLOW_ANONYMOUS lets everybody in, and the other settings of auth ask for \
         credentials: set one or the other"
    );
    let said = refusal(&[
        ("EVENT_MESH__AUTH__JWKS_URL", "https://keys.example"),
        ("EVENT_MESH__AUTH__JWKS_FILE", "keys.json"),
        ("EVENT_MESH__AUTH__AUDIENCE", "mesh"),
    ]);
    assert_eq!(
        said,
        "EVENT_MESH__AUTH__JWKS_URL and auth.jwks_file are two places for the same keys: set one of \
         them"
    );
    let said = refusal(&[
        ("EVENT_MESH__AUTH__SUBJECTS", "text"),
        ("EVENT_MESH__AUTH__ISSUER", "https://one.example, https://two.example"),
    ]);
    assert_eq!(said, format!("EVENT_MESH__AUTH__SUBJECTS {ONE_ISSUER}"));
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let file = file(
        "[limits]\ndepht = 7\npage = 'hunter2'\n[server]\nport = true\n[auth]\naudience = [1]\n",
    );
    let variables = environment(&[("HOST", "[::1]"), ("DATABSE_URL", "postgres://me:hunter2@h/d")]);
    let flags = vec![("database.url", "postgres://me:hun/hunter2@host/db".to_owned())];
    let settings = Settings::from_sources(Some(file.path()), variables, flags);
    let said = settings.expect_err("a refusal").to_string();
    let path = file.path().display();
    let expected = [
        "the settings are wrong:".to_owned(),
        format!("- {path}: auth.audience must be a list of texts"),
        format!("- {path}: limits.depht is no setting: did you mean limits.depth?"),
        format!("- {path}: limits.page must be a whole number from 1 to 100000"),
        format!("- {path}: server.port must be a whole number from 0 to 65535"),
        "- DATABSE_URL is no variable of event-mesh: did you mean DATABASE_URL?".to_owned(),
        format!("- HOST {HOST}"),
        format!("- database.url (on the command line) {POSTGRES}"),
    ];
    assert_eq!(said.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn a_file_that_is_none_is_refused_without_its_text() {
    let file = file("[auth]\njwt_secret = \"hunter2\n");
    let settings = Settings::from_sources(Some(file.path()), HashMap::new(), Vec::new());
    let said = settings.expect_err("a refusal").to_string();
    let path = file.path().display();
    assert_eq!(said, format!("the settings are wrong:\n- {path} isn't TOML at line 2"));
    let settings =
        Settings::from_sources(Some("/nowhere/mesh.toml".as_ref()), HashMap::new(), Vec::new());
    assert_eq!(
        settings.expect_err("a refusal").to_string(),
        "the settings are wrong:\n- /nowhere/mesh.toml can't be read: No such file or directory (os \
         error 2)"
    );
}

#[test]
fn what_others_set_passes() {
    let variables = environment(&[
        ("EVENT_MESH_PORT", "tcp://10.0.0.1:8080"),
        ("EVENT_MESH_SERVICE_HOST", "10.0.0.1"),
        ("EVENT_MESH_SERVICE_PORT", "8080"),
        ("EVENT_MESH_SERVICE_PORT_HTTP", "8080"),
        ("EVENT_MESH_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
        ("EVENT_MESH_PORT_8080_TCP_PROTO", "tcp"),
        ("EVENT_MESH_PORT_8080_TCP_PORT", "8080"),
        ("EVENT_MESH_PORT_8080_TCP_ADDR", "10.0.0.1"),
        ("EVENT_MESH_SERVER_PORT", "tcp://10.0.0.1:8080"),
        ("EVENT_MESH_DATABASE_SERVICE_HOST", "10.0.0.2"),
        ("EVENT_MESH_TOKEN", "a token"),
        ("EVENT_MESH_URL", "http://localhost:8080"),
        ("EVENT_MESH_TEST_POSTGRES", "postgres://localhost"),
        ("EVENT_MESH_VERSION", "1.0"),
        ("HOSTS", "x"),
        ("POST", "x"),
        ("HOSTNAME", "box"),
        ("DATABASE_POOL", "5"),
        ("SUPABASE_ANON_KEY", "x"),
    ]);
    Settings::from_sources(None, variables, Vec::new()).expect("settings");
}

#[test]
fn secrets_and_addresses_come_from_files_too() {
    let hashes = ["a".repeat(64), "b".repeat(64)];
    let (address, secret, keys) =
        (file("postgres://me@host/db\n"), file(&"s".repeat(40)), file(&hashes.join("\n")));
    let path = |file: &NamedTempFile| file.path().to_str().expect("a path").to_owned();
    let variables = environment(&[
        ("DATABASE_URL_FILE", &path(&address)),
        ("EVENT_MESH__DATABASE__MIGRATION_URL_FILE", &path(&address)),
        ("SUPABASE_JWT_SECRET_FILE", &path(&secret)),
        ("EVENT_MESH__AUTH__API_KEYS_FILE", &path(&keys)),
        ("EVENT_MESH__AUTH__JWT_SECRET_FILE", ""),
    ]);
    let settings = Settings::from_sources(None, variables, Vec::new()).expect("settings");
    assert_eq!(settings.database.url, "postgres://me@host/db");
    assert_eq!(settings.database.migration_url(), "postgres://me@host/db");
    assert_eq!(settings.auth.jwt_secret, "s".repeat(40));
    assert_eq!(settings.auth.api_keys, hashes);
}

#[test]
fn lists_are_trimmed_wherever_they_come_from() {
    let text = "[server]\ncors_origins = 'https://a.example, https://b.example,'\n\
        [documenting]\nevent_names = [' a ', '', 'b']\n";
    let file = file(text);
    let variables = environment(&[("EVENT_MESH__SERVER__HOSTS", " a.example , b.example,, ")]);
    let settings = Settings::from_sources(Some(file.path()), variables, Vec::new());
    let settings = settings.expect("settings");
    assert_eq!(settings.server.cors_origins, ["https://a.example", "https://b.example"]);
    assert_eq!(settings.server.hosts, ["a.example", "b.example"]);
    assert_eq!(settings.documenting.event_names, ["a", "b"]);
}
