//! Epochs of the log: which there are, and how one begins by hand.

use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, QueryResult, Statement};

use super::Feed;
use crate::domain::epoch::{Epoch, Epochs};
use crate::domain::viewer::Viewer;
use crate::store::connections::admission::{
    INSERT_ON_POSTGRES, INSERT_ON_SQLITE, LOCK, NEWEST, Stored, next,
};
use crate::store::connections::database::Database;
use crate::store::connections::transaction::Transaction;
use crate::store::error::StoreError;

const ALL: &str = "SELECT number, key FROM event_log_epoch ORDER BY number";

impl Feed {
    /// The epochs of the log, at least one. They are read each time: a database that was restored has others.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn epochs(&self) -> Result<Epochs, StoreError> {
        let mut epochs = self.read_epochs().await?;
        if epochs.newest().is_none() {
            // To write is to have one.
            self.database.begin([]).await?.rollback().await;
            epochs = self.read_epochs().await?;
        }
        Ok(epochs)
    }

    async fn read_epochs(&self) -> Result<Epochs, StoreError> {
        let statement = Statement::from_string(self.database.backend(), ALL);
        let rows = self.database.query(Viewer::Service, statement).await?;
        let epoch = |row: &QueryResult| {
            let key: Vec<u8> = row.try_get_by_index(1)?;
            let key =
                key.try_into().map_err(|_| DbErr::Custom("the key of an epoch".to_owned()))?;
            Ok(Epoch { number: row.try_get_by_index(0)?, key })
        };
        rows.iter().map(epoch).collect::<Result<_, StoreError>>().map(Epochs::new)
    }
}

impl Database {
    /// Begins an epoch by hand, for a database that was put back in a way that nothing tells, and returns its
    /// number.
    ///
    /// # Errors
    /// When there can be no more epochs, or the database fails.
    pub async fn begin_epoch(&self) -> Result<i64, StoreError> {
        let transaction = self.begin([]).await?;
        let (backend, lock, insert) = match &transaction {
            Transaction::Postgres(_) => (DbBackend::Postgres, LOCK, INSERT_ON_POSTGRES),
            Transaction::Sqlite(_) => (DbBackend::Sqlite, "SELECT 1", INSERT_ON_SQLITE),
        };
        transaction.execute_unprepared(lock).await?;
        let newest = transaction.query_one_raw(Statement::from_string(backend, NEWEST)).await?;
        let newest = newest.map(|row| {
            let (number, identity) = row.try_get_many_by_index()?;
            Ok::<_, DbErr>(Stored { number, identity })
        });
        let newest = newest.transpose()?;
        let identity = newest.as_ref().and_then(|newest| newest.identity.clone());
        let (number, values) = next(newest.as_ref(), identity)?;
        let insert = Statement::from_sql_and_values(backend, insert, values);
        transaction.execute_raw(insert).await?;
        transaction.commit().await?;
        Ok(number)
    }
}
