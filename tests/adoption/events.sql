-- A small history with everything that the original lets in.
INSERT INTO event_history VALUES
  ('a1', 'provider.connected', 'oauth', 1700000000001, '{"n": 1.50}', NULL,
   '{"goal": "see payments"}', NULL, NULL, '00000000-0000-4000-8000-00000000000a'),
  ('a2', 'widget.created', 'wizard', 1700000000002, '[]', true, NULL,
   '{"relatedEvents": ["a1", "gone", "a1", "b1", "no id at all", "a2"], "decision": null,
     "category": "feature", "outcome": "it works", "mood": {"x": 1}}',
   '{"k": null}', '00000000-0000-4000-8000-00000000000a'),
  ('a3', 'x', 'y', 1700000000003, '"text"', false, '[]',
   '{"relatedEvents": ["a2", "a4"], "outcome": 7, "impactMetric": ""}', 'null',
   '00000000-0000-4000-8000-00000000000a'),
  ('a4', 'x', '', -1, '{}', NULL, 'null', '{"relatedEvents": ["a3", 5]}', '[1, [2]]',
   '00000000-0000-4000-8000-00000000000a'),
  ('a5', '', '', 8640000000000000, 'false', NULL, NULL, '{"relatedEvents": "a3", "outcome": null}',
   NULL, '00000000-0000-4000-8000-00000000000a'),
  ('a6', 'x', 'y', -8640000000000000, '0', NULL, NULL, '["a3"]', NULL,
   '00000000-0000-4000-8000-00000000000a'),
  ('a7', 'x', 'y', 1700000000007, '{}', NULL, NULL, '{"relatedEvents": ["a3"]}', NULL,
   '00000000-0000-4000-8000-00000000000a'),
  ('b1', 'x', 'y', 1700000000008, '{"of": "bob"}', NULL, NULL, '{"relatedEvents": ["b1", "a1"]}',
   NULL, '00000000-0000-4000-8000-00000000000b'),
  ('n:1', 'x', 'y', 5, '{"big": 123456789012345678901234567890, "most": 1.7976931348623157e308}', NULL, NULL, 'null', NULL, NULL),
  ('n-2', 'x', 'y', 6, '{}', NULL, NULL, '{"relatedEvents": ["n:1", "n-3"]}', NULL, NULL),
  ('n-3', 'x', 'y', 7, '{}', NULL, NULL, '{"relatedEvents": ["n-2"]}', NULL, NULL);
UPDATE event_history SET payload = jsonb_build_object('text', repeat('ab"c', 262144))
WHERE id = 'a7';
UPDATE event_history SET metadata = (repeat('[', 127) || repeat(']', 127))::jsonb
WHERE id = 'n-3';

INSERT INTO narrative_context VALUES
  ('00000000-0000-4000-8000-000000000001', 'a1', 'long', ARRAY['one.png', '', 'NULL', 'a,b"c'],
   '[{"language": "rust"}]', 'told', 'short', '{}'),
  ('00000000-0000-4000-8000-000000000002', 'a2', NULL, NULL, NULL, NULL, '', NULL);
