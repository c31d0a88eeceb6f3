//! Random documents, as they are and damaged.

use std::collections::HashSet;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    BaseType, Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
    Type,
};
use async_graphql::{Name, Positioned, Value as Constant};
use async_graphql_value::Value;
use event_mesh::config::LimitSettings;
use event_mesh::graphql::limits;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::FileFailurePersistence;
use support::histories;

use crate::guard::defaults;

/// What may stand between two tokens.
const GAPS: [&str; 8] =
    [" ", "\n", ",", "\r\n", "\t,\u{feff}", "#{[(\"@\n", " # }])\"\"\"é😀\r", "\r#\r\n"];

/// Strings that hold what looks like something else.
const STRINGS: [&str; 8] = [
    r#""""#,
    r#""{[(""#,
    r##""#""##,
    r#""\"\\}""#,
    r#""""""""#,
    "\"\"\"{\n\"[\" \"\" (\"\"\"",
    r#""\u00e9😀@""#,
    "\"\"\"#\r\n}\"\"\"",
];

const SCALARS: [&str; 8] = ["1", "-0.5e+3", "true", "null", "RED", "$v", "$on", "0"];
const NAMES: [&str; 8] = ["a", "on", "query", "fragment", "true", "nullable", "_9", "type"];
/// What a document may be damaged with.
const DAMAGE: [&str; 16] = [
    "\"", "\"\"\"", "\\", "\\\"\"\"", "#", "\n", "\r", "{", "}", "[[", "]]", "(", "", "...",
    "true", "é",
];

const TYPES: [&str; 4] = ["A", "[A!]!", "[[A]]", "on!"];

/// More than any of these documents has, but for depth.
fn limits(depth: usize) -> LimitSettings {
    LimitSettings { document_depth: depth, document_aliases: 2_000, ..defaults() }
}

