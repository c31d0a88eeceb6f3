-- Policies bind the owner, too. A role that they would still hide rows from gets an error.
ALTER TABLE event_history NO FORCE ROW LEVEL SECURITY;
ALTER TABLE outcome_revision NO FORCE ROW LEVEL SECURITY;
SET LOCAL row_security = off;

-- An outcome that was reported is known since it was stored: since the first report of those that say the
-- same as the last. One that came with the event is known since then, and says nothing.
WITH told AS (
    SELECT report.tenant_id, report.event_id, min(report.revision) AS revision
    FROM outcome_revision AS report
    JOIN event_history AS event
        ON event.tenant_id = report.tenant_id AND event.id = report.event_id
    WHERE event.revision > 1
      AND report.outcome = event.context ->> 'outcome'
      AND report.revision > coalesce((
          SELECT max(other.revision) FROM outcome_revision AS other
          WHERE other.tenant_id = report.tenant_id AND other.event_id = report.event_id
            AND other.outcome IS DISTINCT FROM event.context ->> 'outcome'
      ), 0)
    GROUP BY report.tenant_id, report.event_id
)
UPDATE event_history AS event
SET context = event.context || jsonb_build_object('outcomeAt', report.recorded_at)
FROM told, outcome_revision AS report
WHERE told.revision > 1
  AND report.tenant_id = told.tenant_id
  AND report.event_id = told.event_id
  AND report.revision = told.revision
  AND event.tenant_id = told.tenant_id
  AND event.id = told.event_id
  AND NOT event.context ? 'outcomeAt';

-- Verdicts that were there before they had a field.
UPDATE outcome_revision AS report
SET verdict = CASE event.context ->> 'verdict' WHEN 'MET' THEN 3 WHEN 'PARTLY' THEN 4 ELSE 5 END
FROM event_history AS event
WHERE event.tenant_id = report.tenant_id
  AND event.id = report.event_id
  AND event.revision = report.revision
  AND event.context ->> 'verdict' IN ('MET', 'PARTLY', 'NOT_MET');

SET LOCAL row_security TO DEFAULT;
ALTER TABLE event_history FORCE ROW LEVEL SECURITY;
ALTER TABLE outcome_revision FORCE ROW LEVEL SECURITY;

-- Rewrites the table. An UPDATE would leave as much behind to be cleaned up, and, of events that this
-- transaction has adopted, ask again whether auth.users has their users.
ALTER TABLE event_history ALTER COLUMN outcome_state TYPE smallint USING (
    CASE
        WHEN context ->> 'outcome' IS NOT NULL THEN
            CASE context ->> 'verdict'
                WHEN 'MET' THEN 3 WHEN 'PARTLY' THEN 4 WHEN 'NOT_MET' THEN 5 ELSE 2
            END
        WHEN jsonb_typeof(user_intent -> 'expectedOutcome') = 'string' THEN 1
        ELSE 0
    END
);
