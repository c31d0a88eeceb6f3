INSERT INTO event_history (
    tenant_id, id, event_name, source, timestamp, payload, should_document, user_intent, context,
    metadata, user_id, recorded_at, revision
)
SELECT coalesce(original.user_id, '00000000-0000-0000-0000-000000000000'), original.id,
       original.event_name, original.source, original.timestamp, original.payload,
       coalesce(original.should_document, false), original.user_intent, original.context,
       original.metadata, original.user_id, original.timestamp, 1
FROM event_mesh_original.event_history AS original
WHERE original.id > $1 AND original.id <= $2
