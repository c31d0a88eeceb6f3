//! Values without fields of their own.

use std::borrow::Cow;

use async_graphql::Value;

use super::scalars::raw;
use crate::domain::ids::EventId;

/// The value of a field that selects nothing further: a scalar, an enum's value, or a list of ids.
pub(in crate::graphql) enum Leaf<'a> {
    Null,
    Truth(bool),
    Number(i64),
    /// A value of an enum.
    Name(&'static str),
    Text(Cow<'a, str>),
    /// Any JSON, as text.
    Json(Cow<'a, str>),
    Ids(&'a [EventId]),
}

impl<'a> Leaf<'a> {
    /// A text, or null.
    pub(in crate::graphql) fn text(text: Option<impl Into<Cow<'a, str>>>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(text.into()))
    }

    /// JSON, or null.
    pub(in crate::graphql) fn json(json: Option<impl Into<Cow<'a, str>>>) -> Self {
        json.map_or(Self::Null, |json| Self::Json(json.into()))
    }
}

impl From<Leaf<'_>> for Value {
    fn from(leaf: Leaf<'_>) -> Self {
        match leaf {
            Leaf::Null => Self::Null,
            Leaf::Truth(truth) => Self::Boolean(truth),
            Leaf::Number(number) => Self::Number(number.into()),
            Leaf::Name(name) => Self::String(name.to_owned()),
            Leaf::Text(text) => Self::String(text.into_owned()),
            Leaf::Json(json) => raw(json.into_owned()),
            Leaf::Ids(ids) => Self::List(ids.iter().map(|id| id.as_str().into()).collect()),
        }
    }
}
