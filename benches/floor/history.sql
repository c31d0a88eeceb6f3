-- The history that is asked: {events} events of nobody in particular, numbered from 0, as the server
-- would have stored them. `history.rs` knows the same rules, for where this SQL isn't understood: which
-- name an event has, and to which earlier ones it links. What a migration adds is to be filled here,
-- and in `statements.rs`.

-- All keys hold, and looking at each of them takes as long as everything else.
SET session_replication_role = replica;

CREATE FUNCTION pg_temp.event_id(number bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT '01900000-0000-7000-8000-' || lpad(number::text, 12, '0') $$;

-- 64 workflows of 32 steps run side by side. Each step links to the one before, and mostly to another
-- one, 2 to 4 steps before.
WITH numbered AS (
    SELECT
        number,
        number / 64 % 32 AS step,
        number * 2654435761 % 4294967296 AS dice,
        (extract(epoch FROM now()) * 1000)::bigint - {events} + number AS recorded_at
    FROM generate_series(0::bigint, {events} - 1) AS number
), linked AS (
    SELECT
        *,
        (ARRAY[{names}])[dice / 1024 % 12 + 1] AS name,
        array_remove(ARRAY[
            CASE WHEN step >= 1 THEN pg_temp.event_id(number - 64) END,
            CASE WHEN step >= 2 + dice / 16 % 3 AND dice / 64 % 4 <> 0
                THEN pg_temp.event_id(number - 64 * (2 + dice / 16 % 3)) END
        ], NULL) AS related
    FROM numbered
)
INSERT INTO event_history (
    tenant_id, id, event_name, source, timestamp, payload, should_document, user_intent, context,
    metadata, user_id, recorded_at, revision, correlation_id, outcome_state
)
SELECT
    '00000000-0000-0000-0000-000000000000',
    pg_temp.event_id(number),
    name,
    'automation_engine',
    1700000000000 + number * 1000,
    jsonb_build_object(
        'providerId', 'stripe',
        'automationId', 'auto-' || number,
        'step', step,
        'trigger', jsonb_build_object(
            'type', 'payment.failed', 'amount', dice % 90000, 'currency', 'eur'
        ),
        'actions', '[
            {"type": "create_ticket", "project": "SCRUM"},
            {"type": "send_message", "channel": "#billing"}
        ]'::jsonb
    ),
    name IN (
        'widget.created', 'provider.connected', 'automation.triggered', 'workflow.completed',
        'error.occurred'
    ),
    '{
        "goal": "A ticket as soon as a payment fails",
        "painPoint": "Somebody looks at the list of payments every morning",
        "problemSolved": "Late payments go unnoticed",
        "expectedOutcome": "A ticket and a message within a minute"
    }'::jsonb,
    jsonb_build_object(
        'relatedEvents', to_jsonb(related),
        'decision', 'A payment failed, which starts the automation',
        'category', 'feature'
    ),
    jsonb_build_object('sessionId', 'session-' || dice, 'env', 'production'),
    NULL,
    recorded_at,
    1,
    pg_temp.event_id(number - 64 * step),
    1
FROM linked;

INSERT INTO event_relation (tenant_id, event_id, related_id, ordinal, event_timestamp)
SELECT tenant_id, event_history.id, related.id, related.place - 1, timestamp
FROM event_history,
    jsonb_array_elements_text(context -> 'relatedEvents') WITH ORDINALITY AS related (id, place);

INSERT INTO event_log (
    tenant_id, transaction_id, ordinal, event_id, change, size, recorded_at
)
SELECT
    tenant_id,
    pg_current_xact_id()::text::bigint,
    -- Its number, which its id ends with: sorting events takes much of the disk.
    right(id, 12)::integer,
    id,
    1,
    octet_length(concat(payload, user_intent, context, metadata)),
    recorded_at
FROM event_history;

SET session_replication_role = DEFAULT;
