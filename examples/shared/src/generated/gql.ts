/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "fragment EventCard on Event {\n  id\n  eventName\n  source\n  timestamp\n  payload\n  userIntent {\n    problemSolved\n    goal\n    expectedOutcome\n  }\n  context {\n    decision\n    outcome\n  }\n  outcomeState\n}\n\nquery Events($first: Int!, $after: Cursor) {\n  events(first: $first, after: $after) {\n    edges {\n      node {\n        ...EventCard\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nquery Workflow($eventId: ID!) {\n  workflow(eventId: $eventId, direction: BOTH) {\n    title\n    isPartial\n    events {\n      ...EventCard\n    }\n    edges {\n      from\n      to\n    }\n  }\n}\n\nmutation Publish($input: PublishInput!) {\n  publish(input: $input) {\n    event {\n      ...EventCard\n    }\n  }\n}\n\nsubscription EventStream($after: Cursor) {\n  eventStream(after: $after) {\n    type: __typename\n    cursor\n    ... on EventPublished {\n      event {\n        ...EventCard\n      }\n    }\n    ... on OutcomeUpdated {\n      event {\n        ...EventCard\n      }\n    }\n    ... on NarrativeUpdated {\n      event {\n        ...EventCard\n      }\n    }\n  }\n}": typeof types.EventCardFragmentDoc,
};
const documents: Documents = {
    "fragment EventCard on Event {\n  id\n  eventName\n  source\n  timestamp\n  payload\n  userIntent {\n    problemSolved\n    goal\n    expectedOutcome\n  }\n  context {\n    decision\n    outcome\n  }\n  outcomeState\n}\n\nquery Events($first: Int!, $after: Cursor) {\n  events(first: $first, after: $after) {\n    edges {\n      node {\n        ...EventCard\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nquery Workflow($eventId: ID!) {\n  workflow(eventId: $eventId, direction: BOTH) {\n    title\n    isPartial\n    events {\n      ...EventCard\n    }\n    edges {\n      from\n      to\n    }\n  }\n}\n\nmutation Publish($input: PublishInput!) {\n  publish(input: $input) {\n    event {\n      ...EventCard\n    }\n  }\n}\n\nsubscription EventStream($after: Cursor) {\n  eventStream(after: $after) {\n    type: __typename\n    cursor\n    ... on EventPublished {\n      event {\n        ...EventCard\n      }\n    }\n    ... on OutcomeUpdated {\n      event {\n        ...EventCard\n      }\n    }\n    ... on NarrativeUpdated {\n      event {\n        ...EventCard\n      }\n    }\n  }\n}": types.EventCardFragmentDoc,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment EventCard on Event {\n  id\n  eventName\n  source\n  timestamp\n  payload\n  userIntent {\n    problemSolved\n    goal\n    expectedOutcome\n  }\n  context {\n    decision\n    outcome\n  }\n  outcomeState\n}\n\nquery Events($first: Int!, $after: Cursor) {\n  events(first: $first, after: $after) {\n    edges {\n      node {\n        ...EventCard\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nquery Workflow($eventId: ID!) {\n  workflow(eventId: $eventId, direction: BOTH) {\n    title\n    isPartial\n    events {\n      ...EventCard\n    }\n    edges {\n      from\n      to\n    }\n  }\n}\n\nmutation Publish($input: PublishInput!) {\n  publish(input: $input) {\n    event {\n      ...EventCard\n    }\n  }\n}\n\nsubscription EventStream($after: Cursor) {\n  eventStream(after: $after) {\n    type: __typename\n    cursor\n    ... on EventPublished {\n      event {\n        ...EventCard\n      }\n    }\n    ... on OutcomeUpdated {\n      event {\n        ...EventCard\n      }\n    }\n    ... on NarrativeUpdated {\n      event {\n        ...EventCard\n      }\n    }\n  }\n}"): (typeof documents)["fragment EventCard on Event {\n  id\n  eventName\n  source\n  timestamp\n  payload\n  userIntent {\n    problemSolved\n    goal\n    expectedOutcome\n  }\n  context {\n    decision\n    outcome\n  }\n  outcomeState\n}\n\nquery Events($first: Int!, $after: Cursor) {\n  events(first: $first, after: $after) {\n    edges {\n      node {\n        ...EventCard\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nquery Workflow($eventId: ID!) {\n  workflow(eventId: $eventId, direction: BOTH) {\n    title\n    isPartial\n    events {\n      ...EventCard\n    }\n    edges {\n      from\n      to\n    }\n  }\n}\n\nmutation Publish($input: PublishInput!) {\n  publish(input: $input) {\n    event {\n      ...EventCard\n    }\n  }\n}\n\nsubscription EventStream($after: Cursor) {\n  eventStream(after: $after) {\n    type: __typename\n    cursor\n    ... on EventPublished {\n      event {\n        ...EventCard\n      }\n    }\n    ... on OutcomeUpdated {\n      event {\n        ...EventCard\n      }\n    }\n    ... on NarrativeUpdated {\n      event {\n        ...EventCard\n      }\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;