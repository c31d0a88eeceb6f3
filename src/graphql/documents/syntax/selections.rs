//! Selection sets, arguments and directives (sections 2.5 to 2.8 and 2.12 of the specification).

use async_graphql::parser::types::{
    Directive, Field, FragmentSpread, InlineFragment, Selection, SelectionSet, TypeCondition,
};
use async_graphql::{Name, Positioned, ServerResult};
use async_graphql_value::Value;

use super::parser::Parser;

/// An argument with its value.
type Argument = (Positioned<Name>, Positioned<Value>);

impl Parser<'_, '_> {
    pub(super) fn selection_set(&mut self) -> ServerResult<Positioned<SelectionSet>> {
        let at = self.peek().at;
        if !self.is_next("{") {
            return Err(self.expected("selections"));
        }
        let items = self.some(["{", "}"], Self::selection)?;
        Ok(Positioned::new(SelectionSet { items }, at))
    }

    fn selection(&mut self) -> ServerResult<Positioned<Selection>> {
        let at = self.peek().at;
        let selection = if !self.take("...") {
            Selection::Field(Positioned::new(self.field()?, at))
        } else if matches!(self.peek().text, "on" | "@" | "{") {
            let is_conditional = self.is_next("on");
            let inline = InlineFragment {
                type_condition: is_conditional.then(|| self.type_condition()).transpose()?,
                directives: self.directives()?,
                selection_set: self.selection_set()?,
            };
            Selection::InlineFragment(Positioned::new(inline, at))
        } else {
            let spread = FragmentSpread {
                fragment_name: self.name("a fragment's name or selections")?,
                directives: self.directives()?,
            };
            Selection::FragmentSpread(Positioned::new(spread, at))
        };
        Ok(Positioned::new(selection, at))
    }

    fn field(&mut self) -> ServerResult<Field> {
        let has_alias = self.peek_behind(1).text == ":";
        let alias = has_alias.then(|| self.name("a selection")).transpose()?;
        if has_alias {
            self.skip();
        }
        let name = self.name(if has_alias { "a field's name" } else { "a selection" })?;
        let arguments = self.arguments()?;
        let directives = self.directives()?;
        let selection_set =
            if self.is_next("{") { self.selection_set()? } else { Positioned::default() };
        Ok(Field { alias, name, arguments, directives, selection_set })
    }

    pub(super) fn type_condition(&mut self) -> ServerResult<Positioned<TypeCondition>> {
        let at = self.peek().at;
        self.expect("on")?;
        Ok(Positioned::new(TypeCondition { on: self.name("a type")? }, at))
    }

    fn arguments(&mut self) -> ServerResult<Vec<Argument>> {
        self.optional(["(", ")"], |parser| {
            let name = parser.name("an argument")?;
            parser.expect(":")?;
            Ok((name, parser.value()?))
        })
    }

    pub(super) fn directives(&mut self) -> ServerResult<Vec<Positioned<Directive>>> {
        let mut directives = Vec::new();
        while self.is_next("@") {
            let at = self.peek().at;
            self.skip();
            let name = self.name("a directive's name")?;
            let directive = Directive { name, arguments: self.arguments()? };
            directives.push(Positioned::new(directive, at));
        }
        Ok(directives)
    }
}
