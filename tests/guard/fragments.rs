//! Fragments: bombs, circles, and what is let through.

use crate::guard::{accepted, code, defaults, pieces, refused, too_complex};

/// Fragments that each spread the next so many times, and an operation that spreads the first.
fn bomb(levels: usize, times: usize, last: &str) -> String {
    let level = |index: usize| {
        let spreads = pieces(times, |_| format!("...F{}", index + 1));
        format!("fragment F{index} on T {{ {spreads} }}")
    };
    format!("{{ ...F0 }} {} fragment F{levels} on T {{ {last} }}", pieces(levels, level))
}

#[test]
fn bombs_are_refused() {
    let message = "the document has more than 2000 fields and fragments once its fragments are \
                   spread out (limits.document_selections)";
    for (levels, times) in [(31, 2), (10, 10), (45, 30)] {
        assert_eq!(too_complex(&bomb(levels, times, "a"), &defaults()), message);
        // Without a field in it; and unused, which is for validation to tell.
        assert_eq!(too_complex(&bomb(levels, times, "...Unknown"), &defaults()), message);
        let unused = bomb(levels, times, "a").replacen("...F0", "a", 1);
        assert_eq!(too_complex(&unused, &defaults()), message);
    }
}

#[test]
fn long_texts_count_as_often_as_they_are_spread() {
    let text = |length: usize, times: usize| {
        let spreads = "... { ...F } ".repeat(times);
        format!("{{ {spreads} }} fragment F on T {{ a(b: \"{}\") }}", "x".repeat(length))
    };
    accepted(&text(90_000, 1), &defaults());
    accepted(&text(10, 300), &defaults());
    too_complex(&text(90_000, 300), &defaults());
}

#[test]
fn bombs_of_inline_fragments_are_no_larger_than_they_look() {
    let levels = 40;
    let text = format!("{{{}a{}}}", "...{a ".repeat(levels), "}".repeat(levels));
    accepted(&text, &defaults());
}

#[test]
fn circles_are_refused() {
    for length in [1, 2, 50] {
        let circle = pieces(length, |index| {
            format!("fragment F{index} on T {{ a {{ ... {{ ...F{} }} }} }}", (index + 1) % length)
        });
        for operation in ["{ ...F0 }", "{ a }"] {
            let error = refused(&format!("{operation} {circle}"), &defaults());
            assert_eq!(error.message, "the fragment \"F0\" contains itself");
            assert_eq!(code(&error), r#""GRAPHQL_VALIDATION_FAILED""#);
            assert_eq!(error.locations.len(), 1);
        }
    }
}

#[test]
fn a_circle_behind_other_fragments_is_refused() {
    let text = "{ ...A } fragment A on T { a ...B ...C } fragment B on T { a } \
                fragment C on T { ...B ...D } fragment D on T { ...C }";
    assert_eq!(refused(text, &defaults()).message, "the fragment \"C\" contains itself");
}

#[test]
fn a_fragment_may_be_spread_more_than_once() {
    accepted(
        "{ ...A ...B b { ...A } } fragment A on T { ...C } fragment B on T { ...C ...C } \
         fragment C on T { a }",
        &defaults(),
    );
}

#[test]
fn chains_of_fragments_are_as_deep_as_they_are_long() {
    accepted(&bomb(46, 1, "a"), &defaults());
    for length in [47, 600] {
        assert!(too_complex(&bomb(length, 1, "a"), &defaults()).contains("limits.document_depth"));
    }
}

#[test]
fn unknown_fragments_are_left_to_validation() {
    accepted("{ ...Unknown a { ...Unknown } }", &defaults());
}

#[test]
fn unused_fragments_are_left_to_validation() {
    accepted("{ a } fragment F on T { a }", &defaults());
}
