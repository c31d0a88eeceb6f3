//! Documents that are made to cost much: refused, without exhausting the stack of a small thread.

use std::thread;

use event_mesh::config::LimitSettings;
use event_mesh::graphql::limits::DEEPEST;

use crate::guard::{accepted, defaults, too_complex, unreadable};

const STACK: usize = 256 * 1024;

/// Runs in a thread with an eighth of the stack that threads have.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(STACK).spawn(work);
    thread.expect("a thread starts").join().expect("the guard copes");
}

#[test]
fn brackets_of_any_depth_are_refused_without_recursion() {
    on_a_small_stack(|| {
        let lists = format!("{{a(b:{}{})}}", "[".repeat(20_000), "]".repeat(20_000));
        let objects = format!("{{a(b:{}1{})}}", "{a:".repeat(20_000), "}".repeat(20_000));
        let selections = format!("{}{}", "{a".repeat(20_000), "}".repeat(20_000));
        let types = format!("query($a:{}A{}){{a}}", "[".repeat(20_000), "]".repeat(20_000));
        let mixed = "{a(b:[".repeat(10_000);
        let unclosed = "{".repeat(100_000);
        for text in [lists, objects, selections, types, mixed, unclosed] {
            assert!(too_complex(&text, &defaults()).contains("limits.document_depth"));
        }
    });
}

#[test]
fn the_deepest_documents_that_are_let_through_are_parsed() {
    // Unlike the test above, this runs the parser, whose frames are large in a debug build.
    let depth = DEEPEST;
    let limits = LimitSettings { document_depth: 100_000, ..defaults() };
    let lists = format!("{{a(b:{}{})}}", "[".repeat(depth - 2), "]".repeat(depth - 2));
    let selections = format!("{}{}", "{a".repeat(depth), "}".repeat(depth));
    let inline = format!("{{{}a{}}}", "...{".repeat(depth - 1), "}".repeat(depth - 1));
    let types = format!("query($a:{}A{}){{a}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    for text in [lists, selections, inline, types] {
        accepted(&text, &limits);
    }
    let deeper = format!("{}{}", "{a".repeat(depth + 1), "}".repeat(depth + 1));
    let message = "the document has more than 64 levels of brackets (limits.document_depth)";
    assert_eq!(too_complex(&deeper, &limits), message);
}

#[test]
fn text_without_tokens_is_held_to_its_length() {
    for filling in ["#\n", ",", " ", "\u{feff}", "\r\n", "#"] {
        let text = filling.repeat(defaults().document_bytes / filling.len());
        unreadable(&text);
        assert!(too_complex(&format!("{text}{filling}{filling}"), &defaults()).contains("bytes"));
    }
}

#[test]
fn strings_without_an_end_by_the_thousand_are_refused() {
    unreadable(&format!("{{a(b:[{}])}}", "\"\"\"a ".repeat(1_001)));
    assert!(
        too_complex(&format!("{{a(b:[{}])}}", "\"\"\"a ".repeat(20_000)), &defaults())
            .contains("limits.document_tokens")
    );
}
