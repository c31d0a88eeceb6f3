//! How many fields a list may make an operation resolve.

/// Lists count as this at most: longer pages, walks and batches are refused by `limits.page`,
/// `limits.depth` and `limits.batch`, with a better message.
const MOST: usize = 1_000;

/// What a page costs when the client doesn't say how long it is.
const DEFAULT_PAGE: usize = 50;

/// What a list costs whose length no argument tells.
pub(super) const TYPICAL: usize = 3;

/// Costs count as this at most, so that no sum of them overflows: it is far more than any setting
/// allows.
const CEILING: usize = u32::MAX as usize;

/// Fields under a page of events.
pub(super) fn page(first: Option<i32>, last: Option<i32>, child: usize) -> usize {
    let size = first.or(last).map_or(DEFAULT_PAGE, |size| usize::try_from(size).unwrap_or(0));
    list(size, child)
}

/// Fields under the events around an event, which are taken to be one a hop.
pub(super) fn hops(depth: i32, child: usize) -> usize {
    list(usize::try_from(depth).unwrap_or(0), child)
}

/// Fields under a list of this length.
pub(super) fn list(length: usize, child: usize) -> usize {
    length.min(MOST).saturating_mul(child).saturating_add(1).min(CEILING)
}
