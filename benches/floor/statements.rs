//! The SQL of the operations, one statement each: what the floor runs, and pgbench.
//!
//! Parameters have names. The floor numbers them; pgbench puts expressions in their place.

/// Everything about one event.
pub(crate) const EVENT: &str = "
    SELECT id, event_name, source, timestamp, payload, should_document, user_intent, context,
        metadata, user_id::text
    FROM event_history WHERE id = :id";

/// The newest events of a name. The limit is part of the text: as a parameter, PostgreSQL would plan
/// the statement anew each time.
pub(crate) const NEWEST: &str = "
    SELECT id, event_name, timestamp, payload FROM event_history WHERE event_name = :name
    ORDER BY timestamp DESC, id DESC LIMIT 50";

/// The same with the events that each links to, one row a link.
pub(crate) const RELATED: &str = "
    SELECT event.id, event.event_name, related.id, related.event_name
    FROM (
        SELECT tenant_id, id, event_name, timestamp FROM event_history WHERE event_name = :name
        ORDER BY timestamp DESC, id DESC LIMIT 50
    ) AS event
    LEFT JOIN event_relation AS link
        ON link.tenant_id = event.tenant_id AND link.event_id = event.id
    LEFT JOIN event_history AS related
        ON related.tenant_id = link.tenant_id AND related.id = link.related_id
    ORDER BY event.timestamp DESC, event.id DESC, link.ordinal";

/// An event, and those that are reached from it in so many hops. Pairs of event and distance are
/// met once each, so that paths aren't counted one by one.
pub(crate) const WALK: &str = "
    WITH RECURSIVE walk (id, hops) AS (
        SELECT (:id)::text COLLATE \"C\", 0
        UNION
        SELECT link.related_id, walk.hops + 1
        FROM walk JOIN event_relation AS link
            ON link.tenant_id = '00000000-0000-0000-0000-000000000000' AND link.event_id = walk.id
        WHERE walk.hops < :depth
    ), met AS (
        SELECT id, min(hops) AS hops FROM walk GROUP BY id
    )
    SELECT event.id, event.event_name, event.source, event.timestamp, event.payload
    FROM met JOIN event_history AS event
        ON event.tenant_id = '00000000-0000-0000-0000-000000000000' AND event.id = met.id
    ORDER BY met.hops, event.timestamp, event.id";

/// Stores events, their links and their places in the log. `{drafts}` gives rows of them.
pub(crate) const PUBLISH: &str = "
    WITH drafts AS ({drafts}), published AS (
        INSERT INTO event_history (
            tenant_id, id, event_name, source, timestamp, payload, should_document, user_intent,
            context, metadata, user_id, recorded_at, revision, correlation_id, outcome_state
        )
        SELECT '00000000-0000-0000-0000-000000000000', id, event_name, source, timestamp, payload,
            false, user_intent, context, metadata, NULL,
            (extract(epoch FROM now()) * 1000)::bigint, 1,
            coalesce((
                SELECT correlation_id FROM event_history AS related
                WHERE tenant_id = '00000000-0000-0000-0000-000000000000'
                    AND related.id = drafts.context -> 'relatedEvents' ->> 0
            ), drafts.id), (user_intent ? 'expectedOutcome')::integer
        FROM drafts
    ), linked AS (
        INSERT INTO event_relation (tenant_id, event_id, related_id, ordinal, event_timestamp)
        SELECT '00000000-0000-0000-0000-000000000000', drafts.id, related.id, related.place - 1,
            drafts.timestamp
        FROM drafts, jsonb_array_elements_text(context -> 'relatedEvents')
            WITH ORDINALITY AS related (id, place)
    )
    INSERT INTO event_log (
        tenant_id, transaction_id, ordinal, event_id, change, size, recorded_at
    )
    SELECT '00000000-0000-0000-0000-000000000000', pg_current_xact_id()::text::bigint,
        row_number() OVER () - 1, id, 1,
        octet_length(concat(payload, user_intent, context, metadata)),
        (extract(epoch FROM now()) * 1000)::bigint
    FROM drafts";

/// Merges an outcome into an event's context, keeps it, and tells of it.
pub(crate) const OUTCOME: &str = "
    WITH changed AS (
        UPDATE event_history SET revision = revision + 1, outcome_state = 2,
            context = coalesce(context, '{}') || jsonb_build_object('outcome', :outcome::text,
                'outcomeAt', (extract(epoch FROM now()) * 1000)::bigint,
                'impactMetric', :metric::text)
        WHERE tenant_id = '00000000-0000-0000-0000-000000000000' AND id = :id
        RETURNING *
    ), kept AS (
        INSERT INTO outcome_revision (
            tenant_id, event_id, revision, outcome, impact_metric, recorded_at
        )
        SELECT tenant_id, id, revision, :outcome::text, :metric::text,
            (extract(epoch FROM now()) * 1000)::bigint
        FROM changed
    ), told AS (
        INSERT INTO event_log (
            tenant_id, transaction_id, ordinal, event_id, change, size, recorded_at
        )
        SELECT tenant_id, pg_current_xact_id()::text::bigint, 0, id, 2,
            octet_length(concat(payload, user_intent, context, metadata)),
            (extract(epoch FROM now()) * 1000)::bigint
        FROM changed
    )
    SELECT context FROM changed";
