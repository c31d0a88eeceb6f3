//! Stories that wait for a model: a row each, which one worker of one server has at a time.
//!
//! No transaction is open while a model is asked. Who claims a row has it until a lease ends, and whoever dies leaves it
//! to the next. Tokens are reserved before a model is asked, and corrected when they are known.

use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DbBackend, Statement, Value};
use uuid::Uuid;

use crate::domain::clock::new_uuid;
use crate::domain::ids::{EventKey, TenantId};
use crate::domain::story_job::{Day, StoryJob, TokenLimits};
use crate::domain::timestamp::Timestamp;
use crate::domain::viewer::Viewer;
use crate::store::connections::database::Database;
use crate::store::connections::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::statements::rows::event_key;

/// Whose row counts the tokens of all.
const ALL: Uuid = Uuid::max();

/// How many days tokens are known of.
const KEPT_DAYS: i64 = 7;

/// Which is next: of tenants for whom the least was spent, the one that has waited longest.
const NEXT: &str = "SELECT job.tenant_id, job.event_id, job.depth, job.attempts
    FROM narrative_job AS job
    LEFT JOIN narrative_spend AS spend ON spend.tenant_id = job.tenant_id AND spend.day = $1
    WHERE job.due_at <= $2 AND job.leased_until <= $2
    ORDER BY coalesce(spend.tokens, 0), job.due_at, job.tenant_id, job.event_id LIMIT 1";

const CLAIM: &str =
    "UPDATE narrative_job SET attempts = attempts + 1, lease = $1, leased_until = $2
    WHERE tenant_id = $3 AND event_id = $4";

const QUEUE: &str = "INSERT INTO narrative_job
        (tenant_id, event_id, depth, queued_at, due_at, attempts, leased_until)
    VALUES ($1, $2, $3, $4, $4, 0, 0) ON CONFLICT (tenant_id, event_id) DO ";

/// Whoever works on it tells what was there before.
const AGAIN: &str = "UPDATE SET depth = excluded.depth, due_at = excluded.due_at, attempts = 0,
    lease = NULL, leased_until = 0";

const END: &str = "DELETE FROM narrative_job WHERE tenant_id = $1 AND event_id = $2 AND lease = $3";

const PUT_BACK: &str = "UPDATE narrative_job
    SET due_at = $4, attempts = $5, lease = NULL, leased_until = 0
    WHERE tenant_id = $1 AND event_id = $2 AND lease = $3";

/// When a story is due that the model told badly: not before it changes. As JavaScript's last whole number.
const NEVER: i64 = (1 << 53) - 1;

const IS_DUE: &str =
    "SELECT 1 FROM narrative_job WHERE due_at <= $1 AND leased_until <= $1 LIMIT 1";

const FORGET: &str = "DELETE FROM narrative_spend WHERE day < $1";
const COUNT: &str = "INSERT INTO narrative_spend (day, tenant_id, tokens) VALUES ($1, $2, 0)
    ON CONFLICT (tenant_id, day) DO NOTHING";
const RESERVE: &str = "UPDATE narrative_spend SET tokens = tokens + $3
    WHERE day = $1 AND tenant_id = $2 AND tokens + $3 <= $4";
const CORRECT: &str = "UPDATE narrative_spend SET tokens = tokens + $3
    WHERE day = $1 AND tenant_id = $2";

/// Stories that wait for a model, and the tokens that models took.
#[derive(Debug, Clone)]
pub struct Jobs {
    database: Database,
}

impl Jobs {
    pub(in crate::store) const fn new(database: Database) -> Self {
        Self { database }
    }

