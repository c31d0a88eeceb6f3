//! Where a text was found.

use std::ops::Range;

use async_graphql::SimpleObject;

use crate::domain::search;

/// A piece of an event's text in which something was found that was looked for.
#[derive(SimpleObject)]
pub(in crate::graphql) struct Highlight {
    /// Which field it is a piece of, as in `eventName`, `userIntent.goal`, `narrative.aiSummary`, or
    /// `payload.items.0.title`.
    field: String,
    /// The piece: at most 160 characters.
    text: String,
    /// What was found in it, in its order.
    ranges: Vec<HighlightRange>,
}

/// A part of a highlight's `text`, in units of UTF-16, as JavaScript counts.
#[derive(SimpleObject)]
pub(in crate::graphql) struct HighlightRange {
    /// Where it begins.
    start: usize,
    /// Where it ends: this unit is not part of it.
    end: usize,
}

impl From<Range<usize>> for HighlightRange {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

impl From<search::Highlight> for Highlight {
    fn from(highlight: search::Highlight) -> Self {
        Self {
            field: highlight.field,
            text: highlight.text,
            ranges: highlight.ranges.into_iter().map(HighlightRange::from).collect(),
        }
    }
}
