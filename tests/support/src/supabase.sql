-- What a Supabase database has that matters here: roles, privileges that new tables get, the schema
-- auth with its users and functions.
DO $$
BEGIN
    CREATE ROLE anon NOLOGIN NOINHERIT;
    CREATE ROLE authenticated NOLOGIN NOINHERIT;
    CREATE ROLE service_role NOLOGIN NOINHERIT BYPASSRLS;
    CREATE ROLE authenticator LOGIN NOINHERIT;
    CREATE ROLE supabase_owner LOGIN CREATEROLE BYPASSRLS;
    GRANT anon, authenticated, service_role TO authenticator;
    GRANT anon, authenticated, service_role TO supabase_owner;
EXCEPTION
    -- Roles belong to the cluster: the database of another test has made them.
    WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

GRANT CREATE ON SCHEMA public TO supabase_owner;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO supabase_owner', current_database()); END $$;
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_owner IN SCHEMA public
    GRANT ALL ON TABLES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_owner IN SCHEMA public
    GRANT ALL ON FUNCTIONS TO anon, authenticated, service_role;

CREATE SCHEMA auth;
GRANT USAGE ON SCHEMA auth TO anon, authenticated, service_role, supabase_owner;
CREATE TABLE auth.users (
    id uuid PRIMARY KEY,
    email text UNIQUE,
    created_at timestamptz DEFAULT now()
);
GRANT ALL ON auth.users TO supabase_owner;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        nullif(current_setting('request.jwt.claim.sub', true), ''),
        (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
    )::uuid
$$;
