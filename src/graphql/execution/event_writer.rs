//! Events as text: written at once by what is selected of them.

use std::sync::Arc;

use async_graphql::{ContextSelectionSet, Name, PathSegment, ServerResult, Value};
use futures_util::future::{BoxFuture, FutureExt as _, join_all};

use super::budget::Budget;
use super::executable::mark_of;
use super::json_writer::JsonWriter;
use super::related_writer::RelatedLists;
use crate::domain::event::Event;
use crate::graphql::documents::plan::event_selection::{
    EventSelection, EventSelections, MARK, Part,
};
use crate::graphql::schema::event_fields::check_read;
use crate::graphql::values::scalars::raw;

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
        check_read(event, self.parts);
        self.write_object(&self.fields, event, fetched, text);
    }

    /// Writes an object in an event.
    fn write_object(
        &self,
        fields: &[(Name, Part)],
        event: &Event,
        fetched: &Fetched,
        text: &mut JsonWriter<'_>,
    ) {
        text.object(fields, |part, text| match part {
            Part::Leaf(leaf) => text.leaf(&leaf(event)),
            Part::Typename(name) => text.string(name),
            Part::Object(is_there, fields) if is_there(event) => {
                self.write_object(fields, event, fetched, text);
            }
            Part::Object(..) => text.token("null"),
            Part::Related(number) => {
                let (of, lists) = (&self.related[*number], &fetched.0[*number]);
                text.at(PathSegment::Field(of.key.to_string()), |text| {
                    of.write(event, lists, text);
                });
            }
        });
    }
}
