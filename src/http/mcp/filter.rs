//! Which events a tool is asked about: the conditions of lists that agents need.

use serde_json::{Map, Value};

use super::arguments::{Arguments, FOR_SERVICES, TENANT};
use super::schema::{text, texts, words};
use super::tools::Asking;
use crate::domain::filter::{Filter, TextTest};
use crate::domain::ids::{EventId, EventRef};
use crate::domain::outcome::OutcomeState;
use crate::domain::search::{Criteria, TextQuery};
use crate::domain::violation::Violation;
use crate::service::ServiceError;

/// What is known of outcomes, as clients say it.
const STATES: [(&str, OutcomeState); 6] = [
    (OutcomeState::None.as_str(), OutcomeState::None),
    (OutcomeState::Pending.as_str(), OutcomeState::Pending),
    (OutcomeState::Told.as_str(), OutcomeState::Told),
    (OutcomeState::Met.as_str(), OutcomeState::Met),
    (OutcomeState::Partly.as_str(), OutcomeState::Partly),
    (OutcomeState::NotMet.as_str(), OutcomeState::NotMet),
];

/// The schema of the conditions.
pub(super) fn properties() -> Map<String, Value> {
    let properties = [
        ("text", text("full text: all these words; \"a phrase\"; begin*; -not")),
        ("names", texts("exact event names")),
        ("sources", texts("")),
        ("categories", texts("")),
        ("states", words(&STATES.map(|(name, _)| name), "")),
        ("from", text("RFC 3339, inclusive")),
        ("to", text("RFC 3339, inclusive")),
        (TENANT, text(FOR_SERVICES)),
    ];
    properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

/// The schema of the conditions on links.
pub(super) fn link_properties() -> [(String, Value); 2] {
    [
        ("causedBy".to_owned(), text("id of an event: its direct effects")),
        ("ledTo".to_owned(), text("id of an event: its direct causes")),
    ]
}

/// Reads the conditions, as far as the caller may set them.
///
/// # Errors
/// Names the argument that is wrong.
pub(super) async fn criteria(asking: &Asking, given: &Arguments) -> Result<Criteria, ServiceError> {
    let viewer = asking.caller.viewer;
    let wanted = given.text("text")?.map(|text| TextQuery::parse(text, false)).transpose();
    let wanted = wanted.and_then(|text| text.flatten().map(TextQuery::check).transpose());
    let text = wanted.map_err(|violation| violation.under("text"))?;
    let filter = read(asking, given)?.check()?;
    // An empty list of conditions is no condition.
    let filter = Some(filter).filter(|filter| *filter != Filter::All(Vec::new()));
    Ok(Criteria { filter: asking.service.resolve(viewer, filter).await?, text })
}

/// A condition on a text of an event.
type OnText = fn(TextTest) -> Filter;

fn read(asking: &Asking, given: &Arguments) -> Result<Filter, Violation> {
    let tenant = given.tenant(&asking.caller)?;
    let mut all: Vec<Filter> = tenant.map(Filter::Tenant).into_iter().collect();
    let on: [(_, OnText); 3] = [
        ("names", Filter::EventName),
        ("sources", Filter::Source),
        ("categories", Filter::Category),
    ];
    for (name, condition) in on {
        let Some(texts) = given.texts(name)? else { continue };
        let test = TextTest::OneOf(texts).check().map_err(|violation| violation.under(name))?;
        all.push(condition(test));
    }
    all.extend(given.words("states", &STATES)?.map(Filter::OutcomeState));
    all.extend(given.time("from")?.map(Filter::Since));
    all.extend(given.time("to")?.map(Filter::Until));
    // Text that can't be an id names no event.
    let linked = |id: &str, on: fn(EventRef) -> Filter| match EventId::parse(id) {
        Ok(id) => on(EventRef { id, tenant }),
        Err(_) => Filter::Any(Vec::new()),
    };
    all.extend(given.text("causedBy")?.map(|id| linked(id, Filter::CausedBy)));
    all.extend(given.text("ledTo")?.map(|id| linked(id, Filter::LedTo)));
    Ok(Filter::All(all))
}
