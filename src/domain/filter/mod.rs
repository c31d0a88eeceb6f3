//! Which events a list holds.

mod admits;
mod links;

use serde_json::{Number, Value};

use super::ids::{EventKey, EventRef, TenantId, UserId};
use super::json;
use super::outcome::OutcomeState;
use super::text;
use super::timestamp::Timestamp;
use super::violation::Violation;

pub use links::LinkFacts;

/// The most conditions in one filter.
pub const MAX_CONDITIONS: usize = 100;

/// The longest path in a JSON condition.
pub const MAX_PATH: usize = 16;

/// A condition on an event. What is absent in an event meets no condition, so `Not` of it holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// Every one holds; an empty list does.
    All(Vec<Filter>),
    /// At least one holds; an empty list doesn't.
    Any(Vec<Filter>),
    /// It doesn't hold.
    Not(Box<Filter>),
    /// On the event's id.
    Id(TextTest),
    /// On the event's name.
    EventName(TextTest),
    /// On the event's source.
    Source(TextTest),
    /// On `context.category`.
    Category(TextTest),
    /// Whether the event belongs into the documentation.
    ShouldDocument(bool),
    /// Whether `context.outcome` is there.
    HasOutcome(bool),
    /// What is known of its outcome is one of these.
    OutcomeState(Vec<OutcomeState>),
    /// It happened then or later.
    Since(Timestamp),
    /// It happened then or earlier.
    Until(Timestamp),
    /// This user acted.
    User(UserId),
    /// It belongs to this tenant's history.
    Tenant(TenantId),
    /// On a value inside the payload.
    Payload(JsonTest),
    /// It names this event among those that led to it; one of its own tenant where that isn't said.
    CausedBy(EventRef),
    /// This event names it among those that led to it.
    LedTo(EventRef),
    /// Whether it names an event that led to it.
    HasCauses(bool),
    /// Whether an event names it among those that led to it.
    HasEffects(bool),
}

/// A condition on text; letter case counts, but for [`TextTest::Contains`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextTest {
    /// It is this.
    Equals(String),
    /// It is one of these.
    OneOf(Vec<String>),
    /// It begins with this.
    StartsWith(String),
    /// This is in it. A to Z are the same as a to z; other letters compare as they are.
    Contains(String),
}

/// A condition on the value at a path. But for [`JsonCondition::Exists`], it holds only where there is
/// a value.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonTest {
    /// Keys of objects, and positions in arrays as digits, from the outside in.
    pub path: Vec<String>,
    /// What must be true of the value there.
    pub condition: JsonCondition,
}

/// What must be true of a JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum JsonCondition {
    /// It equals this, whatever the order of keys.
    Equals(Value),
    /// It is something else.
    Differs(Value),
    /// It is a number or text of the same type, and stands to it like this.
    Compares(Comparison, Scalar),
    /// It is an array with this item, or text with this text in it.
    Contains(Value),
    /// It is there, or it isn't.
    Exists(bool),
}

/// How a value stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Less.
    Less,
    /// Less or equal.
    LessOrEqual,
    /// Greater.
    Greater,
    /// Greater or equal.
    GreaterOrEqual,
}

/// A JSON value that has an order.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// Ordered by size.
    Number(Number),
    /// Ordered by Unicode code points.
    Text(String),
}

/// The operators, as clients name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonOperator {
    /// Equal.
    Eq,
    /// There, and not equal.
    Ne,
    /// As the comparison says.
    Compare(Comparison),
    /// Contains.
    Contains,
    /// There, or not.
    Exists,
}

impl TextTest {
    /// Refuses text that no row can hold.
    ///
    /// # Errors
    /// When there is U+0000.
    pub fn check(self) -> Result<Self, Violation> {
        match &self {
            Self::Equals(text) | Self::StartsWith(text) | Self::Contains(text) => {
                text::storable(text)?;
            }
            Self::OneOf(texts) => texts.iter().try_for_each(|text| text::storable(text))?,
        }
        Ok(self)
    }
}

impl JsonTest {
    /// Applies an operator to the value at a path.
    ///
    /// # Errors
    /// When the path is empty or too long, the value is not in normal form, or of a kind that the
    /// operator doesn't take.
    pub fn new(path: Vec<String>, operator: JsonOperator, value: Value) -> Result<Self, Violation> {
        if path.is_empty() || path.len() > MAX_PATH {
            let message = format!("must have 1 to {MAX_PATH} parts");
            return Err(Violation::invalid(message).under("path"));
        }
        for (index, part) in path.iter().enumerate() {
            text::storable(part).map_err(|v| v.at(index).under("path"))?;
        }
        let value = json::normal_form(value).map_err(|v| v.under("value"))?;
        let wrong = |message: &str| Err(Violation::invalid(message).under("value"));
        let condition = match (operator, value) {
            (JsonOperator::Eq, value) => JsonCondition::Equals(value),
            (JsonOperator::Ne, value) => JsonCondition::Differs(value),
            (JsonOperator::Contains, value) => JsonCondition::Contains(value),
            (JsonOperator::Exists, Value::Bool(wanted)) => JsonCondition::Exists(wanted),
            (JsonOperator::Exists, _) => return wrong("must be true or false"),
            (JsonOperator::Compare(comparison), Value::Number(number)) => {
                JsonCondition::Compares(comparison, Scalar::Number(number))
            }
            (JsonOperator::Compare(comparison), Value::String(text)) => {
                JsonCondition::Compares(comparison, Scalar::Text(text))
            }
            (JsonOperator::Compare(_), _) => {
                return wrong("must be a number or text, which have an order");
            }
        };
        Ok(Self { path, condition })
    }
}

impl Filter {
    /// Holds a filter to [`MAX_CONDITIONS`].
    ///
    /// # Errors
    /// Says how many there are.
    pub fn check(self) -> Result<Self, Violation> {
        let count = self.count();
        if count > MAX_CONDITIONS {
            let message = format!("has {count} conditions; at most {MAX_CONDITIONS} are allowed");
            return Err(Violation::invalid(message));
        }
        Ok(self)
    }

    /// A cause that every event names which is let through, and the conditions beside.
    pub fn split_cause(&self) -> Option<(EventKey, Self)> {
        let Self::All(parts) = self else { return None };
        let key = |(place, part): (usize, &Self)| match part {
            Self::CausedBy(EventRef { id, tenant: Some(tenant) }) => {
                Some((place, EventKey { tenant: *tenant, id: id.clone() }))
            }
            _ => None,
        };
        let (place, cause) = parts.iter().enumerate().find_map(key)?;
        let others = parts.iter().enumerate().filter(|(index, _)| *index != place);
        Some((cause, Self::All(others.map(|(_, part)| part.clone()).collect())))
    }

    /// The conditions on single events in it, to be changed.
    pub fn linked_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter_mut().flat_map(Self::linked_mut).collect()
            }
            Self::Not(part) => part.linked_mut(),
            Self::CausedBy(_) | Self::LedTo(_) => vec![self],
            _ => Vec::new(),
        }
    }

    fn count(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().map(Self::count).sum::<usize>().max(1)
            }
            Self::Not(part) => part.count(),
            _ => 1,
        }
    }
}
