-- As Supabase has them, for the tables of the original to name.
CREATE SCHEMA auth;
CREATE TABLE auth.users (id UUID PRIMARY KEY, email TEXT);
INSERT INTO auth.users VALUES
  ('00000000-0000-4000-8000-00000000000a', 'alice@app.example'),
  ('00000000-0000-4000-8000-00000000000b', 'bob@app.example');
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
