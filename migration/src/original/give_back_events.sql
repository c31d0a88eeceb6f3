-- Rows that are as they were taken are not touched: an UPDATE would turn a null should_document
-- into false.
INSERT INTO event_mesh_original.event_history (
    id, event_name, source, timestamp, payload, should_document, user_intent, context, metadata,
    user_id
)
SELECT now.id, now.event_name, now.source, now.timestamp, now.payload, now.should_document,
       now.user_intent, now.context, now.metadata, now.user_id
FROM event_history AS now
WHERE NOT EXISTS (
    SELECT FROM event_mesh_original.event_history AS original
    WHERE original.id COLLATE "C" = now.id
);

UPDATE event_mesh_original.event_history AS original
SET event_name = now.event_name,
    source = now.source,
    timestamp = now.timestamp,
    payload = now.payload,
    should_document = CASE
        WHEN now.should_document = coalesce(original.should_document, false)
        THEN original.should_document
        ELSE now.should_document
    END,
    user_intent = now.user_intent,
    context = now.context,
    metadata = now.metadata,
    user_id = now.user_id
FROM event_history AS now
WHERE now.id = original.id COLLATE "C"
  AND (now.event_name, now.source, now.timestamp, now.payload, now.should_document,
       now.user_intent, now.context, now.metadata, now.user_id)
      IS DISTINCT FROM
      (original.event_name COLLATE "C", original.source COLLATE "C", original.timestamp,
       original.payload, coalesce(original.should_document, false), original.user_intent,
       original.context, original.metadata, original.user_id);
