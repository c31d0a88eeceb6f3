//! Events as text: written at once by what is selected of them.

use std::sync::Arc;

use async_graphql::{ContextSelectionSet, PathSegment, ServerResult, Value};
use futures_util::future::{BoxFuture, FutureExt as _, join_all};

use super::budget::Budget;
use super::executable::mark_of;
use super::json_writer::{JsonWriter, Leaf};
use super::related_writer::RelatedLists;
use crate::domain::context::EventContext;
use crate::domain::event::Event;
use crate::domain::intent::UserIntent;
use crate::graphql::documents::plan::event_selection::{
    ContextLeaf, EventSelection, EventSelections, MARK, Part,
};
use crate::graphql::values::scalars::{DateTime, raw};

/// The text by which the events of a field are written that is being resolved.
pub(in crate::graphql) fn text_of<'a>(ctx: &ContextSelectionSet<'a>) -> Option<&'a EventSelection> {
    let number = mark_of(&ctx.item.node)?.strip_prefix(MARK)?.parse::<usize>().ok()?;
    ctx.data::<Arc<EventSelections>>().ok()?.get(number)
}

/// What a field returns.
#[derive(Clone, Copy)]
pub(in crate::graphql) enum Written<'a> {
    One(&'a Arc<Event>),
    List(&'a [Arc<Event>]),
}

impl<'a> Written<'a> {
    const fn events(self) -> &'a [Arc<Event>] {
        match self {
            Self::One(event) => std::slice::from_ref(event),
            Self::List(events) => events,
        }
    }
}

/// Writes events that are being resolved: reads what is selected beside them, and has all of it
/// written. A failure has the place in the answer where it happened, and is null there.
pub(in crate::graphql) async fn write(
    ctx: &ContextSelectionSet<'_>,
    by: &EventSelection,
    what: Written<'_>,
) -> ServerResult<Value> {
    let position = ctx.item.pos;
    let budget = ctx.data::<Budget>().map_err(|error| error.into_server_error(position))?;
    let fetched = if by.is_complete() {
        Fetched::default()
    } else {
        by.fetch(ctx, what.events().to_vec()).await
    };
    let mut text = JsonWriter::new(budget);
    match what {
        Written::One(event) => by.write(event, &fetched, &mut text),
        Written::List(events) => text.list(events, |event, text| by.write(event, &fetched, text)),
    }
    let (json, failures) = text.finish();
    for failure in failures {
        let error = async_graphql::Error::from(failure.error).into_server_error(position);
        let mut error = ctx.set_error_path(error);
        error.path.extend(failure.path);
        // The framework would forget where it was: completion makes a null of what can be null.
        ctx.add_error(error);
    }
    Ok(json.map_or(Value::Null, raw))
}

/// What was read for the `related` fields of events, each in its place.
#[derive(Default)]
pub(in crate::graphql) struct Fetched(Vec<RelatedLists>);

impl EventSelection {
    /// Reads what is selected beside the events themselves.
    pub(in crate::graphql) fn fetch<'a>(
        &'a self,
        ctx: &'a ContextSelectionSet<'_>,
        events: Vec<Arc<Event>>,
    ) -> BoxFuture<'a, Fetched> {
        // At once, so that loaders read for all of them together.
        let read = async move {
            Fetched(join_all(self.related.iter().map(|one| one.fetch(ctx, &events))).await)
        };
        read.boxed()
    }

    /// Whether there is anything to read.
    pub(in crate::graphql) const fn is_complete(&self) -> bool {
        self.related.is_empty()
    }

    /// Writes an event.
    pub(in crate::graphql) fn write(
        &self,
        event: &Event,
        fetched: &Fetched,
        text: &mut JsonWriter<'_>,
    ) {
        text.object(&self.fields, |part, text| match part {
            Part::Leaf(leaf) => leaf(event, text),
            Part::UserIntent(fields) => text.optional_object(event.user_intent.as_ref(), fields),
            Part::Context(fields) => match &event.context {
                Some(context) => text.object(fields, |leaf, text| match leaf {
                    ContextLeaf::Own(leaf) => leaf(context, text),
                    ContextLeaf::OutcomeAt => match event.outcome_at() {
                        Some(at) => text.string(DateTime::from(at).as_str()),
                        None => text.token("null"),
                    },
                }),
                None => text.token("null"),
            },
            Part::Related(number) => {
                let (of, lists) = (&self.related[*number], &fetched.0[*number]);
                text.at(PathSegment::Field(of.key.to_string()), |text| {
                    of.write(event, lists, text);
                });
            }
        });
    }
}

/// How a field of an event is written, unless that takes more than the event.
pub(in crate::graphql) fn event_leaf(name: &str) -> Option<Leaf<Event>> {
    Some(match name {
        "__typename" => |_, text| text.string("Event"),
        "id" => |event, text| text.string(event.id.as_str()),
        "eventName" => |event, text| text.string(&event.event_name),
        "source" => |event, text| text.string(&event.source),
        "timestamp" => |event, text| text.number(event.timestamp.millis()),
        "occurredAt" => |event, text| {
            text.optional_string(event.timestamp.to_rfc3339().as_ref());
        },
        "recordedAt" => |event, text| text.string(DateTime::from(event.recorded_at).as_str()),
        "payload" => |event, text| text.json(event.payload.as_ref()),
        "shouldDocument" => |event, text| text.token(&event.should_document.to_string()),
        "metadata" => |event, text| text.json(event.metadata.as_ref()),
        "userId" => |event, text| match event.shown_user() {
            Some(user) => text.string(&user),
            None => text.token("null"),
        },
        "tenantId" => |event, text| text.string(&event.shown_tenant()),
        "revision" => |event, text| text.number(event.revision.into()),
        "outcomeState" => |event, text| text.string(event.outcome_state.as_str()),
        _ => return None,
    })
}

/// How a field of an intent is written.
pub(in crate::graphql) fn intent_leaf(name: &str) -> Option<Leaf<UserIntent>> {
    Some(match name {
        "__typename" => |_, text| text.string("UserIntent"),
        "problemSolved" => |intent, text| text.optional_string(intent.problem_solved.as_ref()),
        "painPoint" => |intent, text| text.optional_string(intent.pain_point.as_ref()),
        "goal" => |intent, text| text.optional_string(intent.goal.as_ref()),
        "expectedOutcome" => |intent, text| text.optional_string(intent.expected_outcome.as_ref()),
        "impactMetric" => |intent, text| text.optional_string(intent.impact_metric.as_ref()),
        _ => return None,
    })
}

/// How a field of a context is written.
pub(in crate::graphql) fn context_leaf(name: &str) -> Option<ContextLeaf> {
    if name == "outcomeAt" {
        return Some(ContextLeaf::OutcomeAt);
    }
    let leaf: Leaf<EventContext> = match name {
        "__typename" => |_, text| text.string("EventContext"),
        "relatedEvents" => |context, text| {
            text.list(context.links(), |id, text| text.string(id.as_str()));
        },
        "decision" => |context, text| text.optional_string(context.decision.as_ref()),
        "category" => |context, text| text.optional_string(context.category.as_ref()),
        "outcome" => |context, text| text.optional_string(context.outcome.as_ref()),
        "verdict" => |context, text| match context.verdict {
            Some(verdict) => text.string(verdict.as_str()),
            None => text.token("null"),
        },
        "impactMetric" => |context, text| text.optional_string(context.impact_metric.as_ref()),
        "extra" => |context, text| match context.extra_json() {
            Some(extra) => text.token(&extra.to_string()),
            None => text.token("null"),
        },
        _ => return None,
    };
    Some(ContextLeaf::Own(leaf))
}
