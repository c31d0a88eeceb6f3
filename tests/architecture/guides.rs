//! The documents: short where newcomers begin, complete in their lists, and without links to files that aren't there.

use std::fs;
use std::path::{Path, PathBuf};

/// What newcomers read first, and how long it may be.
const SHORT: [&str; 2] = ["README.md", "ARCHITECTURE.md"];
const MAX_LINES: usize = 200;

/// Each folder of documents with the document that lists them.
const LISTS: [(&str, &str); 2] =
    [("docs", "README.md"), ("docs/decisions", "docs/decisions/README.md")];

/// What stands before the address of a link or of a picture.
const STARTS: [&str; 3] = ["](", "src=\"", "srcset=\""];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// The documents in a folder.
fn documents(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// Where the links of a document lead. Blocks of code have none.
fn links(text: &str) -> Vec<&str> {
    let mut links = Vec::new();
    for prose in text.split("```").step_by(2) {
        for start in STARTS {
            let found = prose.split(start).skip(1);
            links.extend(found.filter_map(|rest| rest.split([')', '"']).next()));
        }
    }
    links
}

#[test]
fn what_newcomers_read_is_short() {
    for name in SHORT {
        let lines = read(&root().join(name)).lines().count();
        assert!(lines <= MAX_LINES, "{name} has {lines} lines: move what doesn't fit into docs");
    }
}

#[test]
fn links_lead_to_files() {
    for document in ["", "docs", "docs/decisions"].into_iter().flat_map(documents) {
        for link in links(&read(&document)) {
            let path = link.split('#').next().unwrap_or_default();
            let is_elsewhere = path.is_empty() || path.contains(':');
            let target = document.parent().unwrap().join(path);
            let document = document.display();
            assert!(is_elsewhere || target.exists(), "{document}: {link} leads nowhere");
        }
    }
}

#[test]
fn every_guide_and_every_decision_is_listed() {
    for (folder, list) in LISTS {
        let text = read(&root().join(list));
        for document in documents(folder) {
            let name = document.file_name().unwrap().to_str().unwrap();
            let is_listed = name == "README.md" || text.contains(&format!("{name})"));
            assert!(is_listed, "{list} doesn't list {folder}/{name}");
        }
    }
}
