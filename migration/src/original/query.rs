//! Asking PostgreSQL for single values and short lists.

use sea_orm_migration::DbErr;
use sea_orm_migration::sea_orm::{
    ConnectionTrait, DbBackend, QueryResult, Statement, TryGetable, Value,
};

pub(super) async fn execute(db: &impl ConnectionTrait, sql: &str) -> Result<(), DbErr> {
    db.execute_unprepared(sql).await.map(drop)
}

/// Runs a statement and tells how many rows it wrote.
pub(super) async fn write(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<u64, DbErr> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    Ok(db.execute_raw(statement).await?.rows_affected())
}

pub(super) async fn rows(db: &impl ConnectionTrait, sql: &str) -> Result<Vec<QueryResult>, DbErr> {
    db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await
}

/// The first row, which there always is.
pub(super) async fn row(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<QueryResult, DbErr> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    let row = db.query_one_raw(statement).await?;
    row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))
}

async fn value<T: TryGetable>(db: &impl ConnectionTrait, sql: &str) -> Result<T, DbErr> {
    row(db, sql, Vec::new()).await?.try_get_by_index(0)
}

pub(super) async fn is_true(db: &impl ConnectionTrait, sql: &str) -> Result<bool, DbErr> {
    value(db, sql).await
}

pub(super) async fn number(db: &impl ConnectionTrait, sql: &str) -> Result<i64, DbErr> {
    value(db, sql).await
}

/// The first column of every row.
pub(super) async fn texts(db: &impl ConnectionTrait, sql: &str) -> Result<Vec<String>, DbErr> {
    rows(db, sql).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// How many rows a query finds, and the first names among them; `None` when it finds none.
pub(super) async fn counted(
    db: &impl ConnectionTrait,
    query: &str,
) -> Result<Option<String>, DbErr> {
    let sql = format!(
        "WITH odd (name) AS ({query})
         SELECT (SELECT count(*) FROM odd), (
             SELECT coalesce(string_agg(quote_literal(left(name, 60)), ', '), '')
             FROM (SELECT name FROM odd LIMIT 3) AS first
         )"
    );
    let row = row(db, &sql, Vec::new()).await?;
    let (count, first): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    let more = if count > 3 { ", …" } else { "" };
    Ok((count > 0).then(|| format!("{count} in all ({first}{more})")))
}
