//! From text to plan, once a document: it is held to the limits and parsed (`limits`, `syntax`), validated
//! (`validation`), and planned (`plan`); `document` has the steps in their order, and `cache` keeps what
//! they make.

mod cache;
mod document;
pub mod limits;
pub(super) mod plan;
pub(super) mod schema_types;
mod syntax;
mod syntax_tree;
pub(super) mod typed_tree;
mod validation;
mod variable_values;

pub use self::cache::DocumentsError;
pub use self::document::OperationKind;

pub(super) use self::cache::Documents;
pub(super) use self::document::Document;
