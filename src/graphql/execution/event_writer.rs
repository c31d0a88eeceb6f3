//! Events as text: what an operation selects of them, where that is in the events themselves.
//!
//! async-graphql resolves an object field by field, each in a future of its own, into a tree that is
//! written when all is there. Most of what is selected of events waits for nothing; so such
//! selections are worked out when a document is opened (`written`), and events are written by them
//! at once.

use std::sync::Arc;

use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::{ContextSelectionSet, Name, PathSegment};
use futures_util::future::{BoxFuture, FutureExt as _, join_all};

use super::json_writer::{JsonWriter, Leaf};
use super::related_writer::{RelatedLists, RelatedSelection};
use crate::domain::context::EventContext;
use crate::domain::event::Event;
use crate::domain::intent::UserIntent;
use crate::graphql::values::scalars::DateTime;

/// What is selected of an event.
#[derive(Debug)]
pub(in crate::graphql) struct EventSelection {
    fields: Vec<(Name, Part)>,
    related: Vec<RelatedSelection>,
}

#[derive(Debug)]
enum Part {
    Leaf(Leaf<Event>),
    UserIntent(Vec<(Name, Leaf<UserIntent>)>),
    Context(Vec<(Name, ContextLeaf)>),
    /// That of this number.
    Related(usize),
}

/// What is selected of a context.
#[derive(Debug)]
enum ContextLeaf {
    Own(Leaf<EventContext>),
    /// Which may be that of the event.
    OutcomeAt,
}

/// What was read for the `related` fields of events, each in its place.
#[derive(Default)]
pub(in crate::graphql) struct Fetched(Vec<RelatedLists>);

impl EventSelection {
    /// What is selected, unless that takes more than the event, or depends on variables.
    pub(in crate::graphql) fn of(selected: &SelectionSet) -> Option<Self> {
        let mut related = Vec::new();
        let fields = collect([selected])?.into_iter().map(|(key, fields)| {
            let part = match fields.first()?.name.node.as_str() {
                "userIntent" => Part::UserIntent(leaves(&fields, intent_leaf)?),
                "context" => Part::Context(leaves(&fields, context_leaf)?),
                "related" => {
                    let [field] = fields.as_slice() else { return None };
                    related.push(RelatedSelection::of(field)?);
                    Part::Related(related.len() - 1)
                }
                name => Part::Leaf(event_leaf(name)?),
            };
            Some((key, part))
        });
        let fields = fields.collect::<Option<_>>()?;
        Some(Self { fields, related })
    }

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
                text.at(PathSegment::Field(of.key().to_owned()), |text| {
                    of.write(event, lists, text);
                });
            }
        });
    }
}

/// The fields of an object by their names in the answer, in their order. `None` where directives
/// decide what is selected.
fn collect<'a>(
    sets: impl IntoIterator<Item = &'a SelectionSet>,
) -> Option<Vec<(Name, Vec<&'a Field>)>> {
    let mut found: Vec<(Name, Vec<&Field>)> = Vec::new();
    let mut waiting: Vec<_> = sets.into_iter().flat_map(|set| &set.items).collect();
    waiting.reverse();
    while let Some(item) = waiting.pop() {
        match &item.node {
            Selection::Field(field) if field.node.directives.is_empty() => {
                let key = &field.node.response_key().node;
                match found.iter_mut().find(|(name, _)| name == key) {
                    Some((_, fields)) => fields.push(&field.node),
                    None => found.push((key.clone(), vec![&field.node])),
                }
            }
            // Its condition holds: there is no other type that an event, or a part of it, could have.
            Selection::InlineFragment(inline) if inline.node.directives.is_empty() => {
                waiting.extend(inline.node.selection_set.node.items.iter().rev());
            }
            _ => return None,
        }
    }
    Some(found)
}

fn leaves<L>(fields: &[&Field], leaf: impl Fn(&str) -> Option<L>) -> Option<Vec<(Name, L)>> {
    let selected = collect(fields.iter().map(|field| &field.selection_set.node))?;
    let leaves = selected.into_iter().map(|(key, fields)| {
        let name = &fields.first()?.name.node;
        Some((key, leaf(name)?))
    });
    leaves.collect()
}

fn event_leaf(name: &str) -> Option<Leaf<Event>> {
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

fn intent_leaf(name: &str) -> Option<Leaf<UserIntent>> {
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

fn context_leaf(name: &str) -> Option<ContextLeaf> {
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
