-- What others than their owner may do with the tables and sequences that were set aside.
CREATE TABLE event_mesh_original.revoked (
    place bigint PRIMARY KEY,
    kind text NOT NULL,
    relation text NOT NULL,
    grantee text NOT NULL,
    privilege text NOT NULL,
    is_grantable boolean NOT NULL
);

WITH taken AS (
    SELECT c.*, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind
    FROM pg_class AS c
    WHERE c.relnamespace = 'event_mesh_original'::regnamespace AND c.relkind IN ('r', 'S')
), granted AS (
    SELECT t.kind, t.oid, t.relowner, 0 AS attnum, '' AS of_column, acl.*
    FROM taken AS t, aclexplode(t.relacl) WITH ORDINALITY
        AS acl (grantor, grantee, privilege, is_grantable, place)
    UNION ALL
    SELECT t.kind, t.oid, t.relowner, a.attnum, format(' (%I)', a.attname), acl.*
    FROM taken AS t JOIN pg_attribute AS a ON a.attrelid = t.oid,
        aclexplode(a.attacl) WITH ORDINALITY
        AS acl (grantor, grantee, privilege, is_grantable, place)
)
INSERT INTO event_mesh_original.revoked
SELECT row_number() OVER (ORDER BY oid, attnum, place), kind,
    format('event_mesh_original.%I', (SELECT relname FROM pg_class AS c WHERE c.oid = granted.oid)),
    CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
    privilege || of_column, is_grantable
FROM granted WHERE grantee <> relowner;

DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT DISTINCT kind, relation, grantee FROM event_mesh_original.revoked LOOP
        EXECUTE format('REVOKE ALL ON %s %s FROM %s CASCADE', one.kind, one.relation, one.grantee);
    END LOOP;
END
$$;
