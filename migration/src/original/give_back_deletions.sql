DELETE FROM event_mesh_original.event_history AS original
WHERE NOT EXISTS (
    SELECT FROM event_history AS now WHERE now.id = original.id COLLATE "C"
);
