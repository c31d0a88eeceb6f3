//! Users as Supabase knows them: where the database has the table `auth.users`, by UUID, events name
//! users of it. Citus has no keys from distributed tables to local ones.

use sea_orm_migration::prelude::*;

use crate::postgres::on_postgres;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Events that are there already are not looked at: their users may be gone.
const UP: &str = "
    DO $$
    DECLARE
        users oid;
    BEGIN
        -- Others have a table of this name, too, with users of another kind.
        SELECT c.oid INTO users
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id'
            JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
            WHERE n.nspname = 'auth' AND c.relname = 'users' AND c.relkind = 'r'
                AND a.atttypid = 'uuid'::regtype AND i.indkey::text = a.attnum::text;
        IF users IS NULL OR EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
            RETURN;
        END IF;
        IF NOT has_schema_privilege('auth', 'USAGE')
            OR NOT has_table_privilege(users, 'REFERENCES')
        THEN
            RAISE WARNING 'events may name any user, for % may not refer to auth.users: '
                'grant it USAGE on the schema and REFERENCES, then add a foreign key', current_user;
            RETURN;
        END IF;
        -- Whoever removes a user asks for that user's events.
        CREATE INDEX event_history_user ON event_history (user_id);
        ALTER TABLE event_history ADD CONSTRAINT event_history_user
            FOREIGN KEY (user_id) REFERENCES auth.users (id) NOT VALID;
    END
    $$";

const DOWN: &str = "
    ALTER TABLE event_history DROP CONSTRAINT IF EXISTS event_history_user;
    DROP INDEX IF EXISTS event_history_user;";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        on_postgres(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        on_postgres(manager, DOWN).await
    }
}
