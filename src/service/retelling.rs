//! Having stories retold by a model: beside serving, one at a time for each worker, and for documents.
//!
//! The template's story is there before. What the model says replaces it only where that holds, and where nothing
//! changed meanwhile.

use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use tokio::sync::Notify;
use tokio::time::sleep;

use super::{Service, ServiceError};
use crate::config::LlmSettings;
use crate::domain::ids::TenantId;
use crate::domain::narrative::{Generated, Narrative, NarrativeChange, NarrativeEdit, TEMPLATE};
use crate::domain::story::Story;
use crate::domain::story_job::{Day, StoryJob, TokenLimits};
use crate::domain::timestamp::Timestamp;
use crate::domain::viewer::Viewer;
use crate::domain::workflow_state::WorkflowState;
use crate::narrative::llm::{CallError, Model, Retelling, Retold};
use crate::narrative::template;
use crate::store::StoreError;

/// How often a server looks for stories that others queued, or left.
const LOOK: Duration = Duration::from_secs(2);

/// How long to wait where the database fails.
const PAUSE: Duration = Duration::from_secs(5);

/// How much longer a lease is than the model may take: for what is read and written around that, and for clocks that
/// differ.
const MARGIN: Duration = Duration::from_secs(20);

/// How long a story waits for tokens that others have reserved.
const NO_TOKENS: Duration = Duration::from_mins(5);

/// How long a story waits after the first failure; each further one doubles it.
const BACKOFF: Duration = Duration::from_secs(5);
const LONGEST_BACKOFF: Duration = Duration::from_hours(1);

/// After how many failures in a row the endpoint is left alone, and for how long.
const FAILURES: u32 = 5;
const REST: Duration = Duration::from_mins(1);

/// A model that retells, and how its endpoint does.
#[derive(Debug)]
pub(super) struct Reteller {
    model: Model,
    limits: TokenLimits,
    attempts: u32,
    queued: Notify,
    breaker: Mutex<Breaker>,
}

#[derive(Debug, Default)]
struct Breaker {
    failures: u32,
    rests_until: Option<Instant>,
}

impl Reteller {
    pub(super) fn new(model: Model, settings: &LlmSettings) -> Self {
        let LlmSettings { tokens_a_day: all, tenant_tokens_a_day: tenant, attempts, .. } =
            *settings;
        let limits = TokenLimits { all, tenant };
        let (queued, breaker) = (Notify::new(), Mutex::default());
        Self { model, limits, attempts, queued, breaker }
    }

    /// Nothing in there can be half done.
    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For how long the endpoint is still left alone.
    fn rest(&self) -> Option<Duration> {
        let until = self.breaker().rests_until?;
        Some(until.saturating_duration_since(Instant::now())).filter(|rest| !rest.is_zero())
    }

    fn answered(&self) {
        *self.breaker() = Breaker::default();
    }

    /// Leaves the endpoint alone after some failures, or where it asks for that.
    fn failed(&self, error: &CallError) {
        let mut breaker = self.breaker();
        breaker.failures += 1;
        let asked = error.retry_after().filter(|rest| !rest.is_zero());
        let rest = asked.or((breaker.failures >= FAILURES).then_some(REST));
        if let Some(rest) = rest {
            *breaker = Breaker { failures: 0, rests_until: Some(Instant::now() + rest) };
        }
    }
}

/// After how long a story is tried again.
fn backoff(attempts: u32) -> Duration {
    BACKOFF.saturating_mul(1 << attempts.saturating_sub(1).min(16)).min(LONGEST_BACKOFF)
}

fn later(now: Timestamp, time: Duration) -> Timestamp {
    let millis = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_stored(now.millis().saturating_add(millis))
}

impl Service {
    /// Has a story retold that the template told, where there is a model.
    pub(super) async fn queue_story(
        &self,
        narrative: &Narrative,
        depth: u32,
        told_at: Timestamp,
    ) -> Result<(), ServiceError> {
        let (Some(reteller), Some(generated)) = (&self.reteller, &narrative.generated) else {
            return Ok(());
        };
        if generated.by == TEMPLATE {
            let has_changed = generated.at == Some(told_at);
            let story = (&narrative.event, depth);
            self.store.jobs.queue_story(story, has_changed, told_at).await?;
            reteller.queued.notify_one();
        }
        Ok(())
    }

