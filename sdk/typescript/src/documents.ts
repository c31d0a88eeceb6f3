/**
 * What is asked. Arguments and variables have the same names, so that `inputPath` means both. It goes
 * into every application as it stands here, so it isn't indented.
 */

/** The keys of a context that the API knows. */
export const KNOWN = [
  "relatedEvents",
  "decision",
  "category",
  "outcome",
  "verdict",
  "outcomeAt",
  "impactMetric",
];

/** Stands behind every document that asks for events. */
export const EVENT = `fragment E on Event {
id eventName source timestamp payload shouldDocument metadata userId tenantId revision outcomeState
userIntent { problemSolved painPoint goal expectedOutcome impactMetric }
context { ${KNOWN} extra }
}`;

export const PUBLISH = `mutation ($input: PublishInput!) {
publish(input: $input) { event { ...E } }
}`;

export const PUBLISH_MANY = `mutation ($inputs: [PublishInput!]!) {
publishMany(inputs: $inputs) { results { event { ...E } } }
}`;

/** For events of which nothing is to be known but that they are stored. */
export const STORE = `mutation ($inputs: [PublishInput!]!) {
publishMany(inputs: $inputs) { results { created } }
}`;

export const UPDATE_OUTCOME = `mutation ($id: ID!, $input: OutcomeInput!) {
updateOutcome(id: $id, input: $input) { event { ...E } }
}`;

export const GET = `query ($id: ID!) {
event(id: $id) { ...E }
}`;

export const LIST = `query ($filter: EventFilter, $first: Int, $after: Cursor) {
server { limits { page } }
events(filter: $filter, first: $first, after: $after) {
nodes { ...E }
pageInfo { hasNextPage endCursor }
}
}`;

export const WORKFLOW = `query ($eventId: ID!, $maxDepth: Int! = 10) {
workflow(eventId: $eventId, maxDepth: $maxDepth) { truncatedBy events { ...E } }
}`;

export const FOLLOW = `subscription ($after: Cursor, $filter: EventFilter, $kinds: [StreamKind!]) {
eventStream(after: $after, filter: $filter, kinds: $kinds) {
type: __typename cursor
... on EventPublished { event { ...E } }
... on OutcomeUpdated { event { ...E } }
... on NarrativeUpdated { event { ...E } }
}
}`;
