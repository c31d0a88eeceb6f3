//! Narratives: reading, writing, and what their rows hold.

use std::collections::HashMap;

use entity::narrative_context::{ActiveModel, Column, Entity, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::ids::{EventKey, UserId};
use crate::domain::narrative::{
    CodeSnippet, Generated, Narrative, NarrativeChange, NarrativeSection, NarrativeText,
};
use crate::domain::timestamp::Timestamp;
use crate::domain::viewer::Viewer;
use crate::domain::workflow_state::WorkflowState;
use crate::store::connections::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::read::Reader;
use crate::store::statements::rows::event_key;
use crate::store::statements::scope::key_in;
use crate::store::statements::visible::{about, visible};

impl Reader {
    /// The narratives of these events.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn narratives(
        &self,
        viewer: Viewer,
        events: &[EventKey],
    ) -> Result<Vec<Narrative>, StoreError> {
        let query = self.narratives_of(viewer, events);
        let rows = self.database.read(viewer, query.build(self.database.backend())).await?;
        Ok(rows.into_iter().map(narrative).collect())
    }
}

impl Reader {
    fn narratives_of(&self, viewer: Viewer, events: &[EventKey]) -> Select<Entity> {
        let columns = (Column::TenantId, Column::EventId);
        visible::<Entity>(viewer).filter(key_in(self.database.backend(), columns, events))
    }

    /// When the narratives of these events last changed, as far as they have one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn narrative_times(
        &self,
        viewer: Viewer,
        events: &[EventKey],
    ) -> Result<HashMap<EventKey, (Timestamp, i32)>, StoreError> {
        let query = self.narratives_of(viewer, events).select_only();
        let columns = [Column::TenantId, Column::EventId, Column::RecordedAt, Column::Revision];
        let query = query.columns(columns);
        let rows = self.database.query(viewer, query.build(self.database.backend())).await?;
        let times = rows.iter().map(|row| {
            let (tenant, event, recorded_at, revision): (Uuid, String, i64, i32) =
                row.try_get_many_by_index()?;
            let key = event_key((tenant, event));
            Ok((key, (Timestamp::from_stored(recorded_at), revision)))
        });
        times.collect()
    }
}

/// The narratives of events whose rows a transaction has locked.
pub(in crate::store) async fn read(
    transaction: &Transaction,
    backend: DbBackend,
    events: &[EventKey],
) -> Result<Vec<Narrative>, DbErr> {
    let rows = about::<Entity>(backend, events).all(transaction).await?;
    Ok(rows.into_iter().map(narrative).collect())
}

/// Writes a narrative; of one that is there, what the change is about: the rest of an adopted row
/// keeps the form in which it was found.
pub(in crate::store) async fn write(
    transaction: &Transaction,
    narrative: &Narrative,
    change: &NarrativeChange,
) -> Result<(), DbErr> {
    let key = [Column::TenantId, Column::EventId];
    let update = OnConflict::columns(key).update_columns(touched(change)).to_owned();
    let insert = Entity::insert(row(narrative)).on_conflict(update);
    insert.exec_without_returning(transaction).await?;
    Ok(())
}

fn touched(change: &NarrativeChange) -> impl Iterator<Item = Column> {
    let parts = [
        (change.long_description.is_some(), Column::LongDescription),
        (change.screenshots.is_some(), Column::Screenshots),
        (change.code_snippets.is_some(), Column::CodeSnippets),
        (change.ai_narrative.is_some(), Column::AiNarrative),
        (change.ai_summary.is_some(), Column::AiSummary),
        (change.ai_tags.is_some(), Column::AiTags),
    ];
    let written = [Column::UserId, Column::RecordedAt, Column::Revision];
    let generated =
        [Column::AiSections, Column::GeneratedBy, Column::GeneratedAt, Column::WorkflowDigest];
    let always = generated.into_iter().chain(written);
    parts.into_iter().filter_map(|(is_touched, column)| is_touched.then_some(column)).chain(always)
}

fn row(narrative: &Narrative) -> ActiveModel {
    let (text, generated) = (&narrative.text, narrative.generated.as_ref());
    let snippets = text.code_snippets.iter().map(CodeSnippet::to_json);
    ActiveModel {
        tenant_id: Set(narrative.event.tenant.0),
        id: Set(narrative.id),
        event_id: Set(narrative.event.id.as_str().to_owned()),
        long_description: Set(text.long_description.clone()),
        screenshots: Set(text.screenshots.clone().into()),
        code_snippets: Set(snippets.collect()),
        ai_narrative: Set(text.ai_narrative.clone()),
        ai_summary: Set(text.ai_summary.clone()),
        ai_tags: Set(text.ai_tags.clone().into()),
        ai_sections: Set(generated.map(|one| NarrativeSection::to_json(&one.sections))),
        generated_by: Set(generated.map(|one| one.by.clone())),
        generated_at: Set(generated.and_then(|one| one.at).map(Timestamp::millis)),
        workflow_digest: Set(generated.and_then(|one| Some(one.state.as_ref()?.to_string()))),
        user_id: Set(narrative.user.map(|user| user.0)),
        recorded_at: Set(narrative.recorded_at.millis()),
        revision: Set(narrative.revision),
    }
}

fn narrative(row: Model) -> Narrative {
    Narrative {
        id: row.id,
        event: event_key((row.tenant_id, row.event_id)),
        text: NarrativeText {
            long_description: row.long_description,
            screenshots: texts(&row.screenshots),
            code_snippets: items(&row.code_snippets).map(CodeSnippet::from_json).collect(),
            ai_narrative: row.ai_narrative,
            ai_summary: row.ai_summary,
            ai_tags: texts(&row.ai_tags),
        },
        generated: row.generated_by.map(|by| Generated {
            by,
            at: row.generated_at.map(Timestamp::from_stored),
            state: row.workflow_digest.as_deref().and_then(WorkflowState::from_stored),
            sections: row.ai_sections.as_ref().map(NarrativeSection::from_json).unwrap_or_default(),
        }),
        user: row.user_id.map(UserId),
        recorded_at: Timestamp::from_stored(row.recorded_at),
        revision: row.revision,
    }
}

/// The items of a list. Code that was adopted may stand alone.
fn items(list: &Value) -> impl Iterator<Item = &Value> {
    let items = list.as_array().map_or(std::slice::from_ref(list), Vec::as_slice);
    items.iter().filter(|item| !item.is_null())
}

fn texts(list: &Value) -> Vec<String> {
    items(list).filter_map(Value::as_str).map(str::to_owned).collect()
}
