//! The parser's errors in plain words.

use async_graphql::parser::Error;
use async_graphql::{Pos, ServerError};

use super::DEEPEST;
use super::refusal::{beyond, invalid, unreadable};

/// The parser draws the line and points at the place. The last line of the drawing says what it
/// expected, in the names of its own grammar; the place goes into `locations`.
pub(super) fn error(error: Error) -> ServerError {
    let at: Option<Pos> = error.positions().next();
    match error {
        Error::Syntax { message, .. } => unreadable(in_words(&message), at),
        Error::RecursionLimitExceeded => {
            beyond("levels of selections", DEEPEST, "limits.document_depth", at)
        }
        Error::MissingOperation => unreadable("the document has no operation", at),
        Error::MultipleOperations { operation, .. } => {
            invalid("an operation without a name must be the only one", operation)
        }
        Error::OperationDuplicated { operation, second, .. } => {
            invalid(format!("there is more than one operation \"{operation}\""), second)
        }
        Error::FragmentDuplicated { fragment, second, .. } => {
            invalid(format!("there is more than one fragment \"{fragment}\""), second)
        }
        other => unreadable(other.to_string(), at),
    }
}

fn in_words(drawing: &str) -> String {
    let last = drawing.lines().next_back().unwrap_or_default().trim_start();
    let last = last.strip_prefix("= ").unwrap_or(last);
    // Its form was checked before; the rest of the message is a place within the number.
    if last.starts_with("invalid number") {
        return "the number is out of range".to_owned();
    }
    let words = last.split(' ').map(|word| {
        let (name, comma) = word.strip_suffix(',').map_or((word, ""), |name| (name, ","));
        format!("{}{comma}", plain(name))
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The parser's name for a part of the grammar, as people call it.
fn plain(name: &str) -> &str {
    match name {
        "EOI" => "the end of the document",
        "alias" => "an alias",
        "argument" | "const_argument" => "an argument",
        "arguments" | "const_arguments" => "arguments",
        "default_value" => "a default value",
        "directive" | "const_directive" => "a directive",
        "directives" | "const_directives" => "directives",
        "executable_definition" => "an operation or a fragment",
        "executable_document" => "a document",
        "field" => "a field",
        "fragment_definition" => "a fragment",
        "fragment_spread" | "inline_fragment" => "a fragment's name or selection",
        "name" => "a name",
        "object_field" | "const_object_field" => "a field of an object",
        "operation_definition" | "named_operation_definition" => "an operation",
        "operation_type" => "query, mutation or subscription",
        "selection" => "a selection",
        "selection_set" => "a selection set",
        "type_" => "a type",
        "type_condition" => "a type condition",
        "value" | "const_value" => "a value",
        "variable" => "a variable",
        "variable_definition" => "the definition of a variable",
        "variable_definitions" => "definitions of variables",
        other => other,
    }
}
