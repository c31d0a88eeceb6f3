//! Holds the text of a document to the limits, before anything is built from it.

use std::borrow::Cow;

use async_graphql::ServerError;

use super::lexer::{Flaw, Lexer, Token};
use super::refusal::{beyond, position, unreadable};
use crate::config::LimitSettings;

/// Refuses a text that is too long, has too many tokens or directives, or brackets too deep inside
/// each other. It reads no further than to the limit.
///
/// Returns the text for the parser: with spaces for comments, which the parser reads several times,
/// and slowly. A text of nothing but comments took it seven times as long.
pub(super) fn check<'a>(
    text: &'a str,
    limits: &LimitSettings,
) -> Result<Cow<'a, str>, ServerError> {
    if text.len() > limits.document_bytes {
        return Err(beyond("bytes", limits.document_bytes, "limits.document_bytes", None));
    }
    let mut found = Found::default();
    let mut bare = Bare { text, blanked: String::new(), end: 0 };
    let mut lexer = Lexer::new(text);
    loop {
        let (at, token) = match lexer.next() {
            Ok(Some(next)) => next,
            Ok(None) => return Ok(bare.finish()),
            Err(Flaw { at, reason }) => return Err(unreadable(reason, Some(position(text, at)))),
        };
        if token == Token::Comment {
            bare.blank(at, lexer.end());
        }
        found.add(token);
        if let Some((what, limit, setting)) = found.beyond(limits) {
            return Err(beyond(what, limit, setting, Some(position(text, at))));
        }
    }
}

/// A text that is being copied without its comments, from the first one on.
struct Bare<'a> {
    text: &'a str,
    blanked: String,
    end: usize,
}

impl<'a> Bare<'a> {
    /// A space for each character, so that what follows stays in its column.
    fn blank(&mut self, from: usize, to: usize) {
        let (before, comment) = (self.text.get(self.end..from), self.text.get(from..to));
        self.blanked.push_str(before.unwrap_or_default());
        self.blanked.extend(comment.unwrap_or_default().chars().map(|_| ' '));
        self.end = to;
    }

    fn finish(mut self) -> Cow<'a, str> {
        if self.end == 0 {
            return Cow::Borrowed(self.text);
        }
        self.blanked.push_str(self.text.get(self.end..).unwrap_or_default());
        Cow::Owned(self.blanked)
    }
}

/// What was read so far.
#[derive(Debug, Default)]
struct Found {
    tokens: usize,
    depth: usize,
    directives: usize,
}

impl Found {
    fn add(&mut self, token: Token) {
        self.tokens += match token {
            Token::Values(count) => count,
            Token::Comment => 0,
            _ => 1,
        };
        match token {
            Token::Open => self.depth += 1,
            // The parser will stop where a bracket closes nothing, or another than it should.
            Token::Close => self.depth = self.depth.saturating_sub(1),
            Token::At => self.directives += 1,
            _ => {}
        }
    }

    fn beyond(&self, limits: &LimitSettings) -> Option<(&'static str, usize, &'static str)> {
        let bounds = [
            (self.tokens, "tokens", limits.document_tokens, "limits.document_tokens"),
            (self.depth, "levels of brackets", limits.document_depth, "limits.document_depth"),
            (
                self.directives,
                "directives",
                limits.document_directives,
                "limits.document_directives",
            ),
        ];
        let over = bounds.into_iter().find(|(found, _, limit, _)| found > limit);
        over.map(|(_, what, limit, setting)| (what, limit, setting))
    }
}