    /// Has the story of an event retold. One that waits already stays as it is, unless what it tells has
    /// changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue_story(
        &self,
        (event, depth): (&EventKey, u32),
        has_changed: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = format!("{QUEUE}{}", if has_changed { AGAIN } else { "NOTHING" });
        let values: [Value; 4] = [
            event.tenant.0.into(),
            event.id.as_str().into(),
            i32::try_from(depth).unwrap_or(i32::MAX).into(),
            now.millis().into(),
        ];
        self.change(sql, values.into()).await.map(drop)
    }

    /// Takes the next story that is due, for so long. `None` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_story(
        &self,
        now: Timestamp,
        time: Duration,
    ) -> Result<Option<StoryJob>, StoreError> {
        let database = self.database.clone();
        let until =
            now.millis().saturating_add(i64::try_from(time.as_millis()).unwrap_or(i64::MAX));
        self.database.run(async move { claim(&database, now, until).await }).await
    }

    /// Ends work on a story, unless another has it by now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_story(&self, job: &StoryJob) -> Result<(), StoreError> {
        self.change(END.to_owned(), job_values(job).into()).await.map(drop)
    }

    /// Leaves a story to whoever takes it from this moment on, unless another has it by now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_story_back(
        &self,
        job: &StoryJob,
        due: Timestamp,
        attempts: u32,
    ) -> Result<(), StoreError> {
        let mut values = Vec::from(job_values(job));
        values.push(due.millis().into());
        values.push(i32::try_from(attempts).unwrap_or(i32::MAX).into());
        self.change(PUT_BACK.to_owned(), values).await.map(drop)
    }

    /// Keeps in mind that a model told a story badly: it isn't asked again before that changes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_refused(&self, job: &StoryJob) -> Result<(), StoreError> {
        self.put_story_back(job, Timestamp::from_stored(NEVER), job.attempts).await
    }

    /// Whether a story is due that nobody works on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_story(&self, now: Timestamp) -> Result<bool, StoreError> {
        let values: [Value; 1] = [now.millis().into()];
        let sql = Statement::from_sql_and_values(self.database.backend(), IS_DUE, values);
        Ok(!self.database.query(Viewer::Service, sql).await?.is_empty())
    }

    /// Reserves tokens of a day, and returns whether there were as many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reserve_tokens(
        &self,
        (tenant, day): (TenantId, Day),
        tokens: u64,
        limits: TokenLimits,
    ) -> Result<bool, StoreError> {
        let database = self.database.clone();
        let reserve = async move { reserve(&database, (tenant, day), tokens, limits).await };
        self.database.run(reserve).await
    }

    /// Corrects the tokens of a day by so many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn correct_tokens(
        &self,
        (tenant, day): (TenantId, Day),
        by: i64,
    ) -> Result<(), StoreError> {
        let database = self.database.clone();
        let correct = async move {
            let transaction = database.begin([]).await?;
            for counted in [ALL, tenant.0] {
                let values: [Value; 3] = [day.0.into(), counted.into(), by.into()];
                write(&transaction, database.backend(), (CORRECT, values.into())).await?;
            }
            transaction.commit().await
        };
        self.database.run(correct).await
    }

    /// Runs one statement that writes, and returns how many rows that changed.
    async fn change(&self, sql: String, values: Vec<Value>) -> Result<u64, StoreError> {
        let database = self.database.clone();
        let change = async move {
            let transaction = database.begin([]).await?;
            let changed = write(&transaction, database.backend(), (&sql, values)).await?;
            transaction.commit().await?;
            Ok(changed)
        };
        self.database.run(change).await
    }
}

fn job_values(job: &StoryJob) -> [Value; 3] {
    [job.event.tenant.0.into(), job.event.id.as_str().into(), job.lease.into()]
}

async fn write(
    transaction: &Transaction,
    backend: DbBackend,
    (sql, values): (&str, Vec<Value>),
) -> Result<u64, StoreError> {
    let statement = Statement::from_sql_and_values(backend, sql, values);
    Ok(transaction.execute_raw(statement).await?.rows_affected())
}

async fn claim(
    database: &Database,
    now: Timestamp,
    until: i64,
) -> Result<Option<StoryJob>, StoreError> {
    let backend = database.backend();
    let transaction = database.begin([]).await?;
    // SQLite has one that writes at a time.
    let lock = if backend == DbBackend::Postgres { " FOR UPDATE OF job SKIP LOCKED" } else { "" };
    let values: [Value; 2] = [Day::of(now).0.into(), now.millis().into()];
    let next = Statement::from_sql_and_values(backend, format!("{NEXT}{lock}"), values);
    let Some(row) = transaction.query_one_raw(next).await? else {
        transaction.rollback().await;
        return Ok(None);
    };
    let (tenant, event, depth, attempts): (Uuid, String, i32, i32) = row.try_get_many_by_index()?;
    let (event, lease) = (event_key((tenant, event)), new_uuid());
    let values: [Value; 4] = [lease.into(), until.into(), tenant.into(), event.id.as_str().into()];
    write(&transaction, backend, (CLAIM, values.into())).await?;
    transaction.commit().await?;
    Ok(Some(StoryJob {
        event,
        depth: depth.unsigned_abs(),
        attempts: attempts.unsigned_abs().saturating_add(1),
        lease,
    }))
}

/// The rows are locked in one order: first that of all.
async fn reserve(
    database: &Database,
    (tenant, day): (TenantId, Day),
    tokens: u64,
    limits: TokenLimits,
) -> Result<bool, StoreError> {
    let backend = database.backend();
    let transaction = database.begin([]).await?;
    let long_ago: [Value; 1] = [(day.0 - KEPT_DAYS).into()];
    write(&transaction, backend, (FORGET, long_ago.into())).await?;
    let number = |number: u64| Value::from(i64::try_from(number).unwrap_or(i64::MAX / 2));
    for (counted, limit) in [(ALL, limits.all), (tenant.0, limits.tenant)] {
        let row: [Value; 2] = [day.0.into(), counted.into()];
        write(&transaction, backend, (COUNT, row.into())).await?;
        let values: [Value; 4] = [day.0.into(), counted.into(), number(tokens), number(limit)];
        if write(&transaction, backend, (RESERVE, values.into())).await? == 0 {
            transaction.rollback().await;
            return Ok(false);
        }
    }
    transaction.commit().await?;
    Ok(true)
}
