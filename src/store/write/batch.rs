//! One transaction for a batch of requests: read what matters, plan, write, commit.

use std::collections::HashSet;
use std::sync::Arc;

use entity::{event_history, outcome_revision};
use sea_orm::sea_query::{Expr, Func, LockBehavior, LockType};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

use super::plan::{Known, Plan};
use super::request::{Request, Waiting};
use crate::domain::draft::Draft;
use crate::domain::ids::{EventId, EventKey, TenantId};
use crate::domain::view::{Part, Parts};
use crate::store::connections::database::Database;
use crate::store::connections::transaction::{OnSqlite, Transaction};
use crate::store::error::StoreError;
use crate::store::read::narratives;
use crate::store::statements::insert::{
    ChangeRow, EventRow, LinkRow, OutcomeRow, arrays, links, values,
};
use crate::store::statements::rows;
use crate::store::statements::visible::about;
use crate::store::trouble::Trouble;

/// Why a whole batch failed.
#[derive(Debug)]
pub(in crate::store) struct Failure {
    pub(in crate::store) error: StoreError,
    /// Whether it is certain that nothing was written.
    pub(in crate::store) may_retry: bool,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self { error, may_retry: true }
    }
}

/// Runs the requests in one transaction, and notes the answer to each with it.
///
/// A batch is not `patient`: where another transaction changes a row that it needs, it fails at
/// once, so that its requests can be tried alone. Its `turn` ends when nothing is left but to flush it.
pub(in crate::store) async fn run(
    database: &Database,
    waiting: &mut [Waiting],
    patient: bool,
    turn: Option<OwnedSemaphorePermit>,
) -> Result<(), Failure> {
    let unit = async { Ok(run_unit(database, waiting, patient, turn).await) };
    let result = database.run_here(unit).await.map_err(|error| unconfirmed(&error)).flatten();
    database.writes().note(&result.as_ref().map_err(|failure| &failure.error));
    result
}

async fn run_unit(
    database: &Database,
    waiting: &mut [Waiting],
    patient: bool,
    turn: Option<OwnedSemaphorePermit>,
) -> Result<(), Failure> {
    let transaction = database.begin(tenants(waiting)).await?;
    if let Err(error) = work(database, &transaction, waiting, patient).await {
        if error.trouble() == Some(Trouble::ReadOnly) {
            database.renew();
        }
        // Nobody has to wait for it, and it can't make the error a deadline's.
        database.tasks().spawn(transaction.rollback());
        return Err(error.into());
    }
    drop(turn);
    transaction.commit().await.map_err(|error| {
        database.writes().note::<()>(&Err(&error));
        not_committed(error)
    })?;
    database.commits().announce();
    database.has_stored(waiting.iter().map(Waiting::drafts).sum());
    Ok(())
}

async fn work(
    database: &Database,
    transaction: &Transaction,
    waiting: &mut [Waiting],
    patient: bool,
) -> Result<(), StoreError> {
    let known = read(database, transaction, waiting, patient).await?;
    write(transaction, &Plan::make(known, waiting)).await
}

/// The tenants that the requests are about, each once.
fn tenants(waiting: &[Waiting]) -> HashSet<TenantId> {
    let tenants = waiting.iter().flat_map(|one| match &one.request {
        Request::Publish(drafts, _) => drafts.iter().map(|draft| draft.event.tenant).collect(),
        Request::Outcome(request, _) => vec![request.key.tenant],
        Request::Narrative(edit, _) => vec![edit.event.tenant],
    });
    tenants.collect()
}

/// The failure of a transaction that may have been committed all the same.
fn unconfirmed(cause: &impl ToString) -> Failure {
    Failure { error: StoreError::Unconfirmed(cause.to_string()), may_retry: false }
}

/// Why a transaction was not committed, where the database says so; else it may have been.
fn not_committed(error: StoreError) -> Failure {
    match error {
        StoreError::Race(_) | StoreError::Trouble(Trouble::DiskFull | Trouble::ReadOnly, _) => {
            error.into()
        }
        error => unconfirmed(&error),
    }
}

/// Reads what the batch depends on. Events that may be changed are locked, in one order.
async fn read(
    database: &Database,
    transaction: &Transaction,
    waiting: &[Waiting],
    patient: bool,
) -> Result<Known, StoreError> {
    let mut known = Known::default();
    let named = named(waiting);
    if !named.is_empty() {
        use event_history::Column;
        let found = about::<event_history::Entity>(database.backend(), &named)
            .order_by_asc(Column::TenantId)
            .order_by_asc(Column::Id);
        // Their keys stay, by which others link to them.
        let found = if patient {
            found.lock(LockType::NoKeyUpdate)
        } else {
            found.lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::Nowait)
        };
        // Those who look for its causes find them in the context.
        let parts = Parts::ALL.without(Part::Causes);
        let found = rows::select(found, parts).expr(correlation()).build(database.backend());
        for row in transaction.query_all_raw(found).await? {
            let event = rows::event(&row, parts)?;
            let correlation = rows::column::<&str>(&row, rows::width(parts))?;
            known.correlations.insert(event.key(), EventId::from_stored(correlation));
            known.events.insert(event.key(), Arc::new(event));
        }
    }
    let changed = known.events.values().filter(|event| event.revision > 1);
    let changed: Vec<EventKey> = changed.map(|event| event.key()).collect();
    if !changed.is_empty() && waiting.iter().any(|one| matches!(one.request, Request::Publish(..)))
    {
        use outcome_revision::Column;
        let first = about::<outcome_revision::Entity>(database.backend(), &changed)
            .filter(Column::Revision.eq(1));
        let first = first.all(transaction).await?;
        known.first_outcomes = first.into_iter().map(rows::outcome).collect();
    }
    let linked = linked(waiting);
    if !linked.is_empty() {
        use event_history::Column;
        let found = about::<event_history::Entity>(database.backend(), &linked)
            .select_only()
            .columns([Column::TenantId, Column::Id])
            .expr(correlation())
            .into_tuple();
        let found: Vec<(Uuid, String, String)> = found.all(transaction).await?;
        known.correlations.extend(found.into_iter().map(|(tenant, id, correlation)| {
            (rows::event_key((tenant, id)), EventId::from_stored(correlation))
        }));
    }
    let narrated = described(waiting);
    if !narrated.is_empty() {
        let found = narratives::read(transaction, database.backend(), &narrated).await?;
        let by_event = found.into_iter().map(|one| (one.event.clone(), Arc::new(one)));
        known.narratives = by_event.collect();
    }
    Ok(known)
}

