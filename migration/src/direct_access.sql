-- What users see who reach the database beside the server, through PostgREST as on Supabase:
-- their own rows, for reading. Writing is the server's: links, normal forms and revisions are its
-- rules. Supabase grants everything on new tables of the schema public to these roles, TRUNCATE
-- among it, which no policy holds back.

-- The tenant that the claims of this request name; null without claims, and for the nil UUID, which
-- no user has: it stands for events of nobody. Claims of an earlier transaction read as ''.
CREATE OR REPLACE FUNCTION event_mesh.claimed_tenant() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(
        (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> {claim})::uuid,
        '00000000-0000-0000-0000-000000000000'
    );

DO $$
DECLARE
    name text;
    readable constant text[] :=
        ARRAY['event_history', 'event_relation', 'outcome_revision', 'narrative_context'];
    unreadable constant text[] :=
        ARRAY['event_log', 'event_log_epoch', 'event_log_removal', 'event_search',
            'event_search_progress', 'narrative_job', 'narrative_spend', 'seaql_migrations'];
BEGIN
    IF to_regrole('anon') IS NOT NULL THEN
        FOREACH name IN ARRAY readable || unreadable LOOP
            EXECUTE format('REVOKE ALL ON %I FROM anon', name);
        END LOOP;
        REVOKE ALL ON FUNCTION event_mesh.forget_words, event_mesh.search FROM anon;
    END IF;
    IF to_regrole('authenticated') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA event_mesh TO authenticated;
        REVOKE ALL ON FUNCTION event_mesh.forget_words, event_mesh.search FROM authenticated;
        FOREACH name IN ARRAY unreadable LOOP
            EXECUTE format('REVOKE ALL ON %I FROM authenticated', name);
        END LOOP;
        FOREACH name IN ARRAY readable LOOP
            EXECUTE format('REVOKE ALL ON %I FROM authenticated', name);
            EXECUTE format('GRANT SELECT ON %I TO authenticated', name);
            EXECUTE format('DROP POLICY IF EXISTS event_mesh_own ON %I', name);
            EXECUTE format(
                'CREATE POLICY event_mesh_own ON %I FOR SELECT TO authenticated '
                'USING (tenant_id = event_mesh.claimed_tenant())', name);
        END LOOP;
    END IF;
END
$$;
