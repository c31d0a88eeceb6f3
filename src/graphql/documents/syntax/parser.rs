//! Goes over tokens.

use async_graphql::{Name, Pos, Positioned, ServerError, ServerResult};

use super::lexer::{Kind, Token};
use super::unreadable;

/// How much of a token an error shows, in characters.
const SHOWN: usize = 50;

/// Reads the grammar, token by token.
pub(super) struct Parser<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
}

impl<'t, 'a> Parser<'t, 'a> {
    pub(super) const fn new(tokens: &'t [Token<'a>]) -> Self {
        Self { tokens, at: 0 }
    }

    /// The next token; behind the end there is only the end.
    pub(super) fn peek(&self) -> Token<'a> {
        self.peek_behind(0)
    }

    /// The token behind so many others.
    pub(super) fn peek_behind(&self, others: usize) -> Token<'a> {
        let end = Token { kind: Kind::End, text: "", at: Pos::default() };
        self.tokens.get(self.at + others).or(self.tokens.last()).copied().unwrap_or(end)
    }

    /// Whether this sign or keyword comes next.
    pub(super) fn is_next(&self, text: &str) -> bool {
        self.peek().text == text
    }

    pub(super) const fn skip(&mut self) {
        self.at += 1;
    }

    /// Goes past this sign or keyword, if it comes next.
    pub(super) fn take(&mut self, text: &str) -> bool {
        let found = self.is_next(text);
        if found {
            self.skip();
        }
        found
    }

    pub(super) fn expect(&mut self, text: &str) -> ServerResult<()> {
        if self.take(text) { Ok(()) } else { Err(self.expected(&format!("\"{text}\""))) }
    }

    /// What was expected instead of the next token.
    pub(super) fn expected(&self, what: &str) -> ServerError {
        let Token { kind, text, at } = self.peek();
        let found = match kind {
            Kind::End => "the end of the document".to_owned(),
            // It may have several lines.
            Kind::String => "a string".to_owned(),
            _ => format!("\"{text:.SHOWN$}\""),
        };
        unreadable(format!("expected {what}, found {found}"), at)
    }

    pub(super) fn name(&mut self, what: &str) -> ServerResult<Positioned<Name>> {
        let Token { kind, text, at } = self.peek();
        if kind != Kind::Name {
            return Err(self.expected(what));
        }
        self.skip();
        Ok(Positioned::new(Name::new(text), at))
    }

    /// Goes past a description, if one comes next: it means nothing (section 2.2).
    pub(super) fn skip_description(&mut self) -> ServerResult<()> {
        if self.peek().kind == Kind::String {
            self.value()?;
        }
        Ok(())
    }

    /// What stands between brackets, at least one item.
    pub(super) fn some<T>(
        &mut self,
        brackets: [&str; 2],
        item: impl Fn(&mut Self) -> ServerResult<T>,
    ) -> ServerResult<Vec<T>> {
        let [open, close] = brackets;
        self.expect(open)?;
        let mut items = vec![item(self)?];
        while !self.take(close) {
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// What stands between brackets, or nothing where there are none.
    pub(super) fn optional<T>(
        &mut self,
        brackets: [&str; 2],
        item: impl Fn(&mut Self) -> ServerResult<T>,
    ) -> ServerResult<Vec<T>> {
        if self.is_next(brackets[0]) { self.some(brackets, item) } else { Ok(Vec::new()) }
    }
}
