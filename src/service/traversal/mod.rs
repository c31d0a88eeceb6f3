//! Walking along links: the events around others, workflows, and paths.

mod path;
mod related;
mod strategy;
mod walking;
mod workflow;

pub use related::{Neighbourhood, Related};

/// Events by their keys.
type Events = std::collections::HashMap<
    crate::domain::ids::EventKey,
    std::sync::Arc<crate::domain::event::Event>,
>;
