//! The events around an event, ready to be drawn.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::event::{Event, Events};
use super::narrative::NarrativeContext;
use super::story::Story;
use crate::domain::workflow;
use crate::graphql::execution::budget::{spend_bytes, spend_events};
use crate::graphql::execution::loaders::{NewestNarrativeOf, loader};
use crate::graphql::values::enums::{TruncationReason, WorkflowFormat};
use crate::service::Service;

/// The events around an event and the links between them, ready to be drawn.
pub(in crate::graphql) struct Workflow(Arc<workflow::Workflow>);

impl From<Arc<workflow::Workflow>> for Workflow {
    fn from(workflow: Arc<workflow::Workflow>) -> Self {
        Self(workflow)
    }
}

/// The events around an event and the links between them, ready to be drawn.
#[Object]
impl Workflow {
    /// The event that was asked about.
    async fn root(&self) -> Event {
        Event::from(Arc::clone(&self.0.root))
    }

    /// What it is called: the goal of the last documented step that has one; else that step's problem, its
    /// outcome, or its name in words.
    async fn title(&self) -> String {
        self.0.title()
    }

    /// How many events `documentedOnly` left out. Hidden counts don't count them.
    async fn folded(&self) -> i32 {
        i32::try_from(self.0.folded).unwrap_or(i32::MAX)
    }

    /// The workflow told as a story by the template, from its documented events; from all of them where none is
    /// documented.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn story(&self, ctx: &Context<'_>) -> Result<Option<Story>> {
        spend_events(ctx, self.0.nodes.len())?;
        let story = Story::from(ctx.data::<Arc<Service>>()?.story(&self.0));
        spend_bytes(ctx, story.size())?;
        Ok(Some(story))
    }

    /// The narrative that changed last, of those that its events have; null when none has one.
    async fn narrative(&self, ctx: &Context<'_>) -> Result<Option<NarrativeContext>> {
        let keys = self.0.nodes.iter().map(|node| node.event.key()).collect();
        let found = loader(ctx)?.load_one(NewestNarrativeOf(keys)).await?;
        let Some(narrative) = found else { return Ok(None) };
        let mut events = self.0.nodes.iter().map(|node| &node.event);
        let event = events.find(|event| event.key() == narrative.event);
        let narrative = event.map(|event| NarrativeContext::new(ctx, Arc::clone(event), narrative));
        narrative.transpose()
    }

    /// The events with their places in the workflow: oldest first (timestamp; causes before
    /// effects; id), the root among them, each once.
    async fn nodes(&self) -> Vec<WorkflowNode> {
        self.0.nodes.iter().map(Into::into).collect()
    }

    /// Every link between two of the nodes.
    async fn edges(&self) -> Vec<WorkflowEdge> {
        self.0.edges.iter().map(Into::into).collect()
    }

    /// The events of `nodes` alone, in the same order.
    async fn events(&self) -> Events {
        self.0.nodes.iter().map(|node| Arc::clone(&node.event)).collect()
    }

    /// Whether there are further events the way links were followed.
    async fn is_partial(&self) -> bool {
        !self.0.truncated_by.is_empty()
    }

    /// The workflow as text.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which form.")] format: WorkflowFormat,
    ) -> Result<String> {
        if format == WorkflowFormat::Markdown {
            spend_events(ctx, self.0.nodes.len())?;
        }
        let text = ctx.data::<Arc<Service>>()?.export(&self.0, format.into());
        spend_bytes(ctx, text.len())?;
        Ok(text)
    }

    /// Why they are missing; empty when none is.
    async fn truncated_by(&self) -> Vec<TruncationReason> {
        self.0.truncated_by.iter().copied().map(TruncationReason::from).collect()
    }
}

/// An event in a workflow.
#[derive(SimpleObject)]
pub(in crate::graphql) struct WorkflowNode {
    /// The event.
    event: Event,
    /// How many links away from the root it is; 0 for the root.
    depth: i32,
    /// How many events that led to it are not among the nodes.
    hidden_upstream: i32,
    /// How many events that it led to are not among the nodes.
    hidden_downstream: i32,
}

impl From<&workflow::WorkflowNode> for WorkflowNode {
    fn from(node: &workflow::WorkflowNode) -> Self {
        let int = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
        Self {
            event: Event::from(Arc::clone(&node.event)),
            depth: int(node.depth),
            hidden_upstream: int(node.hidden_upstream),
            hidden_downstream: int(node.hidden_downstream),
        }
    }
}

/// A link: `to` names `from` in its `relatedEvents`, so `from` happened before `to`. With `via`, events
/// between the two do.
#[derive(SimpleObject)]
pub(in crate::graphql) struct WorkflowEdge {
    /// The earlier event's id.
    #[graphql(name = "from")]
    earlier: ID,
    /// The later event's id.
    #[graphql(name = "to")]
    later: ID,
    /// How many events between the two `documentedOnly` left out, the shortest way.
    via: i32,
}

impl From<&workflow::WorkflowEdge> for WorkflowEdge {
    fn from(edge: &workflow::WorkflowEdge) -> Self {
        let (earlier, later) = (ID(edge.from.to_string()), ID(edge.to.to_string()));
        Self { earlier, later, via: i32::try_from(edge.via).unwrap_or(i32::MAX) }
    }
}
