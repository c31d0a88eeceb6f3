//! Use cases: what a client can do with the history, whatever the protocol.
//!
//! Each takes the viewer it runs for, applies the rules of `domain`, and leaves rows to `store`.

mod chronicle;
mod error;
mod feed;
mod health;
mod history;
mod linked;
mod meant;
mod narrative;
mod outcome;
mod payload_paths;
mod publish;
mod retelling;
mod retention;
mod search;
mod stats;
mod story;
mod traversal;

use crate::config::{LimitSettings, LlmSettings, Settings};
use crate::domain::clock::Clock;
use crate::domain::documenting::DocumentingRules;
use crate::narrative::llm::Model;
use crate::store::{Database, Store};
use retelling::Reteller;

pub use crate::store::{Degree, Published, Reported};
pub use error::{Code, ServiceError};
pub use feed::{Tidings, Told, Wanted};
pub use history::Listed;
pub use meant::Meant;
pub use retelling::Asked;
pub use stats::StatsRequest;
pub use story::StaleNarrative;
pub use traversal::{Neighbourhood, Related};

/// The use cases over one history.
#[derive(Debug)]
pub struct Service {
    store: Store,
    limits: LimitSettings,
    documenting: DocumentingRules,
    clock: Clock,
    /// Where clients reach the server, for links in what is written.
    public_url: Option<String>,
    /// What retells stories, where there is a model.
    reteller: Option<Reteller>,
}

impl Service {
    /// The use cases over the history in `store`, under these settings.
    pub fn new(store: Store, settings: &Settings, clock: Clock) -> Self {
        Self {
            store,
            limits: settings.limits.clone(),
            documenting: DocumentingRules::new(settings.documenting.event_names.iter().cloned()),
            clock,
            public_url: settings.server.public_url().map(str::to_owned),
            reteller: None,
        }
    }

    /// The same with a model that retells stories.
    #[must_use]
    pub fn with_model(self, model: Model, settings: &LlmSettings) -> Self {
        Self { reteller: Some(Reteller::new(model, settings)), ..self }
    }

    /// What one request may ask for.
    pub const fn limits(&self) -> &LimitSettings {
        &self.limits
    }

    /// Takes no more events. What waits is still written.
    pub fn stop(&self) {
        self.store.stop();
    }

    /// What runs statements: for health checks, and for counting them.
    pub const fn database(&self) -> &Database {
        self.store.database()
    }
}
