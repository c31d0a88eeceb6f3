//! How text is read: what strings and comments hide, and what can't be read at all.

use event_mesh::config::LimitSettings;

use crate::guard::{accepted, code, defaults, refused, unreadable};

/// Three levels, as all of these texts have beside what they hide.
fn shallow() -> LimitSettings {
    LimitSettings { document_depth: 3, document_directives: 0, ..defaults() }
}

#[test]
fn brackets_in_strings_are_text() {
    for hidden in [
        r#""{{{{[[[[((((@""#,
        r#""\"{{{{\\""#,
        r#""}}}}" "\\""#,
        r#""""{{{{""""#,
        r#""""{ " { "" { \""" { \\ """"#,
        r#""""\"""{{{{""""#,
        "\"\"\"\n{{{{\r\n\"{\"\n\"\"\"",
        r#""" "{{{{""#,
        r#""""""" "{{{{""#,
        r#""😀{{{{\u00e9""#,
    ] {
        accepted(&format!("{{a(b:[{hidden}])}}"), &shallow());
    }
}

#[test]
fn brackets_behind_strings_are_brackets() {
    let hiding =
        [r#""\\""#, r#""""""""#, r#""""\\ \""" """"#, r#""""#, r##""#""##, r##""""#""""##, "#\"\n"];
    for text in hiding {
        refused(&format!("{{a(b:[{text} [[1]]])}}"), &shallow());
        let limits = LimitSettings { document_depth: 5, ..defaults() };
        accepted(&format!("{{a(b:[{text} [[1]]])}}"), &limits);
    }
}

#[test]
fn brackets_in_comments_are_text() {
    accepted("# {{{{ \" \"\"\" @\n{a(b:[1])#{{{{\r,#}}}}\r\n}#{", &shallow());
}

#[test]
fn comments_end_with_any_line() {
    for end in ["\n", "\r", "\r\n"] {
        refused(&format!("{{a#{end}(b:[[1]])}}"), &shallow());
        accepted(&format!("{{a#(({end}(b:[1])}}"), &shallow());
    }
}

#[test]
fn errors_behind_comments_keep_their_place() {
    assert_eq!(unreadable("{ #é😀\n a #é😀\r\n  ) }").1, 3);
    let message = "expected a selection, found the end of the document";
    assert_eq!(unreadable("{ a # é😀"), (message.into(), 1, 9));
    assert_eq!(unreadable("{ a #\r\n #\r #\n )").1, 4);
}

#[test]
fn strings_without_an_end_are_no_document() {
    let string = "the string has no end on its line";
    assert_eq!(unreadable(r#"{a(b:"c)}"#), (string.into(), 1, 6));
    assert_eq!(unreadable("{a(b:\n \"c\n\")}"), (string.into(), 2, 2));
    assert_eq!(unreadable("{a(b:\"c\r"), (string.into(), 1, 6));
    let block = "the block string has no end";
    assert_eq!(unreadable(r#"{a(b:"""c)}"#), (block.into(), 1, 6));
    assert_eq!(unreadable(r#"{a(b:"""c\""")}"#), (block.into(), 1, 6));
    assert_eq!(unreadable(r#"{a(b:["""c"])}"#), (block.into(), 1, 7));
}

#[test]
fn escapes_that_stand_for_nothing_are_refused() {
    let message = "the string has an escape that stands for no character";
    for escape in ["q", "u", "u12", "u12g4", "ud83d", "udE00", "u{D83D}", "x41", "é", "u+123"] {
        let text = format!("{{a(b:\"\\{escape}\")}}");
        assert_eq!(unreadable(&text), (message.into(), 1, 6), "{escape}");
    }
    assert_eq!(unreadable("\"\\q\" query {a}"), (message.into(), 1, 1));
    let text = r#"{a(b:"\"\\\/\b\f\n\r\t\u00e9\uFFFF\u0000\u{1F600}\uD83D\uDE00")}"#;
    accepted(text, &defaults());
}

#[test]
fn numbers_that_run_into_something_are_none() {
    for number in ["-", "1.", "1.e5", "01", "1.5.5", "1a", "1e", "1e+", "--1", "1_000", "0x1"] {
        let (message, line, column) = unreadable(&format!("{{a(b:{number})}}"));
        assert_eq!((message.as_str(), line, column), ("this is not a number", 1, 6), "{number}");
    }
    for number in ["0", "-0", "10", "-1.5", "1e5", "1.5E-10", "0.0e+0"] {
        accepted(&format!("{{a(b:{number})}}"), &defaults());
    }
}

#[test]
fn signs_that_are_not_graphql_are_no_document() {
    for text in ["{a;}", "{é}", "{a .. b}", "{a}\0", "{a}\u{a0}", "{a\u{85}b}", "'", "{a-b}"] {
        unreadable(text);
    }
    for text in ["{a}}", "}", "{a)}", "{a]", "{", "{a", "{a(b:[1)]}", "{a{}}", "{}"] {
        unreadable(text);
    }
}

#[test]
fn nothing_is_no_document() {
    for text in ["", " ", "\n", ",,,", "# a", "\u{feff}"] {
        let (message, ..) = unreadable(text);
        let expected = "expected an operation or a fragment, found the end of the document";
        assert_eq!(message, expected, "{text:?}");
    }
    let error = refused("fragment F on T {a}", &defaults());
    assert_eq!(error.message, "the document has no operation");
    assert_eq!(code(&error), r#""GRAPHQL_PARSE_FAILED""#);
}

#[test]
fn what_may_stand_between_tokens_may_stand_anywhere() {
    for text in [
        "\u{feff}{a}",
        "{\u{feff}a\u{feff}}\u{feff}",
        "\r\n{\r\n\ta,,b\r\n}\r\n",
        "query\rA\r{\ra\r}",
        "#\n{a}#",
        "{a#\n(#\nb#\n:#\n1#\n)#\n}",
    ] {
        accepted(text, &defaults());
    }
}

#[test]
fn errors_of_the_parser_are_told_in_plain_words() {
    for (text, message, column) in [
        ("{}", "expected a selection, found \"}\"", 2),
        ("{ a(", "expected an argument, found the end of the document", 5),
        ("{ a() }", "expected an argument, found \")\"", 5),
        ("{ a(b: ) }", "expected a value, found \")\"", 8),
        ("{ a(b: 1e999) }", "the number is out of range", 8),
        ("query A", "expected selections, found the end of the document", 8),
        ("queryA { a }", "expected an operation or a fragment, found \"queryA\"", 1),
        ("{ ... }", "expected a fragment's name or selections, found \"}\"", 7),
        ("{ a } b", "expected an operation or a fragment, found \"b\"", 7),
        ("{ a } \"b\" { c }", "expected an operation or a fragment, found \"{\"", 11),
        ("query ($a: ) { a }", "expected a type, found \")\"", 12),
        ("query () { a }", "expected a variable, found \")\"", 8),
        ("query ($a: A = $b) { a }", "there can be no variable in this value", 16),
        ("query ($a: A @b(c: [$d])) { a }", "there can be no variable in this value", 20),
        ("query ($a: A @b = 1) { a }", "expected a variable, found \"=\"", 17),
        ("type A { a: B }", "expected an operation or a fragment, found \"type\"", 1),
        (
            "{ ...A } fragment on on B { c }",
            "expected a fragment's name other than \"on\", found \"on\"",
            19,
        ),
    ] {
        assert_eq!(unreadable(text), (message.into(), 1, column), "{text}");
    }
}

#[test]
fn what_other_parsers_stumble_over_is_read() {
    for text in [
        "{ a(b: truefalse, c: nullable, d: [true false null]) }",
        "query ($a: [ Int ! ] ! = [ 1 ] @b) { a }",
        "{ a ... on # a comment\nB { c } }",
        "\"what it is for\" query A(\"\"\"what it is\"\"\" $b: C) { d } \"F\" fragment F on G { h }",
        "{ on query: fragment true(null: on) }",
    ] {
        accepted(text, &defaults());
    }
}

#[test]
fn names_that_are_there_twice_are_invalid() {
    for (text, message) in [
        ("query A {a} query A {b}", "there is more than one operation \"A\""),
        ("{...F} fragment F on T {a} fragment F on T {b}", "there is more than one fragment \"F\""),
        ("{a} {b}", "an operation without a name must be the only one"),
        ("query A {a} {b}", "an operation without a name must be the only one"),
        ("{a(b:{c:1,d:2,c:3})}", "there is more than one field \"c\" in the object"),
    ] {
        let error = refused(text, &defaults());
        assert_eq!(error.message, message);
        assert_eq!(code(&error), r#""GRAPHQL_VALIDATION_FAILED""#);
        assert_eq!(error.locations.len(), 1);
    }
}
