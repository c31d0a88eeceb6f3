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

-- The keys of the events that a query finds, of one tenant or, where it is null, of all: in the order of time,
-- behind one place and before another. Whoever asks must have named the tenant, or every one, in the setting
-- that the policies go by; else there are none.
--
-- With a reach, so many events are looked through, in their order, until so many are found. A last row says
-- where that ended, how many were looked at, how many of them hold all words of the query, and how many
-- PostgreSQL takes to hold them all in all. Without one, the words are looked up in their index, where whose they
-- are is a word itself. Neither way is good for all words: the index reads every event that holds all of them, and
-- looking through takes long where hardly any does. Settings leave PostgreSQL no other plan: it takes words for
-- independent of each other. The function is volatile, as EXPLAIN is allowed in no other.
DO $$
BEGIN
    EXECUTE format($create$
        CREATE FUNCTION event_mesh.search(
            tenant uuid, query tsquery, words tsquery, newest_first boolean,
            from_time bigint, from_id text, from_tenant uuid,
            end_time bigint, end_id text, end_tenant uuid,
            reach integer, most integer
        ) RETURNS TABLE (
            tenant_id uuid, event_id text, "timestamp" bigint,
            is_found boolean, looked_at integer, holding integer, expected bigint
        )
            LANGUAGE plpgsql VOLATILE SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp
            SET enable_seqscan = off
            SET enable_indexscan = on
            SET enable_bitmapscan = on
        AS $body$
        DECLARE
            is_one constant boolean := tenant IS NOT NULL;
            before constant text := CASE WHEN newest_first THEN '>' ELSE '<' END;
            behind constant text := CASE WHEN newest_first THEN '<' ELSE '>' END;
            bounds constant text := format(
                CASE WHEN is_one
                    THEN 'tenant_id = $1 AND (timestamp, event_id) %%1$s ($2, $3)
                        AND (timestamp, event_id) %%2$s ($5, $6)'
                    ELSE '(timestamp, event_id, tenant_id) %%1$s ($2, $3, $4)
                        AND (timestamp, event_id, tenant_id) %%2$s ($5, $6, $7)' END,
                behind, before);
            sequence constant text := format(
                CASE WHEN is_one THEN 'timestamp %%1$s, event_id %%1$s'
                    ELSE 'timestamp %%1$s, event_id %%1$s, tenant_id %%1$s' END,
                CASE WHEN newest_first THEN 'DESC' ELSE 'ASC' END);
            owner constant tsquery := CASE WHEN is_one
                THEN CAST('''¬' || replace(CAST(tenant AS text), '-', '') || '''' AS tsquery) END;
            found integer := 0;
            is_holding boolean;
            plan json;
        BEGIN
            IF NOT coalesce(CASE WHEN is_one THEN event_mesh.admits(tenant)
                ELSE current_setting('event_mesh.tenants', true) = '*' END, false)
            THEN
                RETURN;
            END IF;
            IF reach IS NULL THEN
                PERFORM set_config('enable_indexscan', 'off', true);
                RETURN QUERY EXECUTE
                    'SELECT tenant_id, event_id, timestamp, true, 0, 0, 0::bigint FROM %1$I.event_search WHERE '
                    || bounds || ' AND terms @@ $8 ORDER BY ' || sequence || ' LIMIT $9'
                    USING tenant, from_time, from_id, from_tenant, end_time, end_id, end_tenant,
                        coalesce(owner && query, query), most;
                RETURN;
            END IF;
            PERFORM set_config('enable_bitmapscan', 'off', true);
            looked_at := 0;
            holding := 0;
            FOR tenant_id, event_id, "timestamp", is_holding, is_found IN EXECUTE
                'SELECT tenant_id, event_id, timestamp, terms @@ $8,
                    CASE WHEN terms @@ $8 THEN terms @@ $9 ELSE false END
                FROM %1$I.event_search WHERE ' || bounds || ' ORDER BY ' || sequence || ' LIMIT $10'
                USING tenant, from_time, from_id, from_tenant, end_time, end_id, end_tenant,
                    words, query, reach
            LOOP
                looked_at := looked_at + 1;
                holding := holding + CAST(is_holding AS integer);
                IF is_found THEN
                    found := found + 1;
                    RETURN NEXT;
                    EXIT WHEN found >= most;
                END IF;
            END LOOP;
            IF looked_at = reach THEN
                PERFORM set_config('enable_bitmapscan', 'on', true);
                EXECUTE 'EXPLAIN (FORMAT JSON) SELECT FROM %1$I.event_search WHERE '
                    || bounds || ' AND terms @@ $8'
                    INTO plan
                    USING tenant, from_time, from_id, from_tenant, end_time, end_id, end_tenant,
                        coalesce(owner && words, words);
                expected := plan -> 0 -> 'Plan' ->> 'Plan Rows';
            END IF;
            IF looked_at > 0 THEN
                is_found := false;
                RETURN NEXT;
            END IF;
        END
        $body$
    $create$, current_schema());
END
$$;
REVOKE ALL ON FUNCTION event_mesh.search FROM PUBLIC;
GRANT EXECUTE ON FUNCTION event_mesh.search TO event_mesh;

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