/// The correlation that an event belongs to. Those that were stored before there were any, and link to
/// others, stand for one each.
fn correlation() -> Expr {
    use event_history::Column;
    Func::coalesce([Column::CorrelationId.into_expr(), Column::Id.into_expr()]).into()
}

/// The events whose narratives requests change, or whose words change beside them.
fn described(waiting: &[Waiting]) -> Vec<EventKey> {
    let keys = waiting.iter().filter_map(|one| match &one.request {
        Request::Narrative(edit, _) => Some(edit.event.clone()),
        Request::Outcome(request, _) => Some(request.key.clone()),
        Request::Publish(..) => None,
    });
    keys.collect::<HashSet<_>>().into_iter().collect()
}

/// The events that requests name by their own ids: those to change, and drafts that may be there.
fn named(waiting: &[Waiting]) -> Vec<EventKey> {
    let keys = waiting.iter().flat_map(|one| match &one.request {
        Request::Publish(drafts, _) => {
            let chosen = drafts.iter().filter(|draft| draft.id_chosen);
            chosen.map(|draft| draft.event.key()).collect()
        }
        Request::Outcome(request, _) => vec![request.key.clone()],
        Request::Narrative(edit, _) => vec![edit.event.clone()],
    });
    keys.collect::<HashSet<_>>().into_iter().collect()
}

/// The events outside their own request that drafts link to.
fn linked(waiting: &[Waiting]) -> Vec<EventKey> {
    let mut linked = HashSet::new();
    for one in waiting {
        let Request::Publish(drafts, _) = &one.request else { continue };
        let own: HashSet<EventKey> = drafts.iter().map(|draft| draft.event.key()).collect();
        let outside = drafts.iter().flat_map(Draft::linked_keys).filter(|key| !own.contains(key));
        linked.extend(outside);
    }
    linked.into_iter().collect()
}

async fn write(transaction: &Transaction, plan: &Plan) -> Result<(), StoreError> {
    let created: Vec<EventRow<'_>> = plan.created().collect();
    let linked: Vec<LinkRow<'_>> = created.iter().flat_map(|row| links(row.event)).collect();
    // Their correlation isn't written again.
    let updated = plan.updated().map(|event| EventRow { event, correlation: &event.id });
    let updated: Vec<EventRow<'_>> = updated.collect();
    let written = Written { plan, created, links: linked, updated };
    match transaction {
        Transaction::Postgres(_) => written.as_arrays(transaction).await?,
        Transaction::Sqlite(own) => written.as_values(own).await?,
    }
    for (narrative, edit) in &plan.narratives {
        narratives::write(transaction, narrative, &edit.change).await?;
    }
    Ok(())
}

/// The rows that a plan writes.
struct Written<'a> {
    plan: &'a Plan,
    created: Vec<EventRow<'a>>,
    links: Vec<LinkRow<'a>>,
    updated: Vec<EventRow<'a>>,
}

impl Written<'_> {
    /// The rows of the log, in a transaction of this number.
    fn changes(&self, transaction: i64) -> Vec<ChangeRow<'_>> {
        let changes = self.plan.changes.iter().zip(0..);
        changes.map(|(change, ordinal)| ChangeRow { change, ordinal, transaction }).collect()
    }

    async fn as_arrays(&self, transaction: &Transaction) -> Result<(), StoreError> {
        if !self.created.is_empty() {
            arrays::insert(transaction, &self.created).await?;
        }
        if !self.links.is_empty() {
            arrays::insert(transaction, &self.links).await?;
        }
        if !self.updated.is_empty() {
            arrays::update_events(transaction, &self.updated).await?;
        }
        let outcomes = outcomes_of(self.plan);
        if !outcomes.is_empty() {
            arrays::insert(transaction, &outcomes).await?;
        }
        // PostgreSQL knows the transaction.
        let changes = self.changes(0);
        if !changes.is_empty() {
            arrays::insert_changes(transaction, &changes, &self.plan.described()).await?;
        }
        Ok(())
    }

    async fn as_values(&self, transaction: &OnSqlite) -> Result<(), StoreError> {
        let Self { plan, created, links, updated } = self;
        let changes = self.changes(transaction.number());
        let (words, words_count) = values::words(&plan.described());
        let statements = [
            values::insert(created),
            values::insert(links),
            values::update_events(updated),
            values::insert(&outcomes_of(plan)),
            values::insert(&changes),
            words,
        ];
        let Plan { outcomes, changes, .. } = plan;
        let rows = created.len() + links.len() + updated.len() + outcomes.len() + changes.len();
        let statements = statements.into_iter().flatten();
        Ok(transaction.execute_all(statements, rows + words_count).await?)
    }
}

fn outcomes_of(plan: &Plan) -> Vec<OutcomeRow<'_>> {
    plan.outcomes.iter().collect()
}
