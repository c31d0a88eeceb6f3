//! Which events are asked for: a filter, and a text.

use super::query::TextQuery;
use crate::domain::filter::Filter;
use crate::domain::ids::TenantId;
use crate::domain::timestamp::Timestamp;

/// Which events are asked for. The text stands beside the filter, and not in it: an index finds what has
/// a text, and not what has none, or something else instead.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Criteria {
    /// The conditions on their fields; all when there are none.
    pub filter: Option<Filter>,
    /// What they tell of.
    pub text: Option<TextQuery>,
}

/// When events happened that meet a filter, and whose they are, as far as that is certain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// Not earlier.
    pub since: Option<Timestamp>,
    /// Not later.
    pub until: Option<Timestamp>,
    /// Whose.
    pub tenant: Option<TenantId>,
}

impl Window {
    /// That of a filter.
    pub fn of(filter: Option<&Filter>) -> Self {
        let mut window = Self::default();
        let mut waiting: Vec<&Filter> = filter.into_iter().collect();
        while let Some(filter) = waiting.pop() {
            match filter {
                Filter::All(parts) => waiting.extend(parts),
                Filter::Since(since) => window.since = window.since.max(Some(*since)),
                Filter::Until(until) => {
                    window.until = Some(window.until.map_or(*until, |other| other.min(*until)));
                }
                Filter::Tenant(tenant) => window.tenant = Some(*tenant),
                _ => {}
            }
        }
        window
    }
}
