//! Indexing a history that is there already, in steps, beside serving.
//!
//! Each step is a transaction: it reads the next events, in the order of their keys, writes their words and
//! how far it is. Meanwhile the events may be changed, but not be deleted, and nothing is written over what changed
//! since it was read: what changes an event writes its words itself, and words of this version are left as they are.
//! SQLite has one transaction that writes at a time. Several servers take steps in turn, since each locks the row
//! that says how far they are.

use sea_orm::sea_query::{Expr, ExprTrait as _, LockType};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DbBackend, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Statement, Value,
};
use uuid::Uuid;

use crate::domain::event::Event;
use crate::domain::ids::EventKey;
use crate::domain::narrative::Narrative;
use crate::domain::search::VERSION;
use crate::domain::view::{Part, Parts};
use crate::domain::viewer::Viewer;
use crate::store::connections::database::Database;
use crate::store::connections::postgres::rls;
use crate::store::connections::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::read::narratives;
use crate::store::read::search::completeness::Completeness;
use crate::store::read::search::{PROGRESS, Progress, State};
use crate::store::statements::insert::values;
use crate::store::statements::rows;
use crate::store::statements::visible::visible;
use crate::store::statements::words::{columns, on_postgres};

/// How many events a step indexes at most, and how many bytes of payload, but one event at least: its
/// transaction holds the log up for some milliseconds.
const STEP: u64 = 50;
const STEP_BYTES: usize = 1 << 20;

/// What was written of this version is as new, or newer.
const UNLESS_WRITTEN: &str = " WHERE event_search.version <> excluded.version";

/// What indexes events that were there before they could be searched.
#[derive(Debug, Clone)]
pub struct Indexer {
    database: Database,
    completeness: Completeness,
}

impl Indexer {
    pub(in crate::store) const fn new(database: Database, completeness: Completeness) -> Self {
        Self { database, completeness }
    }

    /// Indexes some of the events that are missing, and returns how far the index is then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn index_more(&self) -> Result<Progress, StoreError> {
        let database = self.database.clone();
        let progress = self.database.run(async move { step(&database).await }).await?;
        if progress.is_complete {
            self.completeness.learn();
        }
        Ok(progress)
    }
}

async fn step(database: &Database) -> Result<Progress, StoreError> {
    let transaction = database.begin([]).await?;
    let is_postgres = database.backend() == DbBackend::Postgres;
    if is_postgres {
        transaction.execute_unprepared(&rls::naming_every()).await?;
    }
    let lock = if is_postgres { " FOR UPDATE" } else { "" };
    let state = format!("{PROGRESS}{VERSION}{lock}");
    let state = Statement::from_string(database.backend(), state);
    let state = transaction.query_one_raw(state).await?;
    let progress = match state.as_ref().map(State::read).transpose()? {
        None => begin(database, &transaction).await?,
        Some(state) if state.progress.is_complete => state.progress,
        Some(state) => go_on(database, &transaction, state).await?,
    };
    transaction.commit().await?;
    Ok(progress)
}

/// How many events there are; of very many, about.
const TOTAL_ON_POSTGRES: &str =
    "(SELECT CASE WHEN reltuples > 100000 THEN CAST(reltuples AS bigint)
        ELSE (SELECT count(*) FROM (SELECT FROM event_history LIMIT 100001) AS counted) END
    FROM pg_class WHERE oid = CAST('event_history' AS regclass))";
const TOTAL_ON_SQLITE: &str = "(SELECT coalesce(max(rowid), 0) FROM event_history)";

/// Begins with the first event, whatever earlier versions of the words have indexed; not where there is a later
/// version.
async fn begin(database: &Database, transaction: &Transaction) -> Result<Progress, StoreError> {
    let is_sqlite = database.backend() == DbBackend::Sqlite;
    let total = if is_sqlite { TOTAL_ON_SQLITE } else { TOTAL_ON_POSTGRES };
    let sql = format!(
        "DELETE FROM event_search_progress WHERE version < {VERSION};
        INSERT INTO event_search_progress (version, indexed, total, is_complete)
            SELECT {VERSION}, 0, {total}, false
            WHERE NOT EXISTS (SELECT 1 FROM event_search_progress WHERE version > {VERSION})
            ON CONFLICT (version) DO NOTHING"
    );
    transaction.execute_unprepared(&sql).await?;
    Ok(Progress { is_complete: false, indexed: 0, total: 0 })
}

