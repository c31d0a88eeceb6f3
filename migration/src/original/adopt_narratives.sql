INSERT INTO narrative_context (
    tenant_id, id, event_id, long_description, screenshots, code_snippets, ai_narrative,
    ai_summary, ai_tags, recorded_at
)
SELECT event.tenant_id, original.id, original.event_id, original.long_description,
       coalesce(to_jsonb(original.screenshots), '[]'), coalesce(original.code_snippets, '[]'),
       original.ai_narrative, original.ai_summary, coalesce(to_jsonb(original.ai_tags), '[]'),
       event.timestamp
FROM event_mesh_original.narrative_context AS original
JOIN event_history AS event ON event.id = original.event_id COLLATE "C"
