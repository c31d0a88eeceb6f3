//! Holds the tokens of a document to the limits, before anything is built from them.

use async_graphql::ServerError;

use super::refusal::beyond;
use crate::config::LimitSettings;
use crate::graphql::documents::syntax::{Flaw, Kind, Lexer, Token, unreadable};

/// Reads the tokens of a text. Refuses one that is too long, has too many tokens or directives, or
/// brackets too deep inside each other. It reads no further than to the limit.
pub(super) fn read<'a>(
    text: &'a str,
    limits: &LimitSettings,
) -> Result<Vec<Token<'a>>, ServerError> {
    if text.len() > limits.document_bytes {
        return Err(beyond("bytes", limits.document_bytes, "limits.document_bytes", None));
    }
    let mut found = Found::default();
    let mut tokens = Vec::new();
    let mut lexer = Lexer::new(text);
    loop {
        let token = lexer.next().map_err(|Flaw { at, reason }| unreadable(reason, at))?;
        tokens.push(token);
        if token.kind == Kind::End {
            return Ok(tokens);
        }
        found.add(token);
        if let Some((what, limit, setting)) = found.beyond(limits) {
            return Err(beyond(what, limit, setting, Some(token.at)));
        }
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
    fn add(&mut self, token: Token<'_>) {
        self.tokens += 1;
        match token.text {
            "{" | "[" | "(" => self.depth += 1,
            // The parser will stop where a bracket closes nothing, or another than it should.
            "}" | "]" | ")" => self.depth = self.depth.saturating_sub(1),
            "@" => self.directives += 1,
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