async fn go_on(
    database: &Database,
    transaction: &Transaction,
    State { mut progress, behind }: State,
) -> Result<Progress, StoreError> {
    let mut events = next_events(database, transaction, behind).await?;
    let count = events.len();
    leave_for_later(&mut events);
    let is_last = (count as u64) < STEP && events.len() == count;
    let keys: Vec<EventKey> = events.iter().map(Event::key).collect();
    if !keys.is_empty() {
        let narratives = narratives::read(transaction, database.backend(), &keys).await?;
        let of = |key: &EventKey| narratives.iter().find(|narrative| narrative.event == *key);
        let described: Vec<_> = events.iter().zip(&keys).map(|(one, key)| (one, of(key))).collect();
        write(transaction, &described).await?;
    }
    progress.indexed = progress.indexed.saturating_add(i64::try_from(keys.len()).unwrap_or(0));
    progress.is_complete = is_last;
    remember(database, transaction, progress, keys.last()).await?;
    Ok(progress)
}

/// Leaves events for the next step where these hold much.
fn leave_for_later(events: &mut Vec<Event>) {
    let mut bytes = 0;
    let fits = events.iter().take_while(|event| {
        bytes += event.payload.as_ref().map_or(0, |payload| payload.as_str().len());
        bytes <= STEP_BYTES
    });
    let count = fits.count().max(1);
    events.truncate(count);
}

/// The next events behind this key. They can't be deleted until their words are there, which would stay else.
async fn next_events(
    database: &Database,
    transaction: &Transaction,
    behind: Option<(Uuid, String)>,
) -> Result<Vec<Event>, StoreError> {
    use entity::event_history::{Column, Entity};
    let mut query = visible::<Entity>(Viewer::Service)
        .order_by_asc(Column::TenantId)
        .order_by_asc(Column::Id)
        .limit(STEP);
    if let Some((tenant, id)) = behind {
        let key = Expr::tuple([Column::TenantId.into_expr(), Column::Id.into_expr()]);
        query = query.filter(key.gt(Expr::tuple([Expr::val(tenant), Expr::val(id)])));
    }
    let parts = Parts::ALL.without(Part::Causes);
    let query = query.lock(LockType::KeyShare);
    let statement = rows::select(query, parts).build(database.backend());
    let rows = transaction.query_all_raw(statement).await?;
    Ok(rows.iter().map(|row| rows::event(row, parts)).collect::<Result<_, _>>()?)
}

async fn write(
    transaction: &Transaction,
    events: &[(&Event, Option<&Narrative>)],
) -> Result<(), StoreError> {
    match transaction {
        Transaction::Postgres(_) => {
            let sql = format!("{}{UNLESS_WRITTEN}", on_postgres());
            let backend = DbBackend::Postgres;
            let statement = Statement::from_sql_and_values(backend, sql, columns(events));
            transaction.execute_raw(statement).await?;
        }
        Transaction::Sqlite(own) => {
            let (statements, count) = values::words(events);
            own.execute_all(statements, count).await?;
        }
    }
    Ok(())
}

async fn remember(
    database: &Database,
    transaction: &Transaction,
    progress: Progress,
    last: Option<&EventKey>,
) -> Result<(), StoreError> {
    let is_postgres = database.backend() == DbBackend::Postgres;
    let mut sql = "UPDATE event_search_progress SET indexed = $1, is_complete = $2,
        tenant_id = coalesce($3, tenant_id), event_id = coalesce($4, event_id) WHERE version = $5"
        .to_owned();
    if !is_postgres {
        (1..=5).for_each(|number| sql = sql.replace(&format!("${number}"), "?"));
    }
    let values = [
        Value::from(progress.indexed),
        progress.is_complete.into(),
        last.map(|key| key.tenant.0).into(),
        last.map(|key| key.id.as_str().to_owned()).into(),
        VERSION.into(),
    ];
    transaction
        .execute_raw(Statement::from_sql_and_values(database.backend(), sql, values))
        .await?;
    Ok(())
}
