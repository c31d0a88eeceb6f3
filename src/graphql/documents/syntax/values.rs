//! Values (section 2.10 of the specification, "Input Values").

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Positioned, ServerResult, Value as Constant};
use async_graphql_value::{Number, Value};

use super::lexer::{Kind, Token};
use super::parser::Parser;
use super::strings;
use super::{invalid, unreadable};

impl Parser<'_, '_> {
    pub(super) fn value(&mut self) -> ServerResult<Positioned<Value>> {
        let Token { kind, text, at } = self.peek();
        let value = match (kind, text) {
            (Kind::Punctuator, "$") => Value::Variable(self.variable()?.node),
            (Kind::Punctuator, "[") => self.list()?,
            (Kind::Punctuator, "{") => self.object()?,
            (Kind::Punctuator | Kind::End, _) => return Err(self.expected("a value")),
            _ => {
                self.skip();
                scalar(kind, text).map_err(|reason| unreadable(reason, at))?
            }
        };
        Ok(Positioned::new(value, at))
    }

    /// A value without variables.
    pub(super) fn constant(&mut self) -> ServerResult<Positioned<Constant>> {
        let value = self.value()?;
        Self::constant_of(value)
    }

    pub(super) fn constant_of(value: Positioned<Value>) -> ServerResult<Positioned<Constant>> {
        let Positioned { node, pos } = value;
        let constant = node.into_const().map(|constant| Positioned::new(constant, pos));
        constant.ok_or_else(|| unreadable("there can be no variable in this value", pos))
    }

    pub(super) fn variable(&mut self) -> ServerResult<Positioned<Name>> {
        let at = self.peek().at;
        if !self.take("$") {
            return Err(self.expected("a variable"));
        }
        Ok(Positioned::new(self.name("a variable's name")?.node, at))
    }

    fn list(&mut self) -> ServerResult<Value> {
        self.skip();
        let mut items = Vec::new();
        while !self.take("]") {
            items.push(self.value()?.node);
        }
        Ok(Value::List(items))
    }

    fn object(&mut self) -> ServerResult<Value> {
        self.skip();
        let mut fields = IndexMap::new();
        while !self.take("}") {
            let Positioned { node: name, pos } = self.name("a field's name")?;
            self.expect(":")?;
            let value = self.value()?.node;
            // Section 5.6.3, "Input Object Field Uniqueness".
            if fields.insert(name.clone(), value).is_some() {
                let message = format!("there is more than one field \"{name}\" in the object");
                return Err(invalid(message, pos));
            }
        }
        Ok(Value::Object(fields))
    }
}

/// What a token stands for that is a value by itself.
fn scalar(kind: Kind, text: &str) -> Result<Value, &'static str> {
    Ok(match (kind, text) {
        (Kind::String, _) => {
            let reason = "the string has an escape that stands for no character";
            Value::String(strings::value(text).ok_or(reason)?)
        }
        // serde_json makes a fraction of it.
        (Kind::Int, "-0") => Value::Number(Number::from(0)),
        (Kind::Int | Kind::Float, _) => {
            Value::Number(text.parse().map_err(|_| "the number is out of range")?)
        }
        (_, "true") => Value::Boolean(true),
        (_, "false") => Value::Boolean(false),
        (_, "null") => Value::Null,
        (_, name) => Value::Enum(Name::new(name)),
    })
}
