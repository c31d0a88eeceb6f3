-- What belongs to the original tables and has no effect on the new ones.
WITH taken AS (
    SELECT c.oid
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = current_schema()
    WHERE c.relname IN ('event_history', 'narrative_context')
)
SELECT pg_describe_object('pg_trigger'::regclass, oid, 0) AS name
FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM taken) AND NOT tgisinternal
UNION ALL
SELECT pg_describe_object('pg_policy'::regclass, oid, 0)
FROM pg_policy WHERE polrelid IN (SELECT oid FROM taken)
UNION ALL
SELECT pg_describe_object('pg_rewrite'::regclass, oid, 0)
FROM pg_rewrite WHERE ev_class IN (SELECT oid FROM taken)
UNION ALL
SELECT pg_describe_object('pg_publication_rel'::regclass, oid, 0)
FROM pg_publication_rel WHERE prrelid IN (SELECT oid FROM taken)
ORDER BY name
