//! What the guard lets through, and in which words it refuses the rest.

mod attacks;
mod fragments;
mod generated;
mod introspection;
mod limits;
mod text;
mod variables;

use async_graphql::ServerError;
use async_graphql::parser::types::ExecutableDocument;
use event_mesh::config::{LimitSettings, Settings};
use event_mesh::graphql::limits::parse;

/// The limits of a server whose settings nobody changed.
fn defaults() -> LimitSettings {
    Settings::defaults().expect("the defaults are settings").limits
}

#[track_caller]
fn accepted(text: &str, limits: &LimitSettings) -> ExecutableDocument {
    match parse(text, limits) {
        Ok(document) => document,
        Err(error) => panic!("{error:?}: {}", text.chars().take(500).collect::<String>()),
    }
}

#[track_caller]
fn refused(text: &str, limits: &LimitSettings) -> ServerError {
    match parse(text, limits) {
        Ok(_) => panic!("accepted: {}", text.chars().take(500).collect::<String>()),
        Err(error) => error,
    }
}

fn code(error: &ServerError) -> String {
    let extensions = error.extensions.as_ref().expect("the error has extensions");
    extensions.get("code").expect("the error has a code").to_string()
}

/// The message of a refusal by a limit.
#[track_caller]
fn too_complex(text: &str, limits: &LimitSettings) -> String {
    let error = refused(text, limits);
    assert_eq!(code(&error), r#""QUERY_TOO_COMPLEX""#, "{}", error.message);
    error.message
}

/// The message, line and column of a refusal to read the text.
#[track_caller]
fn unreadable(text: &str) -> (String, usize, usize) {
    let error = refused(text, &defaults());
    assert_eq!(code(&error), r#""GRAPHQL_PARSE_FAILED""#, "{}", error.message);
    let at = error.locations.first().expect("the error has a place");
    (error.message.clone(), at.line, at.column)
}

/// So many pieces, each made from its number, with spaces between them.
fn pieces(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect::<Vec<_>>().join(" ")
}
