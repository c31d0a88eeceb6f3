//! The events around events, as text: all that are selected in a list are read together, and those
//! around them in turn.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::parser::types::Field;
use async_graphql::{ContextSelectionSet, InputType, Name, Variables};
use async_graphql_value::{ConstValue, Value};

use super::enums::Direction;
use super::event_text::{EventText, Fetched};
use super::loaders::{HistoryLoader, RelatedTo};
use super::text::Text;
use crate::domain::event::Event;
use crate::domain::graph;
use crate::service::{Code, Neighbourhood, Related, Service, ServiceError};

/// A field `related`.
#[derive(Debug)]
pub(super) struct RelatedText {
    key: Name,
    depth: Option<Value>,
    direction: Option<Value>,
    of: EventText,
}

/// What was read for it.
pub(super) struct RelatedLists {
    asked: (u32, graph::Direction),
    lists: Result<HashMap<RelatedTo, Related>, ServiceError>,
    within: Fetched,
}

impl RelatedText {
    /// What is selected, where that can be text.
    pub(super) fn of(field: &Field) -> Option<Self> {
        let argument = |name: &str| {
            let found = field.arguments.iter().find(|(argument, _)| argument.node == name);
            found.map(|(_, value)| value.node.clone())
        };
        let of = EventText::of(&field.selection_set.node)?;
        let key = field.alias.as_ref().unwrap_or(&field.name).node.clone();
        Some(Self { key, depth: argument("depth"), direction: argument("direction"), of })
    }

    /// Its name in the answer.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// Reads what is related to these events.
    pub(super) async fn fetch(
        &self,
        ctx: &ContextSelectionSet<'_>,
        events: &[Arc<Event>],
    ) -> RelatedLists {
        let asked = self.asked(ctx);
        let lists = match asked {
            Err(ref error) => Err(error.clone()),
            Ok((0, _)) => Ok(HashMap::new()),
            Ok(asked) => match ctx.data::<HistoryLoader>() {
                Ok(loader) => loader.load_many(events.iter().map(|one| around(one, asked))).await,
                Err(error) => Err(ServiceError::new(Code::InternalServerError, error.message)),
            },
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
    pub(super) fn write(&self, event: &Event, read: &RelatedLists, text: &mut Text<'_>) {
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
        let failed = |message| ServiceError::new(Code::InternalServerError, message);
        let variables = &ctx.query_env.variables;
        let hops = argument(self.depth.as_ref(), variables).map_or(Some(1), parse::<i32>);
        let direction = argument(self.direction.as_ref(), variables)
            .map_or(Some(Direction::Upstream), parse::<Direction>);
        // Their types were checked before.
        let (Some(hops), Some(direction)) = (hops, direction) else {
            return Err(failed("the arguments of related can't be read".to_owned()));
        };
        let service = ctx.data::<Arc<Service>>().map_err(|error| failed(error.message))?;
        Ok((service.depth(hops, "depth")?, direction.into()))
    }
}

/// The value of an argument. One whose variable has none is left out.
fn argument(given: Option<&Value>, variables: &Variables) -> Option<ConstValue> {
    match given? {
        Value::Variable(name) => variables.get(name).cloned(),
        value => value.clone().into_const(),
    }
}

fn parse<T: InputType>(value: ConstValue) -> Option<T> {
    T::parse(Some(value)).ok()
}

fn around(event: &Event, (depth, direction): (u32, graph::Direction)) -> RelatedTo {
    RelatedTo(Neighbourhood { root: event.key(), depth, direction })
}
