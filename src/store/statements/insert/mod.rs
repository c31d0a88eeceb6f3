//! What rows are inserted into: tables, and their columns in the order in which both databases get them.

pub(in crate::store) mod arrays;
pub(in crate::store) mod values;

pub(in crate::store) const EVENTS: &str = "INSERT INTO event_history (tenant_id, id, event_name, source, \
    timestamp, should_document, payload, user_intent, context, metadata, user_id, recorded_at, \
    revision, correlation_id, user_text, tenant_text, outcome_state)";

pub(in crate::store) const RELATIONS: &str =
    "INSERT INTO event_relation (tenant_id, event_id, related_id, ordinal, event_timestamp)";

pub(in crate::store) const OUTCOMES: &str = "INSERT INTO outcome_revision (tenant_id, event_id, revision, \
    outcome, impact_metric, recorded_at, user_id, user_text, verdict, outcome_at)";

pub(in crate::store) const CHANGES: &str = "INSERT INTO event_log (tenant_id, transaction_id, ordinal, \
    event_id, change, size, recorded_at)";
