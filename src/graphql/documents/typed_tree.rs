//! An operation as a tree of its fields, each with its types, where fragments are spread. It is made once, of
//! what obeys the rules of each definition; what else is worked out about an operation, for validation, to plan it and
//! to run it, is a fold of this tree, so that it holds wherever a fragment is spread.
//!
//! The limits have bounded what a document comes to with its fragments spread out.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, FragmentDefinition, OperationDefinition, Selection,
    SelectionSet, TypeCondition,
};
use async_graphql::registry::Registry;
use async_graphql::{Name, Positioned, Value as Constant, Variables};
use async_graphql_value::Value;

use super::limits::Weights;
use super::schema_types::{field_of, named, root_of};

/// An operation.
pub(in crate::graphql) struct OperationTree {
    /// Its name, where it has one.
    pub(in crate::graphql) name: Option<Name>,
    /// What else it says of itself. Its selections are in `fields`.
    pub(in crate::graphql) definition: OperationDefinition,
    /// The type that it begins at.
    pub(in crate::graphql) root: Name,
    /// What it selects.
    pub(in crate::graphql) fields: Vec<SelectedField>,
}

/// A field where it is selected.
pub(in crate::graphql) struct SelectedField {
    /// The field as it is written. What is selected of it is in `selections`.
    pub(in crate::graphql) field: Positioned<Field>,
    /// The type on which it is selected.
    pub(in crate::graphql) on: Name,
    /// Its own type, as the schema writes it: `[Event!]!`.
    pub(in crate::graphql) ty: String,
    /// The fragments around it that matter, the outermost first.
    pub(in crate::graphql) within: Vec<Arc<Fragment>>,
    /// What is selected of it.
    pub(in crate::graphql) selections: Vec<SelectedField>,
    /// Where its events are written as text: under which name they are asked for that, in place of `selections`.
    pub(in crate::graphql) mark: Option<Name>,
}

/// What a fragment says of the fields in it: a condition on the type of the object, unless every object there
/// meets it, and directives.
pub(in crate::graphql) struct Fragment {
    pub(in crate::graphql) condition: Option<Positioned<TypeCondition>>,
    pub(in crate::graphql) directives: Vec<Positioned<Directive>>,
}

impl OperationTree {
    /// The tree of an operation, all of whose fields and fragments are there.
    pub(super) fn of(
        registry: &Registry,
        document: &ExecutableDocument,
        (name, operation): (Option<&Name>, &OperationDefinition),
    ) -> Self {
        let root = Name::new(root_of(registry, operation.ty));
        let spreading = Spreading { registry, fragments: &document.fragments };
        let mut fields = Vec::new();
        let around = Around { on: root.clone(), within: Vec::new() };
        spreading.add(&operation.selection_set.node, &around, &mut fields);
        let definition = OperationDefinition {
            ty: operation.ty,
            variable_definitions: operation.variable_definitions.clone(),
            directives: operation.directives.clone(),
            selection_set: Positioned::new(SelectionSet::default(), operation.selection_set.pos),
        };
        Self { name: name.cloned(), definition, root, fields }
    }
}

impl OperationTree {
    /// What the values in it come to, each weighed.
    pub(super) fn values(&self, weights: &Weights<'_>) -> usize {
        self.fields.iter().map(|field| field.values(weights)).fold(0, usize::saturating_add)
    }
}

impl SelectedField {
    fn values(&self, weights: &Weights<'_>) -> usize {
        let own = weights.arguments(&self.field.node);
        let own = own.saturating_add(weights.directives(self.directives()));
        self.selections.iter().map(|one| one.values(weights)).fold(own, usize::saturating_add)
    }

    /// Its name in the response.
    pub(in crate::graphql) fn key(&self) -> &Name {
        &self.field.node.response_key().node
    }

    /// Its name in the schema.
    pub(in crate::graphql) fn name(&self) -> &str {
        &self.field.node.name.node
    }

    /// The type of its objects, or of the values in its lists.
    pub(in crate::graphql) fn named_type(&self) -> &str {
        named(&self.ty)
    }

    /// What the document gives for an argument.
    pub(in crate::graphql) fn argument(&self, name: &str) -> Option<&Value> {
        self.field.node.get_argument(name).map(|value| &value.node)
    }

    /// Of which types an object must be, besides, to be asked for it.
    pub(in crate::graphql) fn conditions(&self) -> impl Iterator<Item = &Name> {
        let conditions = self.within.iter().filter_map(|fragment| fragment.condition.as_ref());
        conditions.map(|condition| &condition.node.on.node)
    }

