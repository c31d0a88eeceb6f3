-- Grants again what close.sql revoked, on what is still there, to those who are.
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT * FROM event_mesh_original.revoked ORDER BY place LOOP
        IF to_regclass(one.relation) IS NOT NULL
            AND (one.grantee = 'PUBLIC' OR to_regrole(one.grantee) IS NOT NULL)
        THEN
            EXECUTE format('GRANT %s ON %s %s TO %s %s', one.privilege, one.kind, one.relation,
                one.grantee, CASE WHEN one.is_grantable THEN 'WITH GRANT OPTION' END);
        END IF;
    END LOOP;
END
$$;

DROP TABLE event_mesh_original.revoked;
