//! Counting events, in groups and over time.
//!
//! One statement counts all groups of all stretches of time. The largest groups of each are told one by one,
//! and the others together, so that no more is read than is shown. On PostgreSQL each row finds its stretch
//! among the edges. SQLite has no such function: there, each stretch reads its rows from the index by time.

use entity::event_history::{Column, Entity};
use sea_orm::sea_query::{Condition, Expr, Func, Query, SelectStatement, Value};
use sea_orm::{
    ColumnTrait as _, DbBackend, DbErr, QueryFilter as _, QueryResult, QuerySelect as _,
    QueryTrait as _, Statement, StatementBuilder,
};

use crate::domain::filter::Filter;
use crate::domain::ids::EventKey;
use crate::domain::stats::{Counted, Dimension, Grouping, MAX_ROWS, Stat};
use crate::domain::timestamp::Timestamp;
use crate::domain::viewer::Viewer;
use crate::store::error::StoreError;
use crate::store::read::Reader;
use crate::store::statements::filter::as_condition;
use crate::store::statements::numbers::outcome_state;
use crate::store::statements::rows::column;
use crate::store::statements::scope::{key_in, limited};
use crate::store::statements::visible::{is_visible, visible};

/// What the columns of dimensions are called, in their order.
const NAMES: [&str; 5] = ["d0", "d1", "d2", "d3", "d4"];

/// What the stretches of time are called, on SQLite.
const STRETCH: &str = "stretch";

/// Which events are counted: those that the viewer sees, and that the rest lets through.
#[derive(Debug, Clone, Copy)]
pub struct Countable<'a> {
    /// Who asks.
    pub viewer: Viewer,
    /// The conditions on their fields; all when there are none.
    pub filter: Option<&'a Filter>,
    /// Those among which they are; all when there are none.
    pub keys: Option<&'a [EventKey]>,
}

impl Countable<'_> {
    /// Which of those that the viewer sees.
    fn chosen(&self, backend: DbBackend) -> Condition {
        let filter = self.filter.map(|filter| as_condition(backend, filter));
        let keys = self.keys.map(|keys| {
            let columns = [Column::TenantId, Column::Id].map(|column| (Entity, column));
            key_in(backend, columns.into(), keys)
        });
        Condition::all().add_option(filter).add_option(keys)
    }

    fn condition(&self, backend: DbBackend) -> Condition {
        Condition::all().add(is_visible::<Entity>(self.viewer)).add(self.chosen(backend))
    }
}

impl Reader {
    /// How many of these events are of each group, for each stretch of time; in its order, the largest group
    /// first. One row more than [`MAX_ROWS`] says that there are more. Stretches without events have none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stats(
        &self,
        countable: Countable<'_>,
        grouping: &Grouping,
    ) -> Result<Vec<Stat>, StoreError> {
        let backend = self.database.backend();
        let counted = counted(backend, countable, grouping);
        let counted = StatementBuilder::build(&counted, &backend);
        let statement = limited(told(counted, grouping), MAX_ROWS as u64 + 1);
        let rows = self.database.query(countable.viewer, statement).await?;
        Ok(rows.iter().map(|row| stat(row, grouping)).collect::<Result<_, _>>()?)
    }

    /// When the first and the last of these events happened.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn time_span(
        &self,
        countable: Countable<'_>,
    ) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
        let backend = self.database.backend();
        let query = visible::<Entity>(countable.viewer)
            .filter(countable.chosen(backend))
            .select_only()
            .expr(Column::Timestamp.min())
            .expr(Column::Timestamp.max());
        let rows = self.database.query(countable.viewer, query.build(backend)).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let end = |place| column::<Option<i64>>(row, place);
        let ends = end(0)?.zip(end(1)?);
        Ok(ends.map(|(first, last)| (Timestamp::from_stored(first), Timestamp::from_stored(last))))
    }

    /// How many events the viewer sees and the filter lets through; of more than `at_most`, that many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_up_to(
        &self,
        viewer: Viewer,
        filter: Option<&Filter>,
        at_most: u32,
    ) -> Result<Counted, StoreError> {
        let query = self.filtered(viewer, filter).select_only().expr(Expr::cust("1"));
        let some = limited(query.build(self.database.backend()), u64::from(at_most) + 1);
        let sql = format!("SELECT count(*) FROM ({}) AS counted", some.sql);
        let rows = self.database.query(viewer, Statement { sql, ..some }).await?;
        let count = rows.first().map(|row| column::<i64>(row, 0)).transpose()?.unwrap_or_default();
        let count = u64::try_from(count).unwrap_or_default();
        let at_most = u64::from(at_most);
        Ok(Counted { count: Ord::min(count, at_most), is_exact: count <= at_most })
    }
}

