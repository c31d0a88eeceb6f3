//! The lists of documents: all months, what awaits an outcome, tags, and a page for each month.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

use super::front_matter::FrontMatter;
use super::manifest::{Entry, Manifest};
use super::names::{DocumentName, list_title};
use crate::narrative::markdown::literal;

/// How many documents are listed that await an outcome, how many tags, and of each how many documents.
const AWAITING: usize = 50;
const TAGS: usize = 100;
const OF_TAG: usize = 3;

type Listed<'a> = (&'a DocumentName, &'a Entry);

/// Every page beside the documents, by its path.
pub(super) fn pages(manifest: &Manifest) -> BTreeMap<String, String> {
    let listed: Vec<Listed<'_>> =
        manifest.documents.iter().filter(|(_, entry)| !entry.gone).collect();
    let mut lists: BTreeMap<(&str, &str), Vec<Listed<'_>>> = BTreeMap::new();
    for one in &listed {
        lists.entry((one.0.folder(), one.0.list())).or_default().push(*one);
    }
    let mut pages = BTreeMap::new();
    pages.insert("index.md".to_owned(), index(&listed, &lists));
    pages.insert("_category_.json".to_owned(), category("Workflows"));
    for ((folder, list), documents) in &lists {
        let label = if list == folder { list_title(list) } else { (*folder).to_owned() };
        pages.insert(format!("{folder}/_category_.json"), category(&label));
        pages.insert(format!("{folder}/{list}.md"), month(list, documents));
    }
    pages
}

fn category(label: &str) -> String {
    format!("{}\n", json!({ "label": label }))
}

fn index(listed: &[Listed<'_>], lists: &BTreeMap<(&str, &str), Vec<Listed<'_>>>) -> String {
    let open: Vec<&Listed<'_>> =
        listed.iter().rev().filter(|one| one.1.facts.awaiting > 0).collect();
    let said = match (listed.len(), open.len()) {
        (0, _) => "No workflows yet.".to_owned(),
        (all, 0) => format!("{}.", counted(all, "workflow")),
        (all, open) => {
            format!("{}, {} of them awaiting an outcome.", counted(all, "workflow"), open)
        }
    };
    let front = FrontMatter { title: "Workflows", description: &said, ..FrontMatter::default() };
    let mut text = front.text() + "# Workflows\n\n" + &said + "\n\n";
    if !open.is_empty() {
        text.push_str("## Awaiting an outcome\n\n");
        for one in open.iter().take(AWAITING) {
            let open = counted(one.1.facts.awaiting, "expectation");
            let _ = writeln!(text, "- {}: {open}", dated(one, one.0.as_str()));
        }
        let more = open.len().saturating_sub(AWAITING);
        if more > 0 {
            let _ = writeln!(text, "- {more} more, which the months list");
        }
        text.push('\n');
    }
    if !lists.is_empty() {
        text.push_str("## Months\n\n");
    }
    for ((folder, list), documents) in lists.iter().rev() {
        let workflows = counted(documents.len(), "workflow");
        let _ = writeln!(text, "- [{}]({folder}/{list}.md): {workflows}", list_title(list));
    }
    text + &tags(listed)
}

/// The tags that most documents have, each with the newest of them.
fn tags(listed: &[Listed<'_>]) -> String {
    let mut tags: BTreeMap<&str, Vec<&Listed<'_>>> = BTreeMap::new();
    for one in listed.iter().rev() {
        for tag in &one.1.facts.tags {
            tags.entry(tag).or_default().push(one);
        }
    }
    if tags.is_empty() {
        return String::new();
    }
    let mut most: Vec<(&str, Vec<&Listed<'_>>)> = tags.into_iter().collect();
    most.sort_by_key(|(_, documents)| std::cmp::Reverse(documents.len()));
    let mut text = "\n## Tags\n\n".to_owned();
    for (tag, documents) in most.iter().take(TAGS) {
        let links = documents.iter().take(OF_TAG).map(|one| dated(one, one.0.as_str()));
        let links: Vec<String> = links.collect();
        let more = if documents.len() > links.len() { "; …" } else { "" };
        let (tag, count) = (literal(tag), counted(documents.len(), "workflow"));
        let _ = writeln!(text, "- Tag {tag}, {count}: {}{more}", links.join("; "));
    }
    text
}

fn month(list: &str, documents: &[Listed<'_>]) -> String {
    let title = list_title(list);
    let said = format!("{}.", counted(documents.len(), "workflow"));
    let front = FrontMatter { title: &title, description: &said, ..FrontMatter::default() };
    let mut text = front.text() + &format!("# {title}\n\n{said}\n\n");
    for one in documents {
        let _ = writeln!(text, "- {}", entry(one, one.0.file()));
    }
    text
}

/// A document with its day, and what it awaits.
fn entry(one: &Listed<'_>, path: &str) -> String {
    let awaits = match one.1.facts.awaiting {
        0 => String::new(),
        open => format!(", {} awaiting an outcome", counted(open, "expectation")),
    };
    dated(one, path) + &awaits
}

/// A document with its day.
fn dated((name, entry): &Listed<'_>, path: &str) -> String {
    let day = name.date().map(|date| format!("{date} ")).unwrap_or_default();
    format!("{day}[{}]({path})", literal(&entry.facts.title))
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
