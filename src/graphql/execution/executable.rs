//! An operation as async-graphql runs it, made of its tree for each request.
//!
//! The specification (section 6.4.1, "Coercing Field Arguments") takes an argument whose variable has no value
//! for one that isn't there, and so uses its default; async-graphql 7.2 takes it for null. It runs a mutation's
//! field as often as the document has it, where the specification makes one of all those of a name, and
//! looks for a subscription's field only in the operation itself (section 6.3.2, "Collecting Fields"). And it makes null of
//! an object of which directives left nothing: so each is asked for its `__typename` under a name of
//! ours, and is never empty before the response is complete.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, InlineFragment, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Name, Pos, Positioned, Variables};
use async_graphql_value::Value;

use crate::graphql::documents::plan::response_shape::WITNESS;
use crate::graphql::documents::typed_tree::{Fragment, OperationTree, SelectedField, is_included};

/// `__typename`, and under what name each object is asked for it.
static TYPENAME: LazyLock<[Name; 2]> = LazyLock::new(|| ["__typename", WITNESS].map(Name::new));

/// An operation, ready to be run with these variables.
pub(in crate::graphql) fn executable(
    operation: &OperationTree,
    variables: &Variables,
) -> ExecutableDocument {
    let mut declared = operation.definition.variable_definitions.iter();
    let are_all_given = declared.all(|one| variables.contains_key(&one.node.name.node));
    let writing = Writing { variables, are_all_given };
    let mut definition = operation.definition.clone();
    let set = &mut definition.selection_set;
    set.node.items = match definition.ty {
        OperationType::Query => writing.selections(&operation.fields, 0),
        OperationType::Mutation if are_apart(&operation.fields) => {
            writing.selections(&operation.fields, 0)
        }
        OperationType::Mutation | OperationType::Subscription => {
            writing.collected(&operation.fields)
        }
    };
    if definition.ty != OperationType::Subscription {
        set.node.items.push(witness(set.pos));
    }
    ExecutableDocument {
        operations: DocumentOperations::Single(Positioned::new(definition, Pos::default())),
        fragments: HashMap::new(),
    }
}

/// The name under which something is asked for text, and for nothing else.
pub(super) fn mark_of(set: &SelectionSet) -> Option<&str> {
    let [only] = set.items.as_slice() else { return None };
    let Selection::Field(field) = &only.node else { return None };
    Some(&field.node.alias.as_ref()?.node)
}

/// Whether no two fields have one name in the response, and each is asked for in any case.
fn are_apart(fields: &[SelectedField]) -> bool {
    let mut keys = HashSet::new();
    fields.iter().all(|field| field.within.is_empty() && keys.insert(field.key()))
}

struct Writing<'v> {
    variables: &'v Variables,
    /// Whether each variable of the operation has a value.
    are_all_given: bool,
}

impl Writing<'_> {
    /// Fields of an object, in so many fragments that are written already. Recurses no deeper than documents
    /// may be nested.
    fn selections(&self, fields: &[SelectedField], depth: usize) -> Vec<Positioned<Selection>> {
        if fields.is_empty() {
            return Vec::new();
        }
        // And the witness.
        let mut selections = Vec::with_capacity(fields.len() + 1);
        for fields in fields.chunk_by(|one, next| one.is_beside(next, depth)) {
            match fields.first().and_then(|first| first.within.get(depth)) {
                Some(fragment) => selections.push(self.fragment(fragment, fields, depth + 1)),
                None => selections.extend(fields.iter().map(|field| self.field(&[field]))),
            }
        }
        selections
    }

    fn fragment(
        &self,
        fragment: &Fragment,
        fields: &[SelectedField],
        depth: usize,
    ) -> Positioned<Selection> {
        let items = self.selections(fields, depth);
        let inline = InlineFragment {
            type_condition: fragment.condition.clone(),
            directives: fragment.directives.clone(),
            selection_set: Positioned::new(SelectionSet { items }, Pos::default()),
        };
        let inline = Positioned::new(inline, Pos::default());
        Positioned::new(Selection::InlineFragment(inline), Pos::default())
    }

    /// The root fields of an operation: those of one name become one, and directives are carried out.
    fn collected(&self, fields: &[SelectedField]) -> Vec<Positioned<Selection>> {
        let mut groups: IndexMap<&Name, Vec<&SelectedField>> = IndexMap::new();
        for field in fields.iter().filter(|one| is_included(one.directives(), self.variables)) {
            groups.entry(field.key()).or_default().push(field);
        }
        let fields = groups.into_values().map(|group| {
            let mut selection = self.field(&group);
            if let Selection::Field(field) = &mut selection.node {
                field.node.directives.clear();
            }
            selection
        });
        fields.collect()
    }

    /// Several fields of one name as one.
    fn field(&self, group: &[&SelectedField]) -> Positioned<Selection> {
        let first = group[0];
        let Positioned { node: mut field, pos } = first.field.clone();
        if !self.are_all_given {
            let arguments = &mut field.arguments;
            arguments.retain_mut(|(_, value)| is_present(&mut value.node, self.variables));
        }
        let set = &mut field.selection_set;
        if let Some(mark) = &first.mark {
            set.node.items = vec![typename(mark.clone(), set.pos)];
        } else {
            set.node.items = self.selections(&first.selections, 0);
            for other in &group[1..] {
                set.node.items.append(&mut self.selections(&other.selections, 0));
            }
            if !set.node.items.is_empty() {
                set.node.items.push(witness(set.pos));
            }
        }
        Positioned::new(Selection::Field(Positioned::new(field, pos)), pos)
    }
}

impl SelectedField {
    /// Whether two fields stand in the same fragment inside so many others, or both in none.
    fn is_beside(&self, other: &Self, depth: usize) -> bool {
        match (self.within.get(depth), other.within.get(depth)) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

/// Whether a value is there, of which absent fields are removed.
fn is_present(value: &mut Value, variables: &Variables) -> bool {
    match value {
        Value::Variable(name) => return variables.contains_key(name),
        Value::Object(fields) => fields.retain(|_, field| is_present(field, variables)),
        Value::List(items) => {
            for item in items {
                // In a list it is null.
                if !is_present(item, variables) {
                    *item = Value::Null;
                }
            }
        }
        _ => {}
    }
    true
}

fn witness(at: Pos) -> Positioned<Selection> {
    typename(TYPENAME[1].clone(), at)
}

/// Asks an object for its `__typename` under this name.
fn typename(alias: Name, at: Pos) -> Positioned<Selection> {
    let field = Field {
        alias: Some(Positioned::new(alias, at)),
        name: Positioned::new(TYPENAME[0].clone(), at),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::default(),
    };
    Positioned::new(Selection::Field(Positioned::new(field, at)), at)
}
