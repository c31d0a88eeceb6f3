-- An outcome that was reported is known since it was stored: since the first report of those that say the
-- same as the last. One that came with the event is known since then, and says nothing.
UPDATE event_history
SET context = json_set(context, '$.outcomeAt', report.recorded_at)
FROM outcome_revision AS report
WHERE event_history.revision > 1
  AND report.tenant_id = event_history.tenant_id
  AND report.event_id = event_history.id
  AND report.revision > 1
  AND json_type(event_history.context, '$.outcomeAt') IS NULL
  AND report.revision = (
      SELECT min(same.revision) FROM outcome_revision AS same
      WHERE same.tenant_id = report.tenant_id AND same.event_id = report.event_id
        AND same.outcome = event_history.context ->> 'outcome'
        AND same.revision > coalesce((
            SELECT max(other.revision) FROM outcome_revision AS other
            WHERE other.tenant_id = report.tenant_id AND other.event_id = report.event_id
              AND other.outcome IS NOT event_history.context ->> 'outcome'
        ), 0)
  );

-- Verdicts that were there before they had a field.
UPDATE outcome_revision
SET verdict = CASE event.context ->> 'verdict' WHEN 'MET' THEN 3 WHEN 'PARTLY' THEN 4 ELSE 5 END
FROM event_history AS event
WHERE event.tenant_id = outcome_revision.tenant_id
  AND event.id = outcome_revision.event_id
  AND event.revision = outcome_revision.revision
  AND event.context ->> 'verdict' IN ('MET', 'PARTLY', 'NOT_MET');

UPDATE event_history
SET outcome_state = CASE
    WHEN context ->> 'outcome' IS NOT NULL THEN
        CASE context ->> 'verdict'
            WHEN 'MET' THEN 3 WHEN 'PARTLY' THEN 4 WHEN 'NOT_MET' THEN 5 ELSE 2
        END
    ELSE 1
END
WHERE context ->> 'outcome' IS NOT NULL
   OR json_type(user_intent, '$.expectedOutcome') = 'text';
