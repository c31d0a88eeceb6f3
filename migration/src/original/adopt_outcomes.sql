-- As the server writes the outcome that an event is published with: parts that aren't text are none.
INSERT INTO outcome_revision (
    tenant_id, event_id, revision, outcome, impact_metric, recorded_at, user_id
)
SELECT coalesce(original.user_id, '00000000-0000-0000-0000-000000000000'), original.id, 1,
       part.outcome, part.impact_metric, original.timestamp, original.user_id
FROM event_mesh_original.event_history AS original
CROSS JOIN LATERAL (
    SELECT CASE jsonb_typeof(original.context -> 'outcome')
               WHEN 'string' THEN original.context ->> 'outcome'
           END AS outcome,
           CASE jsonb_typeof(original.context -> 'impactMetric')
               WHEN 'string' THEN original.context ->> 'impactMetric'
           END AS impact_metric
) AS part
WHERE original.id > $1 AND original.id <= $2
  AND (part.outcome IS NOT NULL OR part.impact_metric IS NOT NULL)
