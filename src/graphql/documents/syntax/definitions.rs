//! Documents, operations, fragments and variables (sections 2.3, 2.4, 2.9 and 2.11 of the
//! specification).

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use async_graphql::parser::types::{
    BaseType, DocumentOperations, ExecutableDocument, FragmentDefinition, OperationDefinition,
    OperationType, Type, VariableDefinition,
};
use async_graphql::{Name, Positioned, ServerResult};

use super::lexer::Kind;
use super::parser::Parser;
use super::{invalid, unreadable};

/// What is expected where a definition begins.
const DEFINITION: &str = "an operation or a fragment";

/// The definitions that were read so far.
#[derive(Default)]
struct Definitions {
    anonymous: Option<Positioned<OperationDefinition>>,
    operations: HashMap<Name, Positioned<OperationDefinition>>,
    fragments: HashMap<Name, Positioned<FragmentDefinition>>,
}

impl Parser<'_, '_> {
    pub(super) fn document(&mut self) -> ServerResult<ExecutableDocument> {
        let mut found = Definitions::default();
        loop {
            self.definition(&mut found)?;
            if self.peek().kind == Kind::End {
                break;
            }
        }
        let Definitions { anonymous, operations, fragments } = found;
        let operations = match anonymous {
            Some(operation) => DocumentOperations::Single(operation),
            None if operations.is_empty() => {
                return Err(unreadable("the document has no operation", self.peek().at));
            }
            None => DocumentOperations::Multiple(operations),
        };
        Ok(ExecutableDocument { operations, fragments })
    }

    fn definition(&mut self, found: &mut Definitions) -> ServerResult<()> {
        let start = self.peek();
        if start.text == "{" {
            let operation = OperationDefinition {
                ty: OperationType::Query,
                variable_definitions: Vec::new(),
                directives: Vec::new(),
                selection_set: self.selection_set()?,
            };
            return found.operation(None, Positioned::new(operation, start.at));
        }
        self.skip_description()?;
        let ty = match self.peek().text {
            "query" => OperationType::Query,
            "mutation" => OperationType::Mutation,
            "subscription" => OperationType::Subscription,
            "fragment" => return self.fragment(found),
            _ => return Err(self.expected(DEFINITION)),
        };
        self.skip();
        let is_named = self.peek().kind == Kind::Name;
        let name = is_named.then(|| self.name("a name")).transpose()?;
        let operation = OperationDefinition {
            ty,
            variable_definitions: self.optional(["(", ")"], Self::variable_definition)?,
            directives: self.directives()?,
            selection_set: self.selection_set()?,
        };
        found.operation(name.map(|name| name.node), Positioned::new(operation, start.at))
    }

    fn fragment(&mut self, found: &mut Definitions) -> ServerResult<()> {
        let at = self.peek().at;
        self.skip();
        if self.is_next("on") {
            return Err(self.expected("a fragment's name other than \"on\""));
        }
        let name = self.name("a fragment's name")?;
        let fragment = FragmentDefinition {
            type_condition: self.type_condition()?,
            directives: self.directives()?,
            selection_set: self.selection_set()?,
        };
        match found.fragments.entry(name.node) {
            Entry::Vacant(entry) => {
                entry.insert(Positioned::new(fragment, at));
                Ok(())
            }
            Entry::Occupied(entry) => {
                let message = format!("there is more than one fragment \"{}\"", entry.key());
                Err(invalid(message, at))
            }
        }
    }

    fn variable_definition(&mut self) -> ServerResult<Positioned<VariableDefinition>> {
        self.skip_description()?;
        let at = self.peek().at;
        let name = self.variable()?;
        self.expect(":")?;
        let type_at = self.peek().at;
        let definition = VariableDefinition {
            name,
            var_type: Positioned::new(self.type_reference()?, type_at),
            default_value: self.take("=").then(|| self.constant()).transpose()?,
            directives: self.directives()?,
        };
        let arguments = definition.directives.iter().flat_map(|one| &one.node.arguments);
        for (_, value) in arguments {
            Self::constant_of(value.clone())?;
        }
        Ok(Positioned::new(definition, at))
    }

    fn type_reference(&mut self) -> ServerResult<Type> {
        let base = if self.take("[") {
            let item = self.type_reference()?;
            self.expect("]")?;
            BaseType::List(Box::new(item))
        } else {
            BaseType::Named(self.name("a type")?.node)
        };
        Ok(Type { base, nullable: !self.take("!") })
    }
}

impl Definitions {
    /// Sections 5.2.2.1 and 5.2.3.1: names of operations are unique, and one without is alone.
    fn operation(
        &mut self,
        name: Option<Name>,
        operation: Positioned<OperationDefinition>,
    ) -> ServerResult<()> {
        let at = operation.pos;
        let is_first = self.anonymous.is_none() && self.operations.is_empty();
        if !is_first && (name.is_none() || self.anonymous.is_some()) {
            return Err(invalid("an operation without a name must be the only one", at));
        }
        match name.map(|name| self.operations.entry(name)) {
            None => self.anonymous = Some(operation),
            Some(Entry::Vacant(entry)) => drop(entry.insert(operation)),
            Some(Entry::Occupied(entry)) => {
                let message = format!("there is more than one operation \"{}\"", entry.key());
                return Err(invalid(message, at));
            }
        }
        Ok(())
    }
}