/// Counts the events of each group and stretch, and those among them that have an outcome.
fn counted(backend: DbBackend, countable: Countable<'_>, grouping: &Grouping) -> SelectStatement {
    let mut query = Query::select();
    match (&grouping.starts, backend) {
        (None, _) => {
            query.expr_as(Expr::cust("CAST(0 AS bigint)"), "bucket").from(Entity);
        }
        (Some(starts), DbBackend::Postgres) => {
            let starts: Vec<i64> = starts.iter().map(|start| start.millis()).collect();
            let bucket =
                r#"CAST(width_bucket("event_history"."timestamp", $1::bigint[]) - 1 AS bigint)"#;
            let bucket = Expr::cust_with_values(bucket, [Value::from(starts)]);
            query.expr_as(bucket, "bucket").from(Entity);
        }
        (Some(starts), _) => {
            let stretches = Func::cust("json_each").arg(stretches(starts));
            let is_in = Expr::cust(
                r#""event_history"."timestamp" >= json_extract("stretch"."value", '$[0]')
                AND "event_history"."timestamp" < json_extract("stretch"."value", '$[1]')"#,
            );
            query.expr_as(Expr::col((STRETCH, "key")), "bucket");
            // Of a cross join SQLite keeps the order: each stretch, and then its rows. And of several bounds of
            // the time it looks the first up in the index, so that these stand before the filter's: else each
            // stretch would read all that the filter lets through.
            query.from_function(stretches, STRETCH).cross_join(Entity).and_where(is_in);
        }
    }
    query.group_by_col("bucket");
    for (dimension, name) in grouping.dimensions.iter().zip(NAMES) {
        query.expr_as(expression(backend, *dimension), name).group_by_col(name);
    }
    query
        .expr_as(Expr::cust("count(*)"), "n")
        .expr_as(Expr::cust(r#"count(*) FILTER (WHERE "event_history"."outcome_state" > 1)"#), "w");
    query.cond_where(countable.condition(backend));
    query
}

/// The beginning and the end of each stretch of time, as JSON.
fn stretches(starts: &[Timestamp]) -> String {
    let ends = starts.iter().skip(1).map(|start| start.millis()).chain([i64::MAX]);
    let pairs =
        starts.iter().zip(ends).map(|(start, end)| serde_json::json!([start.millis(), end]));
    pairs.collect::<serde_json::Value>().to_string()
}

/// What events are grouped by. Texts are compared byte by byte on both databases.
fn expression(backend: DbBackend, dimension: Dimension) -> Expr {
    let is_postgres = backend == DbBackend::Postgres;
    Expr::cust(match dimension {
        Dimension::EventName => r#""event_history"."event_name""#,
        Dimension::Source if is_postgres => r#""event_history"."source" COLLATE "C""#,
        Dimension::Source => r#""event_history"."source""#,
        Dimension::Category if is_postgres => {
            r#"("event_history"."context" ->> 'category') COLLATE "C""#
        }
        Dimension::Category => r#"("event_history"."context" ->> 'category')"#,
        Dimension::OutcomeState => r#"CAST("event_history"."outcome_state" AS bigint)"#,
        Dimension::ShouldDocument => {
            r#"CAST(CAST("event_history"."should_document" AS integer) AS bigint)"#
        }
    })
}

/// Tells the largest groups of what was counted, and the others together.
fn told(counted: Statement, grouping: &Grouping) -> Statement {
    let first = grouping.first;
    let names = || NAMES.iter().take(grouping.dimensions.len());
    let order: Vec<_> = names().map(|name| format!(", {name} NULLS LAST")).collect();
    let order = order.concat();
    let part = |name| format!(", max(CASE WHEN place <= {first} THEN {name} END)");
    let parts = names().map(part).collect::<Vec<_>>().concat();
    let sql = format!(
        "WITH counted AS ({counted}), placed AS (
            SELECT counted.*, row_number() OVER (PARTITION BY bucket ORDER BY n DESC{order}) AS place
            FROM counted
        )
        SELECT bucket, CASE WHEN place > {first} THEN {first} + 1 ELSE place END AS slot,
            CAST(sum(n) AS bigint), CAST(sum(w) AS bigint){parts}
        FROM placed GROUP BY bucket, slot ORDER BY bucket, slot",
        counted = counted.sql
    );
    Statement { sql, ..counted }
}

/// The count that a row holds.
fn stat(row: &QueryResult, grouping: &Grouping) -> Result<Stat, DbErr> {
    let number =
        |place| Ok::<_, DbErr>(u64::try_from(column::<i64>(row, place)?).unwrap_or_default());
    let bucket = usize::try_from(number(0)?).unwrap_or(usize::MAX);
    let starts = grouping.starts.as_ref();
    let mut stat = Stat {
        bucket: starts.and_then(|starts| starts.get(bucket)).copied(),
        is_rest: number(1)? > u64::from(grouping.first),
        count: number(2)?,
        with_outcome: number(3)?,
        ..Stat::default()
    };
    if stat.is_rest {
        return Ok(stat);
    }
    for (dimension, place) in grouping.dimensions.iter().zip(4..) {
        match dimension {
            Dimension::EventName => stat.event_name = column(row, place)?,
            Dimension::Source => stat.source = column(row, place)?,
            Dimension::Category => stat.category = column(row, place)?,
            Dimension::OutcomeState => {
                let state: i64 = column(row, place)?;
                stat.outcome_state = Some(outcome_state(i16::try_from(state).unwrap_or_default()));
            }
            Dimension::ShouldDocument => {
                stat.should_document = Some(column::<i64>(row, place)? != 0);
            }
        }
    }
    Ok(stat)
}
