-- What else a product may have put on its tables.
ALTER TABLE event_history ADD COLUMN created_at TIMESTAMPTZ NOT NULL DEFAULT '2026-01-01Z';
ALTER TABLE event_history ADD COLUMN place BIGSERIAL;
ALTER TABLE event_history ADD COLUMN goal TEXT GENERATED ALWAYS AS (user_intent ->> 'goal') STORED;
ALTER TABLE narrative_context
  ALTER CONSTRAINT narrative_context_event_id_fkey DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX event_history_timestamp ON event_history (timestamp DESC);
CREATE INDEX by_user ON event_history (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX by_link ON event_history USING gin ((context -> 'relatedEvents'));
ALTER TABLE event_history ADD CONSTRAINT named CHECK (length(event_name) < 2000);
ALTER TABLE event_history ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_events ON event_history USING (user_id = auth.uid());
ALTER TABLE narrative_context ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_narratives ON narrative_context USING (
  event_id IN (SELECT id FROM event_history WHERE user_id = auth.uid())
);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON event_history FOR EACH ROW EXECUTE FUNCTION touch();
COMMENT ON TABLE event_history IS 'what happened';
CREATE PUBLICATION realtime FOR TABLE event_history;
GRANT SELECT ON event_history TO pg_monitor;
GRANT ALL ON narrative_context, event_history_place_seq TO PUBLIC;
GRANT UPDATE (payload, context), INSERT (id) ON event_history TO pg_read_all_stats WITH GRANT OPTION;
