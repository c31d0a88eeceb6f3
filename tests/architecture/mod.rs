//! The layers: which part of the code may use which, and which library belongs to whom.

mod guides;

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer with those that it may import. `app`, `cli` and `main` put everything together.
const LAYERS: [(&str, &[&str]); 8] = [
    ("http", &["graphql", "service", "domain", "config", "telemetry"]),
    ("graphql", &["service", "domain", "config"]),
    ("service", &["store", "narrative", "domain", "config", "telemetry"]),
    ("narrative", &["domain", "config"]),
    ("store", &["domain", "config", "telemetry"]),
    ("domain", &[]),
    ("config", &[]),
    ("telemetry", &["config"]),
];

/// Each library with the parts of the code, or the files, that may name it.
const OWNERS: [(&str, &[&str]); 30] = [
    ("axum", &["http", "app.rs"]),
    ("hyper", &["http", "narrative", "outbound.rs"]),
    ("hyper_util", &["http", "outbound.rs"]),
    ("hyper_rustls", &["outbound.rs"]),
    ("http_body_util", &["http", "narrative", "outbound.rs"]),
    ("jsonwebtoken", &["http"]),
    ("rustls", &["http", "narrative", "outbound.rs"]),
    ("subtle", &["http"]),
    ("getrandom", &["http", "store"]),
    ("aes_siv", &["domain"]),
    ("jiff", &["domain"]),
    ("unicode_normalization", &["domain"]),
    ("tower_http", &["http"]),
    ("tungstenite", &["http"]),
    ("tokio_stream", &["http"]),
    ("form_urlencoded", &["http"]),
    ("percent_encoding", &["narrative"]),
    ("rust_embed", &["http"]),
    ("async_graphql", &["graphql", "http/endpoint.rs"]),
    ("async_graphql_axum", &["http/endpoint.rs"]),
    ("async_graphql_value", &["graphql"]),
    ("rmcp", &["http/mcp/protocol.rs"]),
    ("sea_orm", &["store"]),
    ("entity", &["store"]),
    ("migration", &["store"]),
    ("prometheus_client", &["telemetry"]),
    ("toml", &["config"]),
    ("clap", &["cli", "main.rs"]),
    ("reqwest", &["cli"]),
    ("rlimit", &["cli"]),
];

const MAX_LINES: usize = 400;

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files =
        entries.flat_map(|path| if path.is_dir() { files_under(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// Where the source files of the server are.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Where a source file is among them.
fn inside(path: &Path) -> PathBuf {
    path.strip_prefix(root()).unwrap().to_owned()
}

/// The source files of the server, each with the part of the code that it belongs to.
fn sources() -> Vec<(String, PathBuf)> {
    let part = |path: &PathBuf| {
        inside(path).components().next().unwrap().as_os_str().to_str().unwrap().to_owned()
    };
    files_under(&root()).into_iter().map(|path| (part(&path), path)).collect()
}

/// Whether the text names this crate or module at the start of a path.
fn names(text: &str, name: &str) -> bool {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let is_inside = |before: char| before.is_alphanumeric() || before == '_' || before == ':';
    code.into_iter().any(|line| {
        line.match_indices(&format!("{name}::"))
            .any(|(at, _)| !line[..at].chars().next_back().is_some_and(is_inside))
    })
}

#[test]
fn layers_import_downwards_only() {
    for (part, path) in sources() {
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == part) else { continue };
        let text = fs::read_to_string(&path).unwrap();
        let others = ["app", "cli"].into_iter().chain(LAYERS.iter().map(|(layer, _)| *layer));
        for other in others.filter(|other| *other != part && !allowed.contains(other)) {
            let path = path.display();
            assert!(
                !text.contains(&format!("crate::{other}")),
                "{path}: {part} must not use {other}"
            );
        }
    }
}

#[test]
fn nested_imports_do_not_hide_layers() {
    for (_, path) in sources() {
        let text = fs::read_to_string(&path).unwrap();
        let hides = text.contains("use crate::{") && !path.ends_with("cli/mod.rs");
        assert!(!hides, "{}: one `use crate::layer` a layer", path.display());
    }
}

#[test]
fn libraries_have_one_owner() {
    for (library, owners) in OWNERS {
        for (part, path) in sources() {
            let text = fs::read_to_string(&path).unwrap();
            let may = owners.iter().any(|owner| inside(&path).starts_with(owner));
            assert!(
                may || !names(&text, library),
                "{}: {part} must not name {library}",
                path.display()
            );
        }
    }
}

#[test]
fn files_say_what_they_are_for_and_stay_short() {
    for (_, path) in sources() {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{}: no header", path.display());
        let lines = text.lines().count();
        assert!(lines <= MAX_LINES, "{}: {lines} lines", path.display());
    }
}
