//! How many events there are of each group.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::list::ListOrder;
use super::{Model, Stored};

const STATES: [&str; 6] = ["NONE", "PENDING", "TOLD", "MET", "PARTLY", "NOT_MET"];

/// A name, whether there is no category, the category, and the place of the state among [`STATES`].
type Group<'a> = (&'a str, bool, Option<&'a str>, usize);

impl Model {
    /// The answers to the query for groups by name, category and state of the outcome, of which `first` are told,
    /// and for a count up to `at_most`.
    pub(crate) fn counted(&self, filter: &Value, (first, at_most): (usize, usize)) -> Value {
        let events = self.list(Some(filter), ListOrder { is_descending: false });
        let mut groups: BTreeMap<Group<'_>, [usize; 2]> = BTreeMap::new();
        for event in &events {
            let [count, with_outcome] = groups.entry(group(event)).or_default();
            *count += 1;
            *with_outcome += usize::from(event.outcome.text.is_some());
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(_, [count, _])| Reverse(*count));
        let rest = groups.split_off(first.min(groups.len()));
        let mut rows: Vec<Value> = groups
            .into_iter()
            .map(|((name, _, category, state), count)| {
                json!({
                    "eventName": name, "category": category, "outcomeState": STATES[state],
                    "isRest": false, "count": count[0], "withOutcome": count[1],
                })
            })
            .collect();
        if !rest.is_empty() {
            let sum = |place: usize| rest.iter().map(|(_, count)| count[place]).sum::<usize>();
            rows.push(json!({
                "eventName": null, "category": null, "outcomeState": null,
                "isRest": true, "count": sum(0), "withOutcome": sum(1),
            }));
        }
        let count =
            json!({ "count": events.len().min(at_most), "isExact": events.len() <= at_most });
        json!({ "eventStats": rows, "eventCounts": [count] })
    }
}

fn group(event: &Stored) -> Group<'_> {
    let published = &event.published;
    let state = STATES.iter().position(|state| *state == event.outcome_state());
    let category = published.category.as_deref();
    (&published.name, category.is_none(), category, state.expect("a state"))
}
