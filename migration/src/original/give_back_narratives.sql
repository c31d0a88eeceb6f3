DELETE FROM event_mesh_original.narrative_context AS original
WHERE NOT EXISTS (SELECT FROM narrative_context AS now WHERE now.id = original.id);

INSERT INTO event_mesh_original.narrative_context (
    id, event_id, long_description, screenshots, code_snippets, ai_narrative, ai_summary, ai_tags
)
SELECT now.id, now.event_id, now.long_description,
       ARRAY(SELECT jsonb_array_elements_text(now.screenshots)), now.code_snippets,
       now.ai_narrative, now.ai_summary, ARRAY(SELECT jsonb_array_elements_text(now.ai_tags))
FROM narrative_context AS now
WHERE NOT EXISTS (
    SELECT FROM event_mesh_original.narrative_context AS original WHERE original.id = now.id
);

UPDATE event_mesh_original.narrative_context AS original
SET event_id = now.event_id,
    long_description = now.long_description,
    screenshots = CASE
        WHEN now.screenshots = coalesce(to_jsonb(original.screenshots), '[]')
        THEN original.screenshots
        ELSE ARRAY(SELECT jsonb_array_elements_text(now.screenshots))
    END,
    code_snippets = CASE
        WHEN now.code_snippets = coalesce(original.code_snippets, '[]')
        THEN original.code_snippets
        ELSE now.code_snippets
    END,
    ai_narrative = now.ai_narrative,
    ai_summary = now.ai_summary,
    ai_tags = CASE
        WHEN now.ai_tags = coalesce(to_jsonb(original.ai_tags), '[]')
        THEN original.ai_tags
        ELSE ARRAY(SELECT jsonb_array_elements_text(now.ai_tags))
    END
FROM narrative_context AS now
WHERE now.id = original.id
  AND (now.event_id, now.long_description, now.screenshots, now.code_snippets, now.ai_narrative,
       now.ai_summary, now.ai_tags)
      IS DISTINCT FROM
      (original.event_id COLLATE "C", original.long_description COLLATE "C",
       coalesce(to_jsonb(original.screenshots), '[]'), coalesce(original.code_snippets, '[]'),
       original.ai_narrative COLLATE "C", original.ai_summary COLLATE "C",
       coalesce(to_jsonb(original.ai_tags), '[]'));