    /// Has stories retold, one after another, for as long as it is polled.
    pub async fn retell_stories(&self) {
        let Some(reteller) = &self.reteller else { return };
        loop {
            if let Some(rest) = reteller.rest() {
                sleep(rest).await;
            }
            match self.retell_next(reteller).await {
                Ok(true) => {}
                Ok(false) => {
                    let _ = tokio::time::timeout(LOOK, reteller.queued.notified()).await;
                }
                Err(error) => {
                    tracing::warn!(%error, "a story can't be retold");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Has the next story retold, and returns whether there was one.
    async fn retell_next(&self, reteller: &Reteller) -> Result<bool, ServiceError> {
        if !self.store.jobs.has_story(self.clock.now()).await? {
            return Ok(false);
        }
        let time = reteller.model.patience() + MARGIN;
        let Some(job) = self.store.jobs.claim_story(self.clock.now(), time).await? else {
            return Ok(false);
        };
        // A story that brings a worker down is no one else's either.
        let retold = AssertUnwindSafe(self.retell(reteller, &job)).catch_unwind().await;
        let ended = retold.unwrap_or(Ok(Ended::Done)).unwrap_or_else(|error| failed(&job, &error));
        self.end(reteller, &job, ended).await?;
        Ok(true)
    }

    async fn end(
        &self,
        reteller: &Reteller,
        job: &StoryJob,
        ended: Ended,
    ) -> Result<(), ServiceError> {
        let is_last = job.attempts >= reteller.attempts;
        let now = self.clock.now();
        match ended {
            Ended::Later(time) if !is_last => {
                self.store.jobs.put_story_back(job, later(now, time), job.attempts).await?;
            }
            Ended::NotBegun(time) => {
                let attempts = job.attempts.saturating_sub(1);
                self.store.jobs.put_story_back(job, later(now, time), attempts).await?;
            }
            Ended::Refused => self.store.jobs.keep_refused(job).await?,
            Ended::Done | Ended::Later(_) => self.store.jobs.end_story(job).await?,
        }
        Ok(())
    }

    async fn retell(&self, reteller: &Reteller, job: &StoryJob) -> Result<Ended, ServiceError> {
        let Some(task) = self.task(reteller, job).await? else { return Ok(Ended::Done) };
        match self.ask(reteller, job.event.tenant, &task.story).await? {
            Asked::Told(retold) => self.write_retold(reteller, task, retold).await,
            Asked::Refused | Asked::Declined => Ok(Ended::Refused),
            Asked::NotNow => {
                let now = self.clock.now();
                Ok(Ended::NotBegun(NO_TOKENS.min(Day::of(now).end().since(now))))
            }
            Asked::Failed(error) => Ok(put_off(job, &error)),
        }
    }

    /// Has a story of this tenant retold at once, for whoever writes it down. Where the endpoint is to be left alone for
    /// a time, that is waited for, but no longer than for an answer. `None` where there is no model.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn retold(
        &self,
        tenant: TenantId,
        story: &Story,
    ) -> Result<Option<Asked>, ServiceError> {
        let Some(reteller) = &self.reteller else { return Ok(None) };
        // Others may be told to wait meanwhile.
        while let Some(rest) = reteller.rest() {
            if rest > reteller.model.patience() {
                return Ok(Some(Asked::NotNow));
            }
            sleep(rest).await;
        }
        self.ask(reteller, tenant, story).await.map(Some)
    }

    /// What the model that retells stories is called, where there is one.
    pub fn model_name(&self) -> Option<&str> {
        self.reteller.as_ref().map(|reteller| reteller.model.name())
    }

    /// Asks the model, within the tokens that are left.
    async fn ask(
        &self,
        reteller: &Reteller,
        tenant: TenantId,
        story: &Story,
    ) -> Result<Asked, ServiceError> {
        let spender = (tenant, Day::of(self.clock.now()));
        let reserved = Model::reservation(story);
        if !self.store.jobs.reserve_tokens(spender, reserved, reteller.limits).await? {
            tracing::info!("no tokens are left to have stories retold");
            return Ok(Asked::NotNow);
        }
        let Retelling { story, tokens } = reteller.model.retell(story).await;
        self.correct(spender, i128::from(tokens) - i128::from(reserved)).await;
        Ok(match story {
            Ok(retold) => {
                reteller.answered();
                retold.map_or_else(doesnt_hold, Asked::Told)
            }
            Err(error) => unanswered(reteller, error),
        })
    }

    /// Corrects what was reserved; where that fails, it stays.
    async fn correct(&self, spender: (TenantId, Day), by: i128) {
        let corrected =
            self.store.jobs.correct_tokens(spender, i64::try_from(by).unwrap_or(0)).await;
        if let Err(error) = corrected {
            tracing::warn!(%error, "what a story took stays reserved");
        }
    }

    /// What is to be retold for a job; `None` where nothing is any more.
    async fn task(
        &self,
        reteller: &Reteller,
        job: &StoryJob,
    ) -> Result<Option<Task>, ServiceError> {
        let narratives =
            self.store.reader.narratives(Viewer::Service, std::slice::from_ref(&job.event));
        let Some(narrative) = narratives.await?.into_iter().next() else { return Ok(None) };
        let Some(workflow) = self.workflow_behind(Viewer::Service, &job.event, job.depth).await?
        else {
            return Ok(None);
        };
        let state = WorkflowState::of(&workflow, job.depth);
        let is_told = narrative.generated.as_ref().is_none_or(|told| {
            told.by == reteller.model.name() && told.state.as_ref() == Some(&state)
        });
        let story = template::tell(&workflow);
        Ok((!is_told).then_some(Task { narrative, state, story }))
    }

    /// Writes what the model told over what was there when it was asked, and over nothing else.
    async fn write_retold(
        &self,
        reteller: &Reteller,
        Task { narrative: before, state, .. }: Task,
        retold: Retold,
    ) -> Result<Ended, ServiceError> {
        let now = self.clock.now();
        let generated = Generated {
            by: reteller.model.name().to_owned(),
            at: Some(now),
            state: Some(state),
            sections: retold.sections,
        };
        let edit = NarrativeEdit {
            event: before.event,
            change: NarrativeChange {
                ai_narrative: Some(retold.text),
                ai_summary: Some(retold.summary),
                generated: Some(generated),
                ..NarrativeChange::default()
            },
            expected_revision: Some(before.revision),
            id: before.id,
            user: before.user,
            now,
        };
        match self.store.writer.edit_narrative(edit).await {
            Ok(_) => Ok(Ended::Done),
            // The last: the narrative would be too large.
            Err(StoreError::NotFound | StoreError::ToldByPeople | StoreError::Refused(_)) => {
                Ok(Ended::Done)
            }
            // It was told anew meanwhile.
            Err(StoreError::RevisionConflict { .. }) => Ok(Ended::Later(backoff(1))),
            Err(error) => Err(error.into()),
        }
    }
}

/// What came of asking the model for a story.
#[derive(Debug)]
pub enum Asked {
    /// What it told, which holds.
    Told(Retold),
    /// What it said doesn't hold: it isn't asked again for the same story.
    Refused,
    /// The endpoint takes the question in no form: the story may be too long, or the settings are wrong.
    Declined,
    /// It wasn't asked: no tokens are left, or the endpoint is to be left alone.
    NotNow,
    /// It has no answer.
    Failed(CallError),
}

/// What is to be retold.
struct Task {
    /// What is there now.
    narrative: Narrative,
    /// The state of the workflow that the story tells.
    state: WorkflowState,
    story: Story,
}

/// What becomes of a job.
enum Ended {
    /// There is nothing more to do.
    Done,
    /// What the model told doesn't hold: it isn't asked again for the same story.
    Refused,
    /// It is tried again after this time, so often and no more.
    Later(Duration),
    /// The model wasn't asked; that is done after this time.
    NotBegun(Duration),
}

/// What came of a question that has no answer.
fn unanswered(reteller: &Reteller, error: CallError) -> Asked {
    if matches!(error, CallError::Refused) {
        tracing::warn!(%error, "the model can't be asked");
        return Asked::Declined;
    }
    reteller.failed(&error);
    Asked::Failed(error)
}

fn doesnt_hold() -> Asked {
    tracing::info!("what the model told doesn't hold: the template's story stays");
    Asked::Refused
}

/// What becomes of a story that the server can't have retold.
fn failed(job: &StoryJob, error: &ServiceError) -> Ended {
    tracing::warn!(%error, "a story can't be retold");
    Ended::Later(backoff(job.attempts))
}

/// What becomes of a story whose model has no answer.
fn put_off(job: &StoryJob, error: &CallError) -> Ended {
    tracing::warn!(%error, attempts = job.attempts, "the model can't be asked");
    Ended::Later(error.retry_after().unwrap_or_default().max(backoff(job.attempts)))
}
