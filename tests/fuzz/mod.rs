//! What reads clients' text, with examples that were changed at random. libFuzzer looks for more in
//! `make endurance`, from the same examples and with the same checks.

use event_mesh_fuzz::{accept, cursor, guard, json_path, request, token};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{TestError, TestRunner};
use support::histories;

/// One change of an example.
#[derive(Debug, Clone)]
enum Change {
    Overwrite(Index, u8),
    Remove(Index, usize),
    Repeat(Index, usize),
    /// A piece of another example.
    Insert(Index, Vec<u8>),
}

fn examples(target: &str) -> Vec<Vec<u8>> {
    let folder = format!("{}/fuzz/corpus/{target}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = files.collect();
    files.sort();
    files.into_iter().map(|file| std::fs::read(file).unwrap()).collect()
}

fn change(examples: Vec<Vec<u8>>) -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    let piece = (select(examples), at(), 1..40_usize).prop_map(|(example, start, length)| {
        let start = start.index(example.len() + 1);
        example[start..example.len().min(start + length)].to_vec()
    });
    let characters = select(br#"{}[]()"\.:,;=#@!$|&<>/*- 0123456789azAZ"#);
    prop_oneof![
        (at(), prop_oneof![characters, any::<u8>()])
            .prop_map(|(place, byte)| Change::Overwrite(place, byte)),
        (at(), 1..20_usize).prop_map(|(place, length)| Change::Remove(place, length)),
        (at(), 1..30_usize).prop_map(|(place, length)| Change::Repeat(place, length)),
        (at(), piece).prop_map(|(place, piece)| Change::Insert(place, piece)),
    ]
}

fn changed(mut example: Vec<u8>, changes: Vec<Change>) -> Vec<u8> {
    for change in changes {
        let length = example.len();
        let range = |place: Index, count: usize| {
            let start = place.index(length + 1);
            start..length.min(start + count)
        };
        match change {
            Change::Overwrite(place, byte) => {
                example.splice(range(place, 1), [byte]);
            }
            Change::Remove(place, count) => drop(example.drain(range(place, count))),
            Change::Repeat(place, count) => example.extend_from_within(range(place, count)),
            Change::Insert(place, piece) => drop(example.splice(range(place, 0), piece)),
        }
    }
    example
}

/// Tries the examples, and `few` or `many` of them that were changed.
fn try_out(target: &str, (few, many): (u32, u32), check: impl Fn(&[u8])) {
    let examples = examples(target);
    for example in &examples {
        check(example);
    }
    let config = ProptestConfig { failure_persistence: None, ..histories(few, many) };
    let changes = vec(change(examples.clone()), 1..8);
    let inputs = (select(examples), changes).prop_map(|(example, by)| changed(example, by));
    match TestRunner::new(config).run(&inputs, |input| {
        check(&input);
        Ok(())
    }) {
        Ok(()) => {}
        Err(TestError::Fail(reason, input)) => {
            panic!("{reason}: {:?}", String::from_utf8_lossy(&input));
        }
        Err(abort) => panic!("{abort}"),
    }
}

/// The same with what is text.
fn try_out_texts(target: &str, counts: (u32, u32), check: impl Fn(&str)) {
    try_out(target, counts, |input| check(&String::from_utf8_lossy(input)));
}

#[test]
fn any_accept_header_is_read() {
    try_out_texts("accept", (4_000, 100_000), accept::check);
}

#[test]
fn any_cursor_is_refused_or_is_the_only_one_of_its_place() {
    try_out("cursor", (4_000, 100_000), cursor::check);
}

#[test]
fn any_document_is_refused_or_within_the_limits() {
    try_out_texts("guard", (4_000, 100_000), guard::check);
}

#[test]
fn any_condition_inside_a_payload_is_refused_or_in_normal_form() {
    try_out("json_path", (4_000, 100_000), json_path::check);
}

#[test]
fn any_request_is_refused_or_has_a_document() {
    try_out_texts("request", (4_000, 100_000), request::check);
}

#[test]
fn any_token_is_refused_or_read() {
    try_out_texts("token", (1_000, 20_000), token::check);
}
