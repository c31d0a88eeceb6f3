//! Full text: how the databases are asked for the events that hold words.
//!
//! Words are made in `domain::search`; a database only knows which stand where. It is asked for keys, in
//! the order of time; the events are then read as any others, under the viewer's predicate and policies.
//! So an event that was deleted beside the server is in no answer, whatever the index holds.

pub(in crate::store) mod completeness;
mod keys;
mod pages;

use sea_orm::{DbErr, QueryResult, Statement};
use uuid::Uuid;

use super::Reader;
use crate::domain::search::VERSION;
use crate::domain::viewer::Viewer;
use crate::store::error::StoreError;
use crate::store::statements::rows;

/// How far the index of a version of the words is, whose number follows.
pub(in crate::store) const PROGRESS: &str =
    "SELECT is_complete, indexed, total, tenant_id, event_id
    FROM event_search_progress WHERE version = ";

/// How far the index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Whether every event is in it.
    pub is_complete: bool,
    /// How many events were indexed so far that were there before.
    pub indexed: i64,
    /// How many those are.
    pub total: i64,
}

impl Reader {
    /// Refuses to search while events are missing in the index.
    ///
    /// # Errors
    /// Says how far it is.
    pub(in crate::store) async fn check_index(&self) -> Result<(), StoreError> {
        if self.completeness.is_known() {
            return Ok(());
        }
        let Progress { is_complete, indexed, total } = self.index_progress().await?;
        if is_complete {
            return Ok(());
        }
        Err(StoreError::NotIndexed { indexed, total })
    }

    /// How far the index is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn index_progress(&self) -> Result<Progress, StoreError> {
        let sql = format!("{PROGRESS}{VERSION}");
        let statement = Statement::from_string(self.database.backend(), sql);
        let rows = self.database.query(Viewer::Service, statement).await?;
        let none = Progress { is_complete: false, indexed: 0, total: 0 };
        let progress = rows.first().map(|row| State::read(row).map(|state| state.progress));
        let progress = progress.transpose()?.unwrap_or(none);
        if progress.is_complete {
            self.completeness.learn();
        }
        Ok(progress)
    }
}

/// How far the index is, and behind which key it goes on.
pub(in crate::store) struct State {
    pub(in crate::store) progress: Progress,
    pub(in crate::store) behind: Option<(Uuid, String)>,
}

impl State {
    pub(in crate::store) fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let progress = Progress {
            is_complete: rows::column(row, 0)?,
            indexed: rows::column(row, 1)?,
            total: rows::column(row, 2)?,
        };
        let tenant: Option<Uuid> = rows::column(row, 3)?;
        let id: Option<String> = rows::column(row, 4)?;
        Ok(Self { progress, behind: tenant.zip(id) })
    }
}
