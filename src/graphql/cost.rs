//! How many fields a list may make an operation resolve.

/// Pages and depths count as this at most: larger ones are refused by `limits.page` and
/// `limits.depth`, with a better message.
const MOST: usize = 1_000;

/// What a page costs when the client doesn't say how long it is.
const DEFAULT_PAGE: usize = 50;

/// Fields under a page of events.
pub(super) fn page(first: Option<i32>, last: Option<i32>, child: usize) -> usize {
    let size = first.or(last).map_or(DEFAULT_PAGE, |size| usize::try_from(size).unwrap_or(0));
    size.min(MOST).saturating_mul(child).saturating_add(1)
}

/// Fields under the events around an event, which are taken to be one a hop.
pub(super) fn hops(depth: i32, child: usize) -> usize {
    let depth = usize::try_from(depth).unwrap_or(0).min(MOST);
    depth.saturating_mul(child).saturating_add(1)
}
