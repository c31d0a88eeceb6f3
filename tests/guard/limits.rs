//! Each limit, at it and one beyond.

use event_mesh::config::LimitSettings;

use crate::guard::{accepted, defaults, pieces, refused, too_complex};

/// Accepts `within` and refuses `beyond` with this message.
#[track_caller]
fn bounds(limits: &LimitSettings, within: &str, beyond: &str, message: &str) {
    accepted(within, limits);
    assert_eq!(too_complex(beyond, limits), message);
}

#[test]
fn bytes_are_limited() {
    let limits = LimitSettings { document_bytes: 10, ..defaults() };
    let message = "the document has more than 10 bytes (limits.document_bytes)";
    bounds(&limits, "{ abcdef }", "{ abcdefg }", message);
}

#[test]
fn tokens_are_limited() {
    let limits = LimitSettings { document_tokens: 10, ..defaults() };
    let message = "the document has more than 10 tokens (limits.document_tokens)";
    bounds(&limits, "{a(b:[1])}", "{a(b:[1,2])}", message);
    bounds(&limits, "{a b c d e f g h}", "{a b c d e f g h i}", message);
}

#[test]
fn commas_and_comments_are_no_tokens() {
    let limits = LimitSettings { document_tokens: 3, ..defaults() };
    accepted("{,,a,, # b c d e\n \u{feff} }", &limits);
}

#[test]
fn the_place_of_the_first_token_too_many_is_told() {
    let limits = LimitSettings { document_tokens: 2, ..defaults() };
    let at = refused("# é\r\n{ é", &limits).locations;
    assert_eq!((at[0].line, at[0].column), (2, 3));
    let at = refused("{ a\n  b }", &limits).locations;
    assert_eq!((at[0].line, at[0].column), (2, 3));
}

#[test]
fn brackets_are_limited_in_depth() {
    let limits = LimitSettings { document_depth: 4, ..defaults() };
    let message = "the document has more than 4 levels of brackets (limits.document_depth)";
    bounds(&limits, "{a{b{c{d}}}}", "{a{b{c{d{e}}}}}", message);
    bounds(&limits, "{a(b:[[1]])}", "{a(b:[[[1]]])}", message);
    bounds(&limits, "{a(b:{c:{d:1}})}", "{a(b:{c:[{d:1}]})}", message);
    bounds(&limits, "query($a:[[[A]]]){a}", "query($a:[[[[A]]]]){a}", message);
    bounds(&limits, "{a @b(c:[[1]])}", "{a @b(c:[[{}]])}", message);
    bounds(&limits, "{...{...{...{a}}}}", "{...{...{...{...{a}}}}}", message);
}

#[test]
fn selections_are_limited_in_depth_through_fragments() {
    let limits = LimitSettings { document_depth: 4, ..defaults() };
    let message = "the document has more than 4 levels of selections once its fragments are spread \
                   out (limits.document_depth)";
    let within = "{a{...F}} fragment F on T {b{c}}";
    let beyond = "{a{...F}} fragment F on T {b{c{d}}}";
    bounds(&limits, within, beyond, message);
    let within = "{...A} fragment A on T {...B} fragment B on T {...C} fragment C on T {a}";
    let beyond = "{...A} fragment A on T {...B} fragment B on T {...{...C}} fragment C on T {a}";
    bounds(&limits, within, beyond, message);
}

#[test]
fn operations_are_limited() {
    let limits = LimitSettings { document_operations: 2, ..defaults() };
    let message = "the document has more than 2 operations (limits.document_operations)";
    let beyond = "query A {a} mutation B {b} subscription C {c}";
    bounds(&limits, "query A {a} query B {b} fragment F on T {a}", beyond, message);
}

#[test]
fn directives_are_limited() {
    let limits = LimitSettings { document_directives: 2, ..defaults() };
    let message = "the document has more than 2 directives (limits.document_directives)";
    bounds(&limits, "{a @b(c:\"@\") @d}", "query($v:A @b){a @c ...{d} ...F @d}", message);
}

#[test]
fn selections_are_limited() {
    let limits = LimitSettings { document_selections: 4, ..defaults() };
    let message = "the document has more than 4 fields and fragments once its fragments are spread \
                   out (limits.document_selections)";
    bounds(&limits, "{a b c{d}}", "{a b c{d e}}", message);
    bounds(&limits, "{a ...{b c}}", "{a ...{b c d}}", message);
    let within = "{...F} fragment F on T {a b c}";
    bounds(&limits, within, "{...F} fragment F on T {a b c d}", message);
    bounds(&limits, within, "{...F ...F} fragment F on T {a}fragment G on T {a}", message);
    // What isn't there is as much work as what is.
    bounds(&limits, "{...A ...A ...A ...A}", "{...A ...A ...A ...A ...A}", message);
}

#[test]
fn aliases_are_limited() {
    let limits = LimitSettings { document_aliases: 2, ..defaults() };
    let message = "the document has more than 2 aliases once its fragments are spread out \
                   (limits.document_aliases)";
    bounds(&limits, "{a:b c:d e}", "{a:b c:d e:f}", message);
    let beyond = "{...F a{...F} ...F} fragment F on T {a:b}";
    bounds(&limits, "{...F a{...F}} fragment F on T {a:b}", beyond, message);
}

#[test]
fn every_operation_counts_and_so_do_fragments_that_nothing_uses() {
    let limits = LimitSettings { document_aliases: 2, ..defaults() };
    for beyond in [
        "query A {a:b} query B {a:b c:d}",
        "{a:b} fragment F on T {a:b c:d}",
        "{a:b} fragment F on T {...G} fragment G on T {a:b c:d}",
        "query A {...F} query B {...F} query C {...F} fragment F on T {a:b}",
    ] {
        assert!(too_complex(beyond, &limits).contains("limits.document_aliases"));
    }
    accepted("{...F} fragment F on T {...G a:b} fragment G on T {a:b}", &limits);
}

#[test]
fn values_are_limited_as_if_fragments_were_written_out() {
    let limits = LimitSettings { document_tokens: 50, ..defaults() };
    let message = "the document has more than 50 arguments and values once its fragments are \
                   spread out (limits.document_tokens)";
    let spreading = |count: usize, values: &str| {
        format!("{{{}}}fragment F on T{{a(b:[{values}])}}", "...F".repeat(count))
    };
    bounds(&limits, &spreading(10, "1 2 3 4"), &spreading(11, "1 2 3 4"), message);
    bounds(&limits, &spreading(10, "[{c:1}] 2"), &spreading(10, "[{c:1}] 2 3"), message);
}

#[test]
fn default_values_count_wherever_their_variable_is_used() {
    let limits = LimitSettings { document_tokens: 50, ..defaults() };
    let spreading = |count: usize| {
        let spreads = "...F".repeat(count);
        format!("query($v:[A]=[1 2 3 4]){{{spreads}}} fragment F on T{{a(b:$v c:$v d:$v)}}")
    };
    accepted(&spreading(3), &limits);
    assert!(too_complex(&spreading(4), &limits).contains("50 arguments and values"));
}

#[test]
fn limits_are_settings() {
    let limits = defaults();
    accepted(&format!("{{{}}}", pieces(100, |index| format!("a{index}:b"))), &limits);
    too_complex(&format!("{{{}}}", pieces(101, |index| format!("a{index}:b"))), &limits);
    let limits = LimitSettings { document_aliases: 101, ..defaults() };
    accepted(&format!("{{{}}}", pieces(101, |index| format!("a{index}:b"))), &limits);
}
