//! `narrative_context`: what was written about an event, by people or by a model.

use sea_orm::entity::prelude::*;

/// The text about one event.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "narrative_context")]
pub struct Model {
    /// Whose history the event belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The narrative's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The event, which has one narrative at most.
    #[sea_orm(column_type = "Text")]
    pub event_id: String,
    /// The story at length.
    #[sea_orm(column_type = "Text", nullable)]
    pub long_description: Option<String>,
    /// Addresses of pictures: an array of text.
    #[sea_orm(column_type = "JsonBinary")]
    pub screenshots: Json,
    /// Pieces of code: an array of objects.
    #[sea_orm(column_type = "JsonBinary")]
    pub code_snippets: Json,
    /// The story as a model told it.
    #[sea_orm(column_type = "Text", nullable)]
    pub ai_narrative: Option<String>,
    /// The story in a sentence.
    #[sea_orm(column_type = "Text", nullable)]
    pub ai_summary: Option<String>,
    /// Words to find it by: an array of text.
    #[sea_orm(column_type = "JsonBinary")]
    pub ai_tags: Json,
    /// The generated story sentence by sentence: an array of objects; null when people wrote all.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub ai_sections: Option<Json>,
    /// What wrote the generated parts; null when people wrote all.
    #[sea_orm(column_type = "Text", nullable)]
    pub generated_by: Option<String>,
    /// When that was, in milliseconds since the epoch.
    pub generated_at: Option<i64>,
    /// Which state of the workflow it was written from.
    #[sea_orm(column_type = "Text", nullable)]
    pub workflow_digest: Option<String>,
    /// Who wrote the rest.
    pub user_id: Option<Uuid>,
    /// When the row last changed, in milliseconds since the epoch.
    pub recorded_at: i64,
    /// 1 when first written, one more with each change.
    pub revision: i32,
}

/// Rows are joined by hand, with the tenant in every leg.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
