//! Any text is refused, or becomes a document that is within the limits.

use std::sync::LazyLock;

use async_graphql::Variables;
use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql_value::Value;
use event_mesh::config::{LimitSettings, Settings};
use event_mesh::graphql::limits;

/// The defaults, and limits that short texts reach.
static LIMITS: LazyLock<[LimitSettings; 2]> = LazyLock::new(|| {
    let defaults = Settings::defaults().expect("the defaults are settings").limits;
    let tight = LimitSettings {
        body: 200,
        document_bytes: 300,
        document_tokens: 60,
        document_depth: 6,
        document_operations: 2,
        document_directives: 3,
        document_selections: 12,
        document_aliases: 3,
        ..defaults.clone()
    };
    [defaults, tight]
});

/// Panics where what was read is not as it should be.
pub fn check(text: &str) {
    for limits in LIMITS.iter() {
        match limits::parse(text, limits) {
            Ok(document) => check_document(text, &document, limits),
            Err(error) => {
                let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
                assert!(code.is_some(), "no code: {error:?}");
                let lines = text.split(['\n', '\r']).count();
                assert!(error.locations.iter().all(|at| at.line >= 1 && at.line <= lines));
                assert!(!error.message.contains('\n'), "{}", error.message);
            }
        }
    }
}

/// Spreads an accepted document out, which must come to no more than the guard has worked out.
fn check_document(text: &str, document: &ExecutableDocument, limits: &LimitSettings) {
    assert!(text.len() <= limits.document_bytes);
    assert!(document.operations.iter().len() <= limits.document_operations);
    let mut spread = Spread { document, limits, selections: 0, aliases: 0 };
    for (_, operation) in document.operations.iter() {
        let depth = spread.visit(&operation.node.selection_set.node);
        assert!(depth <= limits.document_depth, "{depth} levels");
    }
    assert!(spread.selections <= limits.document_selections, "{} selections", spread.selections);
    assert!(spread.aliases <= limits.document_aliases, "{} aliases", spread.aliases);
    let variables = Variables::from_json(serde_json::json!({ "a": "x".repeat(50) }));
    let _short = limits::check_variables(document, &variables, limits);
}

/// Spreads fragments out, as what runs them does.
struct Spread<'a> {
    document: &'a ExecutableDocument,
    limits: &'a LimitSettings,
    selections: usize,
    aliases: usize,
}

impl<'a> Spread<'a> {
    fn visit(&mut self, set: &'a SelectionSet) -> usize {
        let mut depth = 0;
        for selection in &set.items {
            self.selections += 1;
            depth = depth.max(match &selection.node {
                Selection::Field(field) => self.field(&field.node),
                Selection::InlineFragment(inline) => self.visit(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let known = self.document.fragments.get(name);
                    known.map_or(0, |fragment| self.visit(&fragment.node.selection_set.node))
                }
            });
        }
        depth + 1
    }

    fn field(&mut self, field: &'a Field) -> usize {
        self.aliases += usize::from(field.alias.is_some());
        let values = field.arguments.iter().map(|(_, value)| 1 + value_depth(&value.node));
        let inner = &field.selection_set.node;
        let inner = if inner.items.is_empty() { 0 } else { self.visit(inner) };
        assert!(values.max().unwrap_or_default() < self.limits.document_depth);
        inner
    }
}

fn value_depth(value: &Value) -> usize {
    match value {
        Value::List(items) => 1 + items.iter().map(value_depth).max().unwrap_or_default(),
        Value::Object(fields) => 1 + fields.values().map(value_depth).max().unwrap_or_default(),
        _ => 0,
    }
}
