//! Which events a list holds.

use async_graphql::{ID, InputObject, MaybeUndefined};
use serde_json::Value;

use crate::domain::caller::Caller;
use crate::domain::filter::{Filter, JsonTest, TextTest};
use crate::domain::ids::{EventId, EventRef};
use crate::domain::search::{Criteria, TextQuery};
use crate::domain::timestamp::Timestamp;
use crate::domain::violation::Violation;
use crate::graphql::values::enums::{JsonOperator, OutcomeState};
use crate::graphql::values::scalars::{EpochMillis, Json};

/// Which events a list holds: those for which every field that is given holds. At most 100
/// conditions in all.
#[derive(InputObject)]
pub(in crate::graphql) struct EventFilter {
    /// On the event's id.
    id: Option<StringFilter>,
    /// On the event's name.
    event_name: Option<StringFilter>,
    /// On the event's source.
    source: Option<StringFilter>,
    /// On `context.category`. An event without one meets no condition.
    category: Option<StringFilter>,
    /// Whether the event belongs into the documentation.
    should_document: Option<bool>,
    /// It happened then or later.
    start_time: Option<EpochMillis>,
    /// It happened then or earlier.
    end_time: Option<EpochMillis>,
    /// Whether it is known what came of the event (`context.outcome`).
    has_outcome: Option<bool>,
    /// What is known of its outcome (`Event.outcomeState`) is one of these. An empty list lets nothing through.
    outcome_state: Option<Vec<OutcomeState>>,
    /// This user acted, called as in `Event.userId`. Users may ask for themselves only.
    user_id: Option<ID>,
    /// It belongs to this tenant's history, called as in `Event.tenantId`. Users may not ask.
    tenant_id: Option<ID>,
    /// It names this event in its `relatedEvents`: what the event led to, one link away. Of several tenants that
    /// have this id, `tenantId` beside it says which is meant.
    caused_by: Option<ID>,
    /// This event names it in its `relatedEvents`: what led to the event, one link away.
    led_to: Option<ID>,
    /// Whether it names events that led to it, be they there or not.
    has_causes: Option<bool>,
    /// Whether later events name it as what led to them.
    has_effects: Option<bool>,
    /// On values inside the payload; all must hold.
    payload: Option<Vec<JsonFilter>>,
    /// Full text: all of these words are in the event's name, source, intent, decision, category, outcome,
    /// impact metrics, narrative, or values of its payload (keys are not searched). `"a phrase"`: these words
    /// behind one another; `word*`: words that begin so; `-word`: this isn't there. Letter case and accents
    /// don't count. `listCharges` is a phrase of two words, as identifiers are split, and `listcharges` finds
    /// it, too; Chinese, Japanese and Korean are found within words. At most 16 words and 256 characters,
    /// one of them not negative; blank is no condition. It stands at the top of the filter, or under `and`.
    /// Of very long texts the first 16,000 words are found, of long words the first 64 letters.
    text: Option<String>,
    /// The last word of `text` may be unfinished, as while somebody types.
    #[graphql(default)]
    text_prefix: bool,
    /// All of these hold.
    and: Option<Vec<EventFilter>>,
    /// At least one of these holds; none does when the list is empty.
    or: Option<Vec<EventFilter>>,
    /// This doesn't hold.
    not: Option<Box<EventFilter>>,
}

/// Reads the argument `filter`.
///
/// # Errors
/// Names the field that is wrong.
pub(in crate::graphql) fn read_filter(
    filter: Option<EventFilter>,
    caller: &Caller,
) -> Result<Criteria, Violation> {
    let Some(filter) = filter else { return Ok(Criteria::default()) };
    filter.criteria(caller).map_err(|violation| violation.under("filter"))
}

/// Reads the argument `filters`.
///
/// # Errors
/// Names the field that is wrong.
pub(in crate::graphql) fn read_filters(
    filters: Vec<EventFilter>,
    caller: &Caller,
) -> Result<Vec<Criteria>, Violation> {
    let read = |(index, filter): (usize, EventFilter)| {
        filter.criteria(caller).map_err(|violation| violation.at(index).under("filters"))
    };
    filters.into_iter().enumerate().map(read).collect()
}

/// A condition on text: every field that is given holds. Letter case counts, but for `contains`.
#[derive(InputObject)]
pub(in crate::graphql) struct StringFilter {
    /// It is this.
    eq: Option<String>,
    /// It is one of these.
    #[graphql(name = "in")]
    one_of: Option<Vec<String>>,
    /// It begins with this.
    starts_with: Option<String>,
    /// This is in it. A to Z are the same as a to z; other letters compare as they are. It is looked for in
    /// every event that the other conditions leave.
    contains: Option<String>,
}

/// A condition on the value at a path inside the payload. But for `EXISTS` with `false`, it holds only
/// where there is a value.
#[derive(InputObject)]
pub(in crate::graphql) struct JsonFilter {
    /// The way to the value: keys of objects, and positions in arrays as digits. 1 to 16 parts.
    path: Vec<String>,
    /// How the value is compared.
    #[graphql(default_with = "JsonOperator::Eq")]
    op: JsonOperator,
    /// With what. Null is JSON's null; it may not be left out.
    value: MaybeUndefined<Json>,
}

impl EventFilter {
    /// What is asked for, as far as this caller may.
    fn criteria(mut self, caller: &Caller) -> Result<Criteria, Violation> {
        let text = self.take_text()?.map(TextQuery::check).transpose();
        let text = text.map_err(|violation| violation.under("text"))?;
        let filter = self.read(caller)?.check()?;
        // An empty list of conditions is no condition.
        let filter = Some(filter).filter(|filter| *filter != Filter::All(Vec::new()));
        Ok(Criteria { filter, text })
    }

