-- What is in PostgreSQL beside the tables: the index, and the one way to ask it.

-- The version says by which rules the words were made.
ALTER TABLE event_search ADD COLUMN terms tsvector NOT NULL, ADD COLUMN version smallint NOT NULL;
CREATE INDEX event_search_terms ON event_search USING gin (terms)
    WITH (gin_pending_list_limit = 512);
CREATE INDEX event_search_time ON event_search (tenant_id, timestamp, event_id);
CREATE INDEX event_search_all_time ON event_search (timestamp, event_id, tenant_id);

-- Not forced on the owner, whose function asks: under a policy no index of words is used, since the
-- operator that asks one isn't leakproof.
ALTER TABLE event_search ENABLE ROW LEVEL SECURITY;
CREATE POLICY event_mesh_server ON event_search TO event_mesh
    USING (event_mesh.admits(tenant_id)) WITH CHECK (event_mesh.admits(tenant_id));
REVOKE ALL ON event_search FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON event_search TO event_mesh;

-- How far the index is, is no tenant's.
ALTER TABLE event_search_progress ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_search_progress FORCE ROW LEVEL SECURITY;
CREATE POLICY event_mesh_server ON event_search_progress TO event_mesh
    USING (true) WITH CHECK (true);
REVOKE ALL ON event_search_progress FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON event_search_progress TO event_mesh;

-- The keys of the events that a query finds, of one tenant or, where it is null, of all: the first so many
-- behind a place, in the order of time. Whoever asks must have named the tenant, or every one, in the setting
-- that the policies go by; else there are none. Whose words they are is a word itself, so that a tenant's
-- part of the index is what is read. The query and the bounds are known when the statement is planned:
-- whether the words are looked up, or the newest events are looked through, depends on them.
DO $$
BEGIN
    EXECUTE format($create$
        CREATE FUNCTION event_mesh.search(
            tenant uuid, query tsquery, newest_first boolean,
            place_time bigint, place_id text, place_tenant uuid, most integer
        ) RETURNS TABLE (tenant_id uuid, event_id text, "timestamp" bigint)
            LANGUAGE plpgsql STABLE SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp
        AS $body$
        DECLARE
            wanted constant tsquery := CASE WHEN tenant IS NULL THEN query
                ELSE query && CAST('''¬' || replace(CAST(tenant AS text), '-', '') || '''' AS tsquery) END;
            owned constant text := CASE WHEN tenant IS NULL THEN '' ELSE 'tenant_id = $1 AND ' END;
            place constant text := CASE WHEN tenant IS NULL
                THEN '(timestamp, event_id, tenant_id) %%s ($4, $5, $6)'
                ELSE '(timestamp, event_id) %%s ($4, $5)' END;
            sequence constant text := CASE WHEN tenant IS NULL
                THEN 'timestamp %%1$s, event_id %%1$s, tenant_id %%1$s'
                ELSE 'timestamp %%1$s, event_id %%1$s' END;
        BEGIN
            IF NOT coalesce(CASE WHEN tenant IS NULL
                THEN current_setting('event_mesh.tenants', true) = '*'
                ELSE event_mesh.admits(tenant) END, false)
            THEN
                RETURN;
            END IF;
            RETURN QUERY EXECUTE
                'SELECT tenant_id, event_id, timestamp FROM %1$I.event_search WHERE ' || owned
                || 'terms @@ $2 AND ' || format(place, CASE WHEN newest_first THEN '<' ELSE '>' END)
                || ' ORDER BY ' || format(sequence, CASE WHEN newest_first THEN 'DESC' ELSE 'ASC' END)
                || ' LIMIT $3'
                USING tenant, wanted, most, place_time, place_id, place_tenant;
        END
        $body$
    $create$, current_schema());
END
$$;
REVOKE ALL ON FUNCTION
    event_mesh.search(uuid, tsquery, boolean, bigint, text, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    event_mesh.search(uuid, tsquery, boolean, bigint, text, uuid, integer) TO event_mesh;

-- What is deleted in SQL is forgotten with it. Nothing waits for this where events are written.
DO $$
BEGIN
    EXECUTE format($create$
        CREATE FUNCTION event_mesh.forget_words() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp
        AS $body$
        BEGIN
            IF TG_OP = 'TRUNCATE' THEN
                DELETE FROM %1$I.event_search;
            ELSE
                DELETE FROM %1$I.event_search AS words USING gone
                WHERE words.tenant_id = gone.tenant_id AND words.event_id = gone.id;
            END IF;
            RETURN NULL;
        END
        $body$
    $create$, current_schema());
    -- Citus has no such triggers on tables that it distributes: there, words stay that nothing is found by.
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        CREATE TRIGGER forget_words AFTER DELETE ON event_history
            REFERENCING OLD TABLE AS gone
            FOR EACH STATEMENT EXECUTE FUNCTION event_mesh.forget_words();
        CREATE TRIGGER forget_all_words AFTER TRUNCATE ON event_history
            FOR EACH STATEMENT EXECUTE FUNCTION event_mesh.forget_words();
    END IF;
END
$$;
REVOKE ALL ON FUNCTION event_mesh.forget_words() FROM PUBLIC;
