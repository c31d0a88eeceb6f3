//! One transaction for a batch of requests: read what matters, plan, write, commit.

use std::collections::HashSet;
use std::sync::Arc;

use entity::{event_history, outcome_revision};
use sea_orm::sea_query::{Expr, Func, LockBehavior, LockType};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

use super::plan::{Known, Plan};
use super::{Answer, Request, StoreError};
use crate::domain::draft::Draft;
use crate::domain::event::Event;
use crate::domain::ids::{EventId, EventKey, TenantId};
use crate::domain::view::{Part, Parts};
use crate::store::connections::database::Database;
use crate::store::connections::transaction::{OnSqlite, Transaction};
use crate::store::read::narratives;
use crate::store::statements::insert::{arrays, values};
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

/// Runs the requests in one transaction and returns the answer to each.
///
/// A batch is not `patient`: where another transaction changes a row that it needs, it fails at
/// once, so that its requests can be tried alone. Its `turn` ends when nothing is left but to flush it.
pub(in crate::store) async fn run(
    database: &Database,
    requests: Vec<Request>,
    patient: bool,
    turn: Option<OwnedSemaphorePermit>,
) -> Result<Vec<Result<Answer, StoreError>>, Failure> {
    let unit = async { Ok(run_unit(database, &requests, patient, turn).await) };
    let result = database.run_here(unit).await.map_err(|error| unconfirmed(&error)).flatten();
    database.writes().note(&result.as_ref().map_err(|failure| &failure.error));
    result
}

async fn run_unit(
    database: &Database,
    requests: &[Request],
    patient: bool,
    turn: Option<OwnedSemaphorePermit>,
) -> Result<Vec<Result<Answer, StoreError>>, Failure> {
    let transaction = database.begin(tenants(requests)).await?;
    let answers = match work(database, &transaction, requests, patient).await {
        Ok(answers) => answers,
        Err(error) => {
            if error.trouble() == Some(Trouble::ReadOnly) {
                database.renew();
            }
            // Nobody has to wait for it, and it can't make the error a deadline's.
            database.tasks().spawn(transaction.rollback());
            return Err(error.into());
        }
    };
    drop(turn);
    transaction.commit().await.map_err(|error| {
        database.writes().note::<()>(&Err(&error));
        not_committed(error)
    })?;
    database.commits().announce();
    Ok(answers)
}

async fn work(
    database: &Database,
    transaction: &Transaction,
    requests: &[Request],
    patient: bool,
) -> Result<Vec<Result<Answer, StoreError>>, StoreError> {
    let known = read(database, transaction, requests, patient).await?;
    let (plan, answers) = Plan::make(known, requests);
    write(transaction, &plan).await?;
    Ok(answers)
}

/// The tenants that the requests are about, each once.
fn tenants(requests: &[Request]) -> HashSet<TenantId> {
    let tenants = requests.iter().flat_map(|request| match request {
        Request::Publish(drafts) => drafts.iter().map(|draft| draft.event.tenant).collect(),
        Request::Outcome(request) => vec![request.key.tenant],
        Request::Narrative(edit) => vec![edit.event.tenant],
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
    requests: &[Request],
    patient: bool,
) -> Result<Known, StoreError> {
    let mut known = Known::default();
    let named = named(requests);
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
    if !changed.is_empty() && requests.iter().any(|request| matches!(request, Request::Publish(_)))
    {
        use outcome_revision::Column;
        let first = about::<outcome_revision::Entity>(database.backend(), &changed)
            .filter(Column::Revision.eq(1));
        let first = first.all(transaction).await?;
        known.first_outcomes = first.into_iter().map(rows::outcome).collect();
    }
    let linked = linked(requests);
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
    let narrated = described(requests);
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
fn described(requests: &[Request]) -> Vec<EventKey> {
    let keys = requests.iter().filter_map(|request| match request {
        Request::Narrative(edit) => Some(edit.event.clone()),
        Request::Outcome(request) => Some(request.key.clone()),
        Request::Publish(_) => None,
    });
    keys.collect::<HashSet<_>>().into_iter().collect()
}

/// The events that requests name by their own ids: those to change, and drafts that may be there.
fn named(requests: &[Request]) -> Vec<EventKey> {
    let keys = requests.iter().flat_map(|request| match request {
        Request::Publish(drafts) => {
            let chosen = drafts.iter().filter(|draft| draft.id_chosen);
            chosen.map(|draft| draft.event.key()).collect()
        }
        Request::Outcome(request) => vec![request.key.clone()],
        Request::Narrative(edit) => vec![edit.event.clone()],
    });
    keys.collect::<HashSet<_>>().into_iter().collect()
}

/// The events outside their own request that drafts link to.
fn linked(requests: &[Request]) -> Vec<EventKey> {
    let mut linked = HashSet::new();
    for request in requests {
        let Request::Publish(drafts) = request else { continue };
        let own: HashSet<EventKey> = drafts.iter().map(|draft| draft.event.key()).collect();
        let outside = drafts.iter().flat_map(Draft::linked_keys).filter(|key| !own.contains(key));
        linked.extend(outside);
    }
    linked.into_iter().collect()
}

async fn write(transaction: &Transaction, plan: &Plan) -> Result<(), StoreError> {
    let created: Vec<(&Event, &EventId)> = plan.created().collect();
    let updated: Vec<&Event> = plan.updated().collect();
    match transaction {
        Transaction::Postgres(_) => write_arrays(transaction, plan, &created, &updated).await?,
        Transaction::Sqlite(own) => write_values(own, plan, &created, &updated).await?,
    }
    for (narrative, edit) in &plan.narratives {
        narratives::write(transaction, narrative, &edit.change).await?;
    }
    Ok(())
}

async fn write_arrays(
    transaction: &Transaction,
    plan: &Plan,
    created: &[(&Event, &EventId)],
    updated: &[&Event],
) -> Result<(), StoreError> {
    if !created.is_empty() {
        arrays::insert_events(transaction, created).await?;
        let links: Vec<_> = created.iter().flat_map(|(event, _)| rows::links(event)).collect();
        if !links.is_empty() {
            arrays::insert_relations(transaction, &links).await?;
        }
    }
    if !updated.is_empty() {
        arrays::update_events(transaction, updated).await?;
    }
    if !plan.outcomes.is_empty() {
        arrays::insert_outcomes(transaction, &plan.outcomes).await?;
    }
    if !plan.changes.is_empty() {
        arrays::insert_changes(transaction, &plan.changes, &plan.described()).await?;
    }
    Ok(())
}

async fn write_values(
    transaction: &OnSqlite,
    plan: &Plan,
    created: &[(&Event, &EventId)],
    updated: &[&Event],
) -> Result<(), StoreError> {
    let links: Vec<_> = created.iter().flat_map(|(event, _)| rows::links(event)).collect();
    let Plan { outcomes, changes, .. } = plan;
    let (words, words_count) = values::words(&plan.described());
    let statements = [
        values::insert_events(created),
        values::insert_relations(&links),
        values::update_events(updated),
        values::insert_outcomes(outcomes),
        values::insert_changes(transaction.number(), changes),
        words,
    ];
    let rows = created.len() + links.len() + updated.len() + outcomes.len() + changes.len();
    let statements = statements.into_iter().flatten();
    Ok(transaction.execute_all(statements, rows + words_count).await?)
}
