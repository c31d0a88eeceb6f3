-- The role whose members serve the history: the server logs in as one of them.
DO $$
BEGIN
    IF to_regrole('event_mesh') IS NULL THEN
        CREATE ROLE event_mesh NOLOGIN;
    END IF;
EXCEPTION
    -- Roles belong to the whole cluster: another database may have been migrated at this moment.
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the role event_mesh is missing, and % may not create it: '
            'have an administrator run CREATE ROLE event_mesh NOLOGIN', current_user;
END
$$;

-- Policies are forced on the owner of the tables too.
DO $$
BEGIN
    IF NOT pg_has_role('event_mesh', 'USAGE') THEN
        EXECUTE format('GRANT event_mesh TO %I', current_user);
    END IF;
EXCEPTION
    -- An owner who can't join serves nobody: the server says so where it logs in as one.
    WHEN insufficient_privilege THEN NULL;
    -- It joined for another database of the cluster at this moment.
    WHEN unique_violation THEN NULL;
END
$$;

DO $$
BEGIN
    IF to_regnamespace('event_mesh') IS NOT NULL THEN
        RAISE EXCEPTION 'the database has a schema event_mesh already: '
            'it holds one history, so give this one a database of its own';
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO event_mesh', current_schema());
END
$$;

CREATE SCHEMA event_mesh;
GRANT USAGE ON SCHEMA event_mesh TO event_mesh;

-- Whether this transaction is about the rows of a tenant. The setting is '*' for all of them, or a
-- list of UUIDs. One that was set for an earlier transaction reads as ''.
CREATE FUNCTION event_mesh.admits(tenant uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE current_setting('event_mesh.tenants', true)
        WHEN '*' THEN true
        ELSE strpos(current_setting('event_mesh.tenants', true), tenant::text) > 0
    END;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY
        ARRAY['event_history', 'event_relation', 'outcome_revision', 'narrative_context']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY event_mesh_server ON %I TO event_mesh '
            'USING (event_mesh.admits(tenant_id)) WITH CHECK (event_mesh.admits(tenant_id))', name);
        EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', name);
    END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE (context, revision) ON event_history TO event_mesh;
GRANT SELECT, INSERT ON event_relation, outcome_revision TO event_mesh;
GRANT SELECT, INSERT, UPDATE, DELETE ON narrative_context TO event_mesh;

-- The server looks there whether it knows the schema.
ALTER TABLE seaql_migrations ENABLE ROW LEVEL SECURITY;
CREATE POLICY event_mesh_server ON seaql_migrations FOR SELECT TO event_mesh USING (true);
GRANT SELECT ON seaql_migrations TO event_mesh;
