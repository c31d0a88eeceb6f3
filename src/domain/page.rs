//! Which part of a list is asked for.

use super::cursor::Position;
use super::order::{Order, OrderDirection};
use super::violation::Violation;

/// The arguments of a Relay connection, as a client sends them.
#[derive(Debug, Clone, Default)]
pub struct PageRequest {
    /// How many from the start.
    pub first: Option<i32>,
    /// Start behind this cursor.
    pub after: Option<String>,
    /// How many from the end.
    pub last: Option<i32>,
    /// End before this cursor.
    pub before: Option<String>,
}

/// How large pages are.
#[derive(Debug, Clone, Copy)]
pub struct PageLimits {
    /// When the client doesn't say.
    pub default: u32,
    /// At most.
    pub max: u32,
}

/// A page, validated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The list's order.
    pub order: Order,
    /// How many items.
    pub size: u32,
    /// Whether they are counted from the list's end.
    pub from_end: bool,
    /// Only what stands behind this position.
    pub after: Option<Position>,
    /// Only what stands before this position.
    pub before: Option<Position>,
}

impl Page {
    /// Applies the limits and reads the cursors.
    ///
    /// # Errors
    /// When both `first` and `last` are given, a size is out of range, or a cursor is not one of
    /// this order.
    pub fn new(request: &PageRequest, order: Order, limits: PageLimits) -> Result<Self, Violation> {
        let (size, field, from_end) = match (request.first, request.last) {
            (Some(_), Some(_)) => {
                return Err(Violation::invalid("can't be combined with first").under("last"));
            }
            (None, Some(last)) => (Some(last), "last", true),
            (first, None) => (first, "first", false),
        };
        let size = match size.map(u32::try_from) {
            None => limits.default.min(limits.max),
            Some(Ok(size)) if size <= limits.max => size,
            Some(_) => {
                let message = format!("must be 0 to {} (limits.page)", limits.max);
                return Err(Violation::invalid(message).under(field));
            }
        };
        let read = |cursor: &Option<String>, field| {
            let position = cursor.as_deref().map(|text| Position::from_cursor(text, order));
            position.transpose().map_err(|v: Violation| v.under(field))
        };
        Ok(Self {
            order,
            size,
            from_end,
            after: read(&request.after, "after")?,
            before: read(&request.before, "before")?,
        })
    }
}

impl Page {
    /// What is asked for lies behind the first of these positions and before the second, in ascending order.
    pub const fn bounds(&self) -> (Option<&Position>, Option<&Position>) {
        match self.order.direction {
            OrderDirection::Ascending => (self.after.as_ref(), self.before.as_ref()),
            OrderDirection::Descending => (self.before.as_ref(), self.after.as_ref()),
        }
    }

    /// Whether the page is read in descending order, from where it starts.
    pub fn is_read_descending(&self) -> bool {
        (self.order.direction == OrderDirection::Ascending) == self.from_end
    }

    /// The page of what follows its start, from there on: more than it holds tells whether the list goes on.
    pub fn cut<T>(&self, mut items: Vec<T>) -> Slice<T> {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let more = items.len() > size;
        items.truncate(size);
        if self.from_end {
            items.reverse();
        }
        // What a cursor names lies beyond the page.
        let has_previous = self.after.is_some() || (more && self.from_end);
        let has_next = self.before.is_some() || (more && !self.from_end);
        Slice { items, has_next, has_previous }
    }
}

/// A part of a list, in the list's order.
#[derive(Debug, Clone)]
pub struct Slice<T> {
    /// The items.
    pub items: Vec<T>,
    /// Whether there are items behind them.
    pub has_next: bool,
    /// Whether there are items before them.
    pub has_previous: bool,
}
