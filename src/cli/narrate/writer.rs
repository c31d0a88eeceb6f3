//! Who writes documents: the template alone, or with it a model that retells what the template found.

use std::sync::atomic::{AtomicU32, Ordering};

use clap::ValueEnum;

use crate::cli::Failure;
use crate::config::Settings;
use crate::domain::ids::TenantId;
use crate::domain::narrative::TEMPLATE;
use crate::domain::story::Story;
use crate::narrative::llm::{Model, Retold};
use crate::service::{Asked, Service};

/// After how many failures in a row a run doesn't ask the model any more.
const FAILURES: u32 = 5;

/// What `--writer` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Choice {
    /// The template, without a model
    Template,
    /// The model of `llm.base_url`, before what the template writes
    Model,
}

/// The writer of a run.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    service: &'a Service,
    /// What the model is called, where one retells, and how many stories it is given at once.
    model: Option<(&'a str, usize)>,
    /// How often in a row the model had no answer.
    failures: AtomicU32,
}

/// What a writer made of a story.
#[derive(Debug)]
pub(super) struct Told {
    /// What the model tells.
    pub(super) retold: Option<Retold>,
    /// Whose document it is for later runs: the model is asked again for what is the template's.
    pub(super) by: String,
}

/// Gives the use cases the model of the settings, where that is chosen.
///
/// # Errors
/// When the settings name no model, or one that can't be used.
pub(super) fn model_of(choice: Choice, settings: &Settings) -> Result<Option<Model>, Failure> {
    if choice == Choice::Template {
        return Ok(None);
    }
    let missing = "--writer model needs a model: set llm.base_url and llm.model";
    Model::new(&settings.llm)?.map_or_else(|| Err(missing.into()), |model| Ok(Some(model)))
}

impl<'a> Writer<'a> {
    /// The writer over these use cases: their model, where they have one.
    pub(super) fn new(service: &'a Service, settings: &Settings) -> Self {
        let model = service.model_name().map(|name| (name, settings.llm.at_once.get()));
        Self { service, model, failures: AtomicU32::new(0) }
    }

    /// Whose documents are up to date.
    pub(super) fn name(&self) -> &str {
        self.model.map_or(TEMPLATE, |(name, _)| name)
    }

    /// Whether a model retells stories.
    pub(super) const fn is_model(&self) -> bool {
        self.model.is_some()
    }

    /// How many stories are written at once.
    pub(super) fn at_once(&self) -> usize {
        self.model.map_or(1, |(_, at_once)| at_once)
    }

    /// Has a story retold, where a model does that.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn write(&self, tenant: TenantId, story: &Story) -> Result<Told, Failure> {
        if self.failures.load(Ordering::Relaxed) >= FAILURES {
            return Ok(Told::by(TEMPLATE));
        }
        Ok(match self.service.retold(tenant, story).await? {
            Some(Asked::Told(retold)) => {
                self.failures.store(0, Ordering::Relaxed);
                Told { retold: Some(retold), ..Told::by(self.name()) }
            }
            Some(Asked::Refused) => {
                self.failures.store(0, Ordering::Relaxed);
                Told::by(self.name())
            }
            Some(Asked::NotNow) | None => Told::by(TEMPLATE),
            Some(Asked::Declined) => self.failed(),
            Some(Asked::Failed(error)) => {
                tracing::warn!(%error, "the model can't be asked");
                self.failed()
            }
        })
    }

    fn failed(&self) -> Told {
        self.failures.fetch_add(1, Ordering::Relaxed);
        Told::by(TEMPLATE)
    }
}

impl Told {
    /// By this writer, and retold by no model.
    pub(super) fn by(name: &str) -> Self {
        Self { retold: None, by: name.to_owned() }
    }
}
