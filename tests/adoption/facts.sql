-- Everything that two databases with the same history have in common, one line each.
WITH t AS (
  SELECT c.* FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname !~ '^pg_|^information_schema$' AND c.relname <> 'seaql_migrations'
    AND c.relkind IN ('r', 'v', 'p', 'm', 'S')
)
SELECT format('relation %s %s of %s: %s %s %s, %s', oid::regclass, relkind, relowner::regrole,
              relacl, relrowsecurity, relforcerowsecurity, obj_description(oid))
FROM t
UNION ALL
SELECT format('column %s.%s: %s %s %s %s', t.oid::regclass, a.attname, a.attacl,
              format_type(a.atttypid, a.atttypmod), a.attnotnull,
              (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
               WHERE adrelid = a.attrelid AND adnum = a.attnum))
FROM t JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT format('constraint %s', pg_get_constraintdef(k.oid)) || k.conname
FROM t JOIN pg_constraint AS k ON k.conrelid = t.oid
UNION ALL
SELECT pg_get_indexdef(i.indexrelid) FROM t JOIN pg_index AS i ON i.indrelid = t.oid
UNION ALL
SELECT pg_get_triggerdef(g.oid) || g.tgenabled::text
FROM t JOIN pg_trigger AS g ON g.tgrelid = t.oid WHERE NOT g.tgisinternal
UNION ALL
SELECT pol::text FROM pg_policies AS pol
UNION ALL
SELECT pub::text FROM pg_publication_tables AS pub
UNION ALL
SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname !~ '^pg_'
ORDER BY 1
