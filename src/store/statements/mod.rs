//! Statements: conditions, what rows become, and how rows are written, on both databases.

pub(in crate::store) mod filter;
pub(in crate::store) mod insert;
pub(in crate::store) mod json_path;
pub(in crate::store) mod numbers;
pub(in crate::store) mod rows;
pub(in crate::store) mod scope;
pub(in crate::store) mod text_query;
pub(in crate::store) mod visible;
pub(in crate::store) mod words;