    /// The directives at the field and at the fragments around it.
    pub(in crate::graphql) fn directives(&self) -> impl Iterator<Item = &Positioned<Directive>> {
        let around = self.within.iter().flat_map(|fragment| &fragment.directives);
        around.chain(&self.field.node.directives)
    }
}

/// What `@skip` and `@include` say.
pub(in crate::graphql) fn is_included<'a>(
    mut directives: impl Iterator<Item = &'a Positioned<Directive>>,
    variables: &Variables,
) -> bool {
    directives.all(|directive| {
        let holds = directive.node.get_argument("if").is_some_and(|value| match &value.node {
            Value::Boolean(holds) => *holds,
            Value::Variable(name) => variables.get(name) == Some(&Constant::Boolean(true)),
            _ => false,
        });
        holds == (directive.node.name.node == "include")
    })
}

/// Where selections are made.
struct Around {
    on: Name,
    within: Vec<Arc<Fragment>>,
}

struct Spreading<'a> {
    registry: &'a Registry,
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
}

impl Spreading<'_> {
    /// Recurses no deeper than documents may be nested.
    fn add(&self, set: &SelectionSet, around: &Around, fields: &mut Vec<SelectedField>) {
        let mut spread = HashSet::new();
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => fields.push(self.field(field, around)),
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let inside = self.inside(around, condition, &inline.node.directives);
                    self.add(&inline.node.selection_set.node, &inside, fields);
                }
                Selection::FragmentSpread(one) => {
                    let (name, directives) = (&one.node.fragment_name.node, &one.node.directives);
                    // A fragment counts once for each object, as in the specification's `CollectFields`;
                    // here, where one selection set spreads it again.
                    if (!directives.is_empty() || spread.insert(name))
                        && let Some(fragment) = self.fragments.get(name)
                    {
                        let condition = Some(&fragment.node.type_condition);
                        let inside = self.inside(around, condition, directives);
                        self.add(&fragment.node.selection_set.node, &inside, fields);
                    }
                }
            }
        }
    }

    fn field(&self, field: &Positioned<Field>, around: &Around) -> SelectedField {
        let Field { alias, name, arguments, directives, selection_set } = &field.node;
        let on = self.registry.types.get(around.on.as_str());
        let ty = on.and_then(|on| field_of(on, &name.node)).map_or("", |known| known.ty);
        let mut selections = Vec::new();
        if !selection_set.node.items.is_empty() {
            let inside = Around { on: Name::new(named(ty)), within: Vec::new() };
            self.add(&selection_set.node, &inside, &mut selections);
        }
        let alone = Field {
            alias: alias.clone(),
            name: name.clone(),
            arguments: arguments.clone(),
            directives: directives.clone(),
            selection_set: Positioned::new(SelectionSet::default(), selection_set.pos),
        };
        SelectedField {
            field: Positioned::new(alone, field.pos),
            on: around.on.clone(),
            ty: ty.to_owned(),
            within: around.within.clone(),
            selections,
            mark: None,
        }
    }

    /// The around inside a fragment.
    fn inside(
        &self,
        around: &Around,
        condition: Option<&Positioned<TypeCondition>>,
        directives: &[Positioned<Directive>],
    ) -> Around {
        let condition = condition.filter(|on| !self.is_always(&around.on, &on.node.on.node));
        let on = condition.map_or(&around.on, |on| &on.node.on.node).clone();
        let mut within = around.within.clone();
        if condition.is_some() || !directives.is_empty() {
            let (condition, directives) = (condition.cloned(), directives.to_vec());
            within.push(Arc::new(Fragment { condition, directives }));
        }
        Around { on, within }
    }

    /// Whether everything of this type is of the other one, too.
    fn is_always(&self, ty: &Name, condition: &Name) -> bool {
        let is_possible = |of: &str| {
            let condition = self.registry.types.get(condition.as_str());
            condition.is_some_and(|condition| condition.is_possible_type(of))
        };
        ty == condition || is_possible(ty)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    /// The tree of a document's only operation.
    pub(in crate::graphql::documents) fn tree(registry: &Registry, text: &str) -> OperationTree {
        let document = parse_query(text).expect("a document");
        let (name, operation) = document.operations.iter().next().expect("an operation");
        OperationTree::of(registry, &document, (name, &operation.node))
    }
}
