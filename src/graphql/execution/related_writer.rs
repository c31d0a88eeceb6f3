//! The events around events, as text: all that are selected in a list are read together, and those
//! around them in turn.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{ContextSelectionSet, InputType, Variables};
use async_graphql_value::{ConstValue, Value};

use super::budget::Budget;
use super::event_writer::Fetched;
use super::json_writer::JsonWriter;
use super::loaders::{HistoryLoader, RelatedTo};
use crate::domain::event::Event;
use crate::domain::graph;
use crate::domain::violation::Violation;
use crate::graphql::documents::plan::event_selection::RelatedSelection;
use crate::graphql::values::enums::Direction;
use crate::service::{Code, Neighbourhood, Related, Service, ServiceError};

/// What was read for it.
pub(in crate::graphql) struct RelatedLists {
    asked: (u32, graph::Direction),
    lists: Result<HashMap<RelatedTo, Related>, ServiceError>,
    within: Fetched,
}

impl RelatedSelection {
    /// Reads what is related to these events.
    pub(in crate::graphql) async fn fetch(
        &self,
        ctx: &ContextSelectionSet<'_>,
        events: &[Arc<Event>],
    ) -> RelatedLists {
        let asked = self.asked(ctx);
        let lists = match asked {
            Err(ref error) => Err(error.clone()),
            Ok(asked) => load(ctx, events, asked).await,
        };
        let within = match &lists {
            Ok(lists) if !self.of.is_complete() => {
                let found: HashMap<_, _> = lists
                    .values()
                    .flatten()
                    .flatten()
                    .map(|event| (event.key(), Arc::clone(event)))
                    .collect();
                self.of.fetch(ctx, found.into_values().collect()).await
            }
            _ => Fetched::default(),
        };
        RelatedLists { asked: asked.unwrap_or((0, graph::Direction::Upstream)), lists, within }
    }

    /// Writes what is related to an event.
    pub(in crate::graphql) fn write(
        &self,
        event: &Event,
        read: &RelatedLists,
        text: &mut JsonWriter<'_>,
    ) {
        let lists = match &read.lists {
            Ok(lists) => lists,
            Err(error) => return text.fail(error.clone()),
        };
        match lists.get(&around(event, read.asked)) {
            Some(Err(error)) => text.fail(error.clone()),
            Some(Ok(list)) => match text.budget().spend_events(list.len()) {
                Ok(()) => text.list(list, |one, text| self.of.write(one, &read.within, text)),
                Err(error) => text.fail(error),
            },
            None => text.token("[]"),
        }
    }

    /// How far, and which way.
    fn asked(
        &self,
        ctx: &ContextSelectionSet<'_>,
    ) -> Result<(u32, graph::Direction), ServiceError> {
        let variables = &ctx.query_env.variables;
        let hops = read(self.depth.as_ref(), variables, 1, "depth")?;
        let direction = read(self.direction.as_ref(), variables, Direction::Upstream, "direction")?;
        let service = ctx.data::<Arc<Service>>().map_err(missing)?;
        Ok((service.depth(hops, "depth")?, direction.into()))
    }
}

/// Loads what is related to these events.
async fn load(
    ctx: &ContextSelectionSet<'_>,
    events: &[Arc<Event>],
    asked: (u32, graph::Direction),
) -> Result<HashMap<RelatedTo, Related>, ServiceError> {
    if asked.0 == 0 {
        return Ok(HashMap::new());
    }
    let loader = ctx.data::<HistoryLoader>().map_err(missing)?;
    let lists = loader.load_many(events.iter().map(|one| around(one, asked))).await?;
    let read = lists.values().flatten().map(Vec::len).sum();
    ctx.data::<Budget>().map_err(missing)?.spend_read(read)?;
    Ok(lists)
}

/// What each request has, this one lacks.
fn missing(error: async_graphql::Error) -> ServiceError {
    ServiceError::new(Code::InternalServerError, error.message)
}

/// The value of an argument. One whose variable has none is left out.
fn argument(given: Option<&Value>, variables: &Variables) -> Option<ConstValue> {
    match given? {
        Value::Variable(name) => variables.get(name).cloned(),
        value => value.clone().into_const(),
    }
}

/// Reads an argument. A variable may be null in the place of one that has a default, and literals may be
/// too large.
fn read<T: InputType>(
    given: Option<&Value>,
    variables: &Variables,
    default: T,
    name: &'static str,
) -> Result<T, ServiceError> {
    let Some(value) = argument(given, variables) else { return Ok(default) };
    let wrong = |_| Violation::invalid(format!("must be {}", T::type_name())).under(name).into();
    T::parse(Some(value)).map_err(wrong)
}

fn around(event: &Event, (depth, direction): (u32, graph::Direction)) -> RelatedTo {
    RelatedTo(Neighbourhood::around(event, depth, direction))
}
