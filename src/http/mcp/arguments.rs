//! The arguments of a tool. What is wrong with one is told by its name.

use serde_json::{Map, Value};

use super::answer::cut;
use crate::domain::caller::Caller;
use crate::domain::ids::{EventId, EventRef, TenantId};
use crate::domain::timestamp::Timestamp;
use crate::domain::violation::Violation;
use crate::service::ServiceError;

/// The most texts in a list.
const MOST_TEXTS: usize = 50;

/// How much of a name that is none of ours is told back, in bytes.
const UNKNOWN: usize = 64;

/// What a client gave. Null is nothing.
#[derive(Debug)]
pub(super) struct Arguments(Map<String, Value>);

impl Arguments {
    /// Takes what was given, of which each must be known.
    ///
    /// # Errors
    /// Names one that isn't, and those that are.
    pub(super) fn new(
        given: Map<String, Value>,
        known: &Map<String, Value>,
    ) -> Result<Self, Violation> {
        if let Some(other) = given.keys().find(|name| !known.contains_key(*name)) {
            let other = cut(other, UNKNOWN);
            let known = known.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            return Err(Violation::invalid(format!("there is no argument '{other}', but {known}")));
        }
        Ok(Self(given.into_iter().filter(|(_, value)| !value.is_null()).collect()))
    }

    /// A text.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<&str>, Violation> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Violation::invalid("must be a text").under(name)),
        }
    }

    /// A list of texts, or one text.
    pub(super) fn texts(&self, name: &'static str) -> Result<Option<Vec<String>>, Violation> {
        let wrong = || {
            let message = format!("must be a list of at most {MOST_TEXTS} texts");
            Violation::invalid(message).under(name)
        };
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(vec![text.clone()])),
            Some(Value::Array(items)) if items.len() <= MOST_TEXTS => {
                let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
                texts.collect::<Option<_>>().map(Some).ok_or_else(wrong)
            }
            Some(_) => Err(wrong()),
        }
    }

    /// A whole number from one to another, or what it is where it is left out.
    pub(super) fn number(
        &self,
        name: &'static str,
        (least, most): (u32, u32),
        default: u32,
    ) -> Result<u32, Violation> {
        let Some(given) = self.0.get(name) else { return Ok(default.min(most)) };
        // Some clients write whole numbers as 10.0.
        let whole = given.as_f64().filter(|number| number.fract() == 0.0);
        let range = f64::from(least)..=f64::from(most);
        let number = whole.filter(|number| range.contains(number)).ok_or_else(|| {
            let message = format!("must be a whole number from {least} to {most}");
            Violation::invalid(message).under(name)
        })?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is in range"
        )]
        Ok(number as u32)
    }

    /// One of these words, in any letter case.
    pub(super) fn word<T: Copy>(
        &self,
        name: &'static str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, Violation> {
        self.text(name)?.map(|text| one_of(text, words).map_err(|v| v.under(name))).transpose()
    }

    /// Some of these words.
    pub(super) fn words<T: Copy>(
        &self,
        name: &'static str,
        words: &[(&str, T)],
    ) -> Result<Option<Vec<T>>, Violation> {
        let Some(texts) = self.texts(name)? else { return Ok(None) };
        let each = texts.iter().enumerate();
        let read = each.map(|(at, text)| one_of(text, words).map_err(|v| v.at(at).under(name)));
        read.collect::<Result<_, _>>().map(Some)
    }

    /// A point in time: RFC 3339, or milliseconds since 1970.
    pub(super) fn time(&self, name: &'static str) -> Result<Option<Timestamp>, Violation> {
        let read = match self.0.get(name) {
            None => return Ok(None),
            Some(Value::Number(number)) => Timestamp::from_number(number),
            Some(Value::String(text)) if Timestamp::is_digits(text) => Timestamp::from_digits(text),
            Some(Value::String(text)) => Timestamp::from_rfc3339(text),
            Some(_) => Err(Violation::invalid("must be a time, as in 2026-11-30T08:00:00Z")),
        };
        read.map(Some).map_err(|violation| violation.under(name))
    }

    /// The tenant that is meant: whoever sees every one may name one.
    pub(super) fn tenant(&self, caller: &Caller) -> Result<Option<TenantId>, Violation> {
        let tenant = self.text(TENANT)?.map(|text| caller.choose_tenant(text)).transpose();
        Ok(tenant.map_err(|violation| violation.under(TENANT))?.map(|tenant| tenant.id))
    }

    /// The event that is meant.
    ///
    /// # Errors
    /// When it isn't said, or the caller may name no tenant. A text that can't be an id is one of no event.
    pub(super) fn event(&self, caller: &Caller) -> Result<EventRef, ServiceError> {
        let id = self.text(ID)?.ok_or_else(|| Violation::invalid("must be given").under(ID))?;
        let tenant = self.tenant(caller)?;
        let id = EventId::parse(id).map_err(|_| ServiceError::no_such_event(ID))?;
        Ok(EventRef { id, tenant })
    }
}

/// The argument that names an event.
pub(super) const ID: &str = "id";

/// The argument that names whose events are meant, and for whom it is.
pub(super) const TENANT: &str = "tenantId";
pub(super) const FOR_SERVICES: &str = "for services only";

fn one_of<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, Violation> {
    let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text));
    found.map(|(_, meaning)| *meaning).ok_or_else(|| {
        let words = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        Violation::invalid(format!("must be one of {words}"))
    })
}
