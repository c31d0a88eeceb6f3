/**
 * Rules of the GraphQL specification (September 2025) for documents, in its order: each with a document
 * that keeps it and one that breaks it, and a note where graphql-js 16 has no such rule, or the schema
 * has nothing to break it with.
 */
export const language = [
  // Section 2, "Language".
  [
    "2.1.1",
    "any character in strings and comments",
    '# é😀\0\n{ event(id: "é😀\0") { id } }',
    "{ é }",
  ],
  ["2.1.1", "a byte order mark means nothing", "\ufeff{ __typename }", "{ __type\ufeffname }"],
  ["2.1.2", "blanks are spaces and tabs", "{\t __typename }", "{\u00a0__typename }"],
  ["2.1.3", "lines end with \\n, \\r or both", "{ # a\r__typename # b\r\n}\n", "{ # __typename }"],
  ["2.1.5", "commas mean nothing", "{,,__typename,viewer{role,},}", "{ __typename; }"],
  [
    "2.1.6",
    "numbers and names don't run into each other",
    "{ events(first: 1 last: 2) { nodes { id } } }",
    "{ events(first: 1last: 2) { nodes { id } } }",
  ],
  ["2.1.8", "punctuators", "{ ...{ __typename } }", "{ ..{ __typename } }"],
  ["2.1.9", "names", "{ _1a: __typename }", "{ 1a: __typename }"],
  [
    "2.2",
    "descriptions",
    '"what" query A("why" $a: ID!) { event(id: $a) { id } }',
    '"what" { __typename }',
  ],
  ["2.2", "which are strings", '"" query A { __typename }', '"\\x" query A { __typename }'],
  ["2.3", "documents have definitions", "{ __typename }", "# nothing"],
  ["2.4", "operations", "query A{ __typename }", "queryA { __typename }"],
  ["2.4", "selection sets are not empty", "{ viewer { role } }", "{ viewer {} }"],
  ["2.7", "arguments are not empty", '{ event(id: "a") { id } }', "{ viewer() { role } }"],
  ["2.8", "aliases", "{ on: viewer { query: role } }", "{ a: b: viewer { role } }"],
  [
    "2.9",
    "fragments are not called on",
    "{ ...fragment } fragment fragment on Query { __typename }",
    "{ ... { __typename } } fragment on on Query { __typename }",
  ],
  [
    "2.10.1",
    "whole numbers",
    "{ events(first: -0) { nodes { id } } }",
    "{ events(first: 01) { nodes { id } } }",
  ],
  [
    "2.10.2",
    "fractions",
    "{ events(filter: { payload: [{ path: [], value: -1.5E+3 }] }) { nodes { id } } }",
    "{ events(filter: { payload: [{ path: [], value: 1. }] }) { nodes { id } } }",
  ],
  [
    "2.10.3",
    "truth values",
    "{ viewer @skip(if: false) { role } }",
    "{ viewer @skip(if: False) { role } }",
  ],
  [
    "2.10.4",
    "strings end on their line",
    '{ event(id: "\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9") { id } }',
    '{ event(id: "a\n") { id } }',
  ],
  [
    "2.10.4",
    "escapes in braces",
    '{ event(id: "\\u{1F600}\\u{0000e9}") { id } }',
    '{ event(id: "\\u{110000}") { id } }',
  ],
  [
    "2.10.4",
    "escapes in pairs",
    '{ event(id: "\\uD83D\\uDE00") { id } }',
    '{ event(id: "\\uD83D") { id } }',
  ],
  [
    "2.10.4",
    "blocks",
    '{ event(id: """\n  "a" \\"""\n  \\u\n""") { id } }',
    '{ event(id: """a"") { id } }',
  ],
  [
    "2.10.5",
    "null",
    "{ events(filter: null) { nodes { id } } }",
    "{ events(filter: NULL) { nodes { id } } }",
  ],
  [
    "2.10.6",
    "names of enums",
    "{ events(orderBy: { direction: ASC }) { nodes { id } } }",
    "{ events(orderBy: { direction: true }) { nodes { id } } }",
  ],
  ["2.10.7", "lists", '{ nodes(ids: ["a" "b",]) { id } }', '{ nodes(ids: ["a") { id } }'],
  [
    "2.10.8",
    "objects",
    "{ events(filter: {}) { nodes { id } } }",
    "{ events(filter: { shouldDocument }) { nodes { id } } }",
  ],
  [
    "2.11",
    "definitions of variables are not empty",
    "query ($a: ID!) { event(id: $a) { id } }",
    "query () { __typename }",
  ],
  [
    "2.11",
    "defaults are constant",
    "query ($a: Int = 1) { events(first: $a) { nodes { id } } }",
    "query ($a: Int = 1, $b: Int = $a) { events(first: $a, last: $b) { nodes { id } } }",
  ],
  [
    "2.11",
    "defaults come before directives",
    "query ($a: Int = 1) { events(first: $a) { nodes { id } } }",
    "query ($a: Int @skip(if: true) = 1) { events(first: $a) { nodes { id } } }",
  ],
  [
    "2.12",
    "types",
    "query ($a: [ ID ! ] !) { nodes(ids: $a) { id } }",
    "query ($a: [ID!!]) { nodes(ids: $a) { id } }",
  ],
  [
    "2.13",
    "directives",
    "{ viewer @skip(if: false) @include(if: true) { role } }",
    "{ viewer @ { role } }",
  ],

  // Section 3, "Type System": what values in documents become.
  [
    "3.5.1",
    "Int has 32 bits",
    "{ events(first: 2147483647) { nodes { id } } }",
    "{ events(first: 2147483648) { nodes { id } } }",
  ],
  [
    "3.5.1",
    "Int has no fraction",
    "{ events(first: 1) { nodes { id } } }",
    "{ events(first: 1.0) { nodes { id } } }",
  ],
  ["3.5.2", "Float", undefined, undefined, "the schema has no argument of this type"],
  [
    "3.5.3",
    "String is no number",
    '{ events(filter: { eventName: { eq: "1" } }) { nodes { id } } }',
    "{ events(filter: { eventName: { eq: 1 } }) { nodes { id } } }",
  ],
  [
    "3.5.4",
    "Boolean is no number",
    "{ events(filter: { hasOutcome: true }) { nodes { id } } }",
    "{ events(filter: { hasOutcome: 1 }) { nodes { id } } }",
  ],
  [
    "3.5.5",
    "ID is a string or a whole number",
    "{ event(id: 5) { id } }",
    "{ event(id: 5.0) { id } }",
  ],
  [
    "3.5.6",
    "scalars of the schema",
    '{ events(filter: { startTime: "17" }) { nodes { id } } }',
    "{ events(filter: { startTime: true }) { nodes { id } } }",
  ],
  [
    "3.9",
    "enums are no strings",
    "{ events(orderBy: { field: TIMESTAMP }) { nodes { id } } }",
    '{ events(orderBy: { field: "TIMESTAMP" }) { nodes { id } } }',
  ],
  [
    "3.10",
    "input objects are objects",
    "{ events(filter: {}) { nodes { id } } }",
    "{ events(filter: 5) { nodes { id } } }",
  ],
  ["3.10.1", "OneOf input objects", undefined, undefined, "the schema has none"],
  [
    "3.11",
    "a value stands for a list of itself",
    '{ nodes(ids: "a") { id } }',
    '{ nodes(ids: [["a"]]) { id } }',
  ],
  [
    "3.12",
    "null where it is allowed",
    "{ events(filter: { eventName: null }) { nodes { id } } }",
    "{ nodes(ids: [null]) { id } }",
  ],
];
