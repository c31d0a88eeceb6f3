-- As the server writes the links of what is published: a list that is all text, each link at its
-- first place. Text that no event can have as its id stays in the context alone: nothing is ever
-- reached through it, and an index takes no text of any length.
INSERT INTO event_relation (tenant_id, event_id, related_id, ordinal)
SELECT coalesce(original.user_id, '00000000-0000-0000-0000-000000000000'), original.id,
       link.id, min(link.place) - 1
FROM event_mesh_original.event_history AS original
CROSS JOIN LATERAL jsonb_array_elements_text(
    CASE
        WHEN jsonb_typeof(original.context -> 'relatedEvents') = 'array'
            AND NOT jsonb_path_exists(
                original.context -> 'relatedEvents', 'strict $[*] ? (@.type() != "string")'
            )
        THEN original.context -> 'relatedEvents'
        ELSE '[]'
    END
) WITH ORDINALITY AS link (id, place)
WHERE original.id > $1 AND original.id <= $2
  AND link.id COLLATE "C" ~ '^[A-Za-z0-9._:-]{1,128}$'
GROUP BY original.user_id, original.id, link.id
