-- What is called event_history and narrative_context where the search path finds them first.
SELECT c.relname::text AS name,
       n.nspname::text AS schema,
       n.nspname = current_schema() AS is_at_home,
       c.relkind = 'r' AND NOT c.relispartition AND NOT EXISTS (
           SELECT FROM pg_inherits AS i WHERE c.oid IN (i.inhrelid, i.inhparent)
       ) AS is_plain,
       pg_has_role(c.relowner, 'USAGE') AS is_own,
       pg_get_userbyid(c.relowner)::text AS owner,
       EXISTS (
           SELECT FROM pg_attribute AS a
           WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
       ) AS has_tenants
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.oid IN (to_regclass('event_history'), to_regclass('narrative_context'))
