//! Variables, counted as often as they are used.

use async_graphql::{ServerError, Variables};
use event_mesh::config::LimitSettings;
use event_mesh::graphql::limits::check_variables;
use support::{Value, json};

use crate::guard::{accepted, code, defaults, pieces};

fn check(text: &str, variables: Value, limits: &LimitSettings) -> Result<(), ServerError> {
    let document = accepted(text, limits);
    check_variables(&document, &Variables::from_json(variables), limits)
}

#[track_caller]
fn too_long(text: &str, variables: Value, limits: &LimitSettings) {
    let error = check(text, variables, limits).expect_err("the variables are too long");
    let limit = limits.body;
    let message = format!(
        "the variables have more than {limit} bytes, counted as often as the document uses them \
         (limits.body)"
    );
    assert_eq!(error.message, message);
    assert_eq!(code(&error), r#""QUERY_TOO_COMPLEX""#);
}

#[test]
fn a_variable_may_be_as_long_as_a_request_once() {
    let limits = defaults();
    let variables = json!({ "v": (0..100_000).map(|id| format!("{id:07}")).collect::<Vec<_>>() });
    check("query($v:[ID!]!){a(b:$v)}", variables.clone(), &limits).expect("it is used once");
    too_long("query($v:[ID!]!){a(b:$v) b(b:$v)}", variables.clone(), &limits);
    let uses = format!("query($v:[ID!]!){{{}}}", pieces(400, |_| "a(b:$v)".into()));
    too_long(&uses, variables, &limits);
}

#[test]
fn short_variables_may_be_used_everywhere() {
    let uses = format!("query($v:ID!){{{}}}", pieces(500, |_| "a(b:$v)".into()));
    check(&uses, json!({ "v": "0197f3a5-0000-7000-8000-000000000000" }), &defaults())
        .expect("it is short");
}

#[test]
fn uses_are_counted_in_fragments_directives_and_values() {
    let limits = LimitSettings { body: 1_000, document_tokens: 100, ..defaults() };
    let variables = || json!({ "v": "x".repeat(400) });
    for within in [
        "query($v:A){a(b:$v) @c(d:$v)}",
        "query($v:A){a(b:[{c:$v}])}",
        "query($v:A){...F b{...F}} fragment F on T{a(b:$v)}",
        "query($v:A){a} fragment F on T{a(b:$v c:$v)}",
    ] {
        check(within, variables(), &limits).expect("two uses are within the limit");
    }
    for beyond in [
        "query($v:A){a(b:$v) @c(d:$v) ...F @c(d:$v)}",
        "query($v:A){a(b:[{c:$v}$v[$v]])}",
        "query($v:A){...F b{...F} ...{...F}} fragment F on T{a(b:$v)}",
        "query($v:A){a} fragment F on T{a(b:$v c:$v) d(e:$v)}",
        "query A($v:A){a(b:$v)} query B($v:A){a(b:$v)} query C($v:A){a(b:$v)}",
        // Undefined ones are looked up, too.
        "{a(b:$v c:$v d:$v)}",
    ] {
        too_long(beyond, variables(), &limits);
    }
}

#[test]
fn default_values_are_counted_like_those_that_are_given() {
    let limits = LimitSettings { body: 1_000, document_tokens: 100, ..defaults() };
    let text = |uses| {
        let default = "x".repeat(400);
        format!("query($v:A=\"{default}\"){{{}}}", pieces(uses, |_| "a(b:$v)".into()))
    };
    check(&text(2), json!({}), &limits).expect("two uses are within the limit");
    too_long(&text(3), json!({}), &limits);
}

#[test]
fn variables_by_the_hundred_are_searched_for_only_so_often() {
    // 99 of them may be used 4,000 times; 500 would be compared 2,000,000 times.
    let text = |variables: usize| {
        let definitions = pieces(variables, |index| format!("$v{index}:A"));
        let uses = pieces(400, |index| format!("$v{}", index % variables));
        let spreads = "...F".repeat(10);
        format!("query({definitions}){{{spreads}}} fragment F on T{{a(b:[{uses}])}}")
    };
    accepted(&text(99), &defaults());
    assert!(crate::guard::too_complex(&text(500), &defaults()).contains("limits.document_tokens"));
}
