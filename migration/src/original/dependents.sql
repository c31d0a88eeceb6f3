-- What would go on looking at the original tables after they were set aside: views, functions that
-- return their rows, foreign keys and policies of other tables.
WITH taken AS (
    SELECT c.oid, t.oid AS row_type, t.typarray AS array_type
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = current_schema()
    JOIN pg_type AS t ON t.oid = c.reltype
    WHERE c.relname IN ('event_history', 'narrative_context')
), dependent AS (
    SELECT d.classid, d.objid
    FROM pg_depend AS d
    WHERE d.deptype <> 'i' AND (
        d.refclassid = 'pg_class'::regclass AND d.refobjid IN (SELECT oid FROM taken)
        OR d.refclassid = 'pg_type'::regclass
            AND d.refobjid IN (SELECT unnest(ARRAY[row_type, array_type]) FROM taken)
    )
), owner AS (
    -- The table that each belongs to, where it belongs to one.
    SELECT d.classid, d.objid, coalesce(
        CASE d.classid
            WHEN 'pg_constraint'::regclass
                THEN (SELECT conrelid FROM pg_constraint WHERE oid = d.objid)
            WHEN 'pg_trigger'::regclass
                THEN (SELECT tgrelid FROM pg_trigger WHERE oid = d.objid)
            WHEN 'pg_policy'::regclass
                THEN (SELECT polrelid FROM pg_policy WHERE oid = d.objid)
            WHEN 'pg_attrdef'::regclass
                THEN (SELECT adrelid FROM pg_attrdef WHERE oid = d.objid)
            WHEN 'pg_rewrite'::regclass
                THEN (SELECT ev_class FROM pg_rewrite WHERE oid = d.objid)
            WHEN 'pg_publication_rel'::regclass
                THEN (SELECT prrelid FROM pg_publication_rel WHERE oid = d.objid)
            WHEN 'pg_statistic_ext'::regclass
                THEN (SELECT stxrelid FROM pg_statistic_ext WHERE oid = d.objid)
            WHEN 'pg_class'::regclass
                THEN (SELECT indrelid FROM pg_index WHERE indexrelid = d.objid)
        END,
        0
    ) AS table_oid
    FROM dependent AS d
)
SELECT DISTINCT CASE classid
    WHEN 'pg_rewrite'::regclass THEN pg_describe_object('pg_class'::regclass, table_oid, 0)
    ELSE pg_describe_object(classid, objid, 0)
END AS name
FROM owner
WHERE table_oid NOT IN (SELECT oid FROM taken)
  -- Sequences that belong to a column move with it.
  AND NOT EXISTS (
      SELECT FROM pg_class AS c
      WHERE owner.classid = 'pg_class'::regclass AND c.oid = owner.objid AND c.relkind = 'S'
  )
ORDER BY name