    /// Takes the texts out that are looked for: that at the top, and those of which all must hold.
    fn take_text(&mut self) -> Result<Option<TextQuery>, Violation> {
        let mut all = self.read_text()?;
        self.text = None;
        for (index, part) in self.and.iter_mut().flatten().enumerate() {
            let more = part.take_text().map_err(|violation| violation.at(index).under("and"))?;
            all = match (all, more) {
                (Some(text), Some(more)) => Some(text.and(more)),
                (text, more) => text.or(more),
            };
        }
        Ok(all)
    }

    /// The text that is looked for; blank is none.
    fn read_text(&self) -> Result<Option<TextQuery>, Violation> {
        let text = self.text.as_deref().unwrap_or_default();
        TextQuery::parse(text, self.text_prefix).map_err(|violation| violation.under("text"))
    }

    /// The conditions, as far as this caller may set them.
    fn read(self, caller: &Caller) -> Result<Filter, Violation> {
        if self.read_text()?.is_some() {
            let message = "must stand at the top of the filter, or under 'and'";
            return Err(Violation::invalid(message).under("text"));
        }
        let mut all = Vec::new();
        all.extend(text_tests("id", self.id, Filter::Id)?);
        all.extend(text_tests("eventName", self.event_name, Filter::EventName)?);
        all.extend(text_tests("source", self.source, Filter::Source)?);
        all.extend(text_tests("category", self.category, Filter::Category)?);
        all.extend(self.should_document.map(Filter::ShouldDocument));
        all.extend(instant("startTime", self.start_time)?.map(Filter::Since));
        all.extend(instant("endTime", self.end_time)?.map(Filter::Until));
        all.extend(self.has_outcome.map(Filter::HasOutcome));
        let states = |states: Vec<OutcomeState>| states.into_iter().map(Into::into).collect();
        all.extend(self.outcome_state.map(states).map(Filter::OutcomeState));
        if let Some(user) = self.user_id {
            let user = caller.choose_user(&user).map_err(|v| v.under("userId"))?;
            all.push(Filter::User(user.id));
        }
        let tenant = self.tenant_id.map(|tenant| caller.choose_tenant(&tenant)).transpose();
        let tenant = tenant.map_err(|v| v.under("tenantId"))?.map(|tenant| tenant.id);
        all.extend(tenant.map(Filter::Tenant));
        // Text that can't be an id names no event.
        let linked = |id: &ID, on: fn(EventRef) -> Filter| match EventId::parse(id) {
            Ok(id) => on(EventRef { id, tenant }),
            Err(_) => Filter::Any(Vec::new()),
        };
        all.extend(self.caused_by.map(|id| linked(&id, Filter::CausedBy)));
        all.extend(self.led_to.map(|id| linked(&id, Filter::LedTo)));
        all.extend(self.has_causes.map(Filter::HasCauses));
        all.extend(self.has_effects.map(Filter::HasEffects));
        for (index, test) in self.payload.into_iter().flatten().enumerate() {
            let test = test.read().map_err(|v| v.at(index).under("payload"))?;
            all.push(Filter::Payload(test));
        }
        if let Some(parts) = self.and {
            all.extend(each("and", parts, caller)?);
        }
        if let Some(parts) = self.or {
            all.push(Filter::Any(each("or", parts, caller)?));
        }
        if let Some(part) = self.not {
            let part = part.read(caller).map_err(|v| v.under("not"))?;
            all.push(Filter::Not(Box::new(part)));
        }
        Ok(Filter::All(all))
    }
}

impl JsonFilter {
    fn read(self) -> Result<JsonTest, Violation> {
        let value = match self.value {
            MaybeUndefined::Value(value) => value.0,
            MaybeUndefined::Null => Value::Null,
            // It may be a variable that the client forgot.
            MaybeUndefined::Undefined => {
                return Err(
                    Violation::invalid("must be given, though it may be null").under("value")
                );
            }
        };
        JsonTest::new(self.path, self.op.into(), value)
    }
}

fn text_tests(
    field: &'static str,
    filter: Option<StringFilter>,
    condition: fn(TextTest) -> Filter,
) -> Result<Vec<Filter>, Violation> {
    let Some(filter) = filter else { return Ok(Vec::new()) };
    let tests = [
        ("eq", filter.eq.map(TextTest::Equals)),
        ("in", filter.one_of.map(TextTest::OneOf)),
        ("startsWith", filter.starts_with.map(TextTest::StartsWith)),
        ("contains", filter.contains.map(TextTest::Contains)),
    ];
    let given = tests.into_iter().filter_map(|(name, test)| Some((name, test?)));
    let checked = given.map(|(name, test)| match test.check() {
        Ok(test) => Ok(condition(test)),
        Err(violation) => Err(violation.under(name).under(field)),
    });
    checked.collect()
}

fn instant(
    field: &'static str,
    timestamp: Option<EpochMillis>,
) -> Result<Option<Timestamp>, Violation> {
    let parsed = timestamp.map(|timestamp| timestamp.0.parse()).transpose();
    parsed.map_err(|v| v.under(field))
}

fn each(
    field: &'static str,
    parts: Vec<EventFilter>,
    caller: &Caller,
) -> Result<Vec<Filter>, Violation> {
    let parts = parts.into_iter().enumerate();
    let parsed = parts.map(|(index, part)| part.read(caller).map_err(|v| v.at(index).under(field)));
    parsed.collect()
}