fn one(words: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> + Clone {
    select(words).prop_map(|word| vec![word.to_owned()])
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The parts between two brackets.
fn inside(open: &str, parts: &[Vec<String>], close: &str) -> Vec<String> {
    [words(&[open]), parts.concat(), words(&[close])].concat()
}

fn value() -> impl Strategy<Value = Vec<String>> + Clone {
    let scalar = prop_oneof![one(&SCALARS), one(&STRINGS)];
    scalar.prop_recursive(4, 12, 3, |value| {
        let lists = vec(value.clone(), 0..3).prop_map(|items| inside("[", &items, "]"));
        // No object has a field twice.
        let fields = btree_map(select(&NAMES[..]), value, 0..3).prop_map(|fields| {
            let fields: Vec<_> = fields.into_iter().map(pair).collect();
            inside("{", &fields, "}")
        });
        prop_oneof![lists, fields]
    })
}

fn named(
    value: impl Strategy<Value = Vec<String>> + Clone,
) -> impl Strategy<Value = Vec<String>> + Clone {
    (select(&NAMES[..]), value).prop_map(pair)
}

fn pair((name, value): (&str, Vec<String>)) -> Vec<String> {
    [words(&[name, ":"]), value].concat()
}

fn arguments() -> impl Strategy<Value = Vec<String>> + Clone {
    let some = vec(named(value()), 1..3).prop_map(|arguments| inside("(", &arguments, ")"));
    option::of(some).prop_map(Option::unwrap_or_default)
}

fn directives() -> impl Strategy<Value = Vec<String>> + Clone {
    let directive = (select(&NAMES[..]), arguments())
        .prop_map(|(name, arguments)| [words(&["@", name]), arguments].concat());
    vec(directive, 0..2).prop_map(|directives| directives.concat())
}

fn field(
    inner: impl Strategy<Value = Vec<String>> + Clone,
) -> impl Strategy<Value = Vec<String>> + Clone {
    let alias = option::of(select(&NAMES[..]));
    (alias, select(&NAMES[..]), arguments(), directives(), inner).prop_map(
        |(alias, name, arguments, directives, inner)| {
            let alias = alias.map(|alias| words(&[alias, ":"])).unwrap_or_default();
            [alias, words(&[name]), arguments, directives, inner].concat()
        },
    )
}

fn selections() -> impl Strategy<Value = Vec<String>> + Clone {
    let leaf = vec(field(Just(Vec::new())), 1..3).prop_map(|fields| inside("{", &fields, "}"));
    leaf.prop_recursive(5, 20, 3, |inner| {
        let spread = (select(&["F0", "F1", "F2"][..]), directives())
            .prop_map(|(name, directives)| [words(&["...", name]), directives].concat());
        let inline = (option::of(Just("on A")), directives(), inner.clone()).prop_map(
            |(condition, directives, inner)| {
                [words(&["..."]), words(condition.as_slice()), directives, inner].concat()
            },
        );
        let selection = prop_oneof![3 => field(inner), 1 => spread, 1 => inline];
        vec(selection, 1..4).prop_map(|selections| inside("{", &selections, "}"))
    })
}

fn operation() -> impl Strategy<Value = Vec<String>> + Clone {
    let default = option::of(prop_oneof![one(&STRINGS), Just(words(&["[", "{", "}", "1", "]"]))]);
    let variable =
        (select(&NAMES[..]), select(&TYPES[..]), default).prop_map(|(name, ty, default)| {
            let default = default.map(|default| [words(&["="]), default].concat());
            [words(&["$", name, ":", ty]), default.unwrap_or_default()].concat()
        });
    let variables = vec(variable, 1..3).prop_map(|variables| inside("(", &variables, ")"));
    let variables = option::of(variables).prop_map(Option::unwrap_or_default);
    let head = (select(&["query", "mutation", "subscription"][..]), variables, directives());
    let head = head.prop_map(|(kind, variables, directives)| {
        [words(&[kind, "Op"]), variables, directives].concat()
    });
    (option::of(head), selections())
        .prop_map(|(head, selections)| [head.unwrap_or_default(), selections].concat())
}

/// An operation and fragments, of which each spreads only later ones.
fn document() -> impl Strategy<Value = String> {
    let fragments = vec((directives(), selections()), 0..4);
    (operation(), fragments, vec(select(&GAPS[..]), 1..40)).prop_map(
        |(operation, fragments, gaps)| {
            let mut tokens = operation;
            for (index, (directives, selections)) in fragments.into_iter().enumerate() {
                let earlier: HashSet<_> = (0..=index).map(|known| format!("F{known}")).collect();
                let later = |word| if earlier.contains(&word) { "F3".to_owned() } else { word };
                let name = format!("F{index}");
                tokens.extend(words(&["fragment", &name, "on A"]));
                tokens.extend(directives);
                tokens.extend(selections.into_iter().map(later));
            }
            let gapped = tokens.iter().zip(gaps.iter().cycle());
            gapped.flat_map(|(token, gap)| [token.as_str(), gap]).collect()
        },
    )
}

/// How deep brackets are nested in what was parsed.
fn depth(document: &ExecutableDocument) -> usize {
    let operations = document.operations.iter().map(|(_, it)| of_operation(&it.node));
    let fragments = document.fragments.values().map(|fragment| {
        of_directives(&fragment.node.directives)
            .max(of_selections(&fragment.node.selection_set.node))
    });
    operations.chain(fragments).max().unwrap_or_default()
}

fn of_operation(operation: &OperationDefinition) -> usize {
    let variables = operation.variable_definitions.iter().map(|variable| {
        let default = variable.node.default_value.as_ref().map_or(0, |it| of_constant(&it.node));
        1 + of_type(&variable.node.var_type.node).max(default)
    });
    let variables = variables.max().unwrap_or_default();
    variables
        .max(of_directives(&operation.directives))
        .max(of_selections(&operation.selection_set.node))
}

fn of_selections(set: &SelectionSet) -> usize {
    let depths = set.items.iter().map(|item| {
        let inner = match &item.node {
            Selection::Field(field) => of_field(&field.node),
            Selection::InlineFragment(inline) => of_selections(&inline.node.selection_set.node),
            Selection::FragmentSpread(_) => 0,
        };
        inner.max(of_directives(item.node.directives()))
    });
    1 + depths.max().unwrap_or_default()
}

fn of_field(field: &Field) -> usize {
    let inner = &field.selection_set.node;
    let inner = if inner.items.is_empty() { 0 } else { of_selections(inner) };
    inner.max(of_arguments(&field.arguments))
}

fn of_directives(directives: &[Positioned<Directive>]) -> usize {
    directives.iter().map(|it| of_arguments(&it.node.arguments)).max().unwrap_or_default()
}

fn of_arguments(arguments: &[(Positioned<Name>, Positioned<Value>)]) -> usize {
    arguments.iter().map(|(_, value)| 1 + of_value(&value.node)).max().unwrap_or_default()
}

fn of_value(value: &Value) -> usize {
    match value {
        Value::List(items) => 1 + items.iter().map(of_value).max().unwrap_or_default(),
        Value::Object(fields) => 1 + fields.values().map(of_value).max().unwrap_or_default(),
        _ => 0,
    }
}

fn of_constant(value: &Constant) -> usize {
    match value {
        Constant::List(items) => 1 + items.iter().map(of_constant).max().unwrap_or_default(),
        Constant::Object(fields) => 1 + fields.values().map(of_constant).max().unwrap_or_default(),
        _ => 0,
    }
}

fn of_type(outer: &Type) -> usize {
    match &outer.base {
        BaseType::List(inner) => 1 + of_type(inner),
        BaseType::Named(_) => 0,
    }
}

/// A document without its places: async-graphql's parser counts no line that ends with `\r` alone.
fn json(document: &ExecutableDocument) -> serde_json::Value {
    let mut json = serde_json::to_value(document).expect("documents have a JSON form");
    forget_places(&mut json);
    json
}

fn forget_places(json: &mut serde_json::Value) {
    match json {
        serde_json::Value::Array(items) => items.iter_mut().for_each(forget_places),
        serde_json::Value::Object(fields) => {
            fields.remove("pos");
            fields.values_mut().for_each(forget_places);
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        source_file: Some(file!()),
        ..histories(256, 4_096)
    })]

    #[test]
    fn documents_are_read_as_another_parser_reads_them(text in document()) {
        let read = limits::parse(&text, &limits(48));
        let read = read.map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        let parsed = parse_query(&text).expect("the other parser reads it, too");
        prop_assert_eq!(json(&read), json(&parsed));
    }

    #[test]
    fn nothing_is_let_through_that_is_nested_too_deep(text in document(), limit in 1_usize..8) {
        match limits::parse(&text, &limits(limit)) {
            Ok(document) => prop_assert!(depth(&document) <= limit),
            Err(error) => {
                prop_assert!(error.message.contains("limits.document_depth"), "{:?}", error);
            }
        }
    }

    #[test]
    fn damaged_documents_hide_nothing(
        text in document(),
        damages in vec((any::<prop::sample::Index>(), 0_usize..3, select(&DAMAGE[..])), 1..4),
        limit in 1_usize..8,
    ) {
        let mut characters: Vec<String> = text.chars().map(String::from).collect();
        for (place, removed, inserted) in damages {
            let start = place.index(characters.len());
            let end = characters.len().min(start + removed);
            characters.splice(start..end, [inserted.to_owned()]);
        }
        let text = characters.concat();
        if let Ok(document) = limits::parse(&text, &limits(limit)) {
            prop_assert!(depth(&document) <= limit);
        }
    }
}
