/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What surrounded an event. */
export type EventContextInput = {
  /** A word to group events by. */
  category?: string | null | undefined;
  /** What was decided, and why. */
  decision?: string | null | undefined;
  /** Further keys, an object; it is stored beside the fields above. */
  extra?: unknown;
  /** What it changed, measured. */
  impactMetric?: string | null | undefined;
  /** What came of it, when that is known already. */
  outcome?: string | null | undefined;
  /** When the outcome was known; when the event happened, where this is left out. Needs an outcome. */
  outcomeAt?: number | null | undefined;
  /**
   * The ids of the events that led to this one. Each must exist, or be in the same
   * `publishMany`.
   */
  relatedEvents?: Array<string> | null | undefined;
  /** Whether that is what was expected. Needs an outcome. */
  verdict?: OutcomeVerdict | null | undefined;
};

/** What is known of an event's outcome, against what was expected. */
export type OutcomeState =
  /** The outcome is what was expected. */
  | 'MET'
  /** Nothing was expected (`userIntent.expectedOutcome`), and no outcome is told. */
  | 'NONE'
  /** The outcome isn't what was expected. */
  | 'NOT_MET'
  /** The outcome is what was expected in part. */
  | 'PARTLY'
  /** It was said what is expected, and no outcome is told. */
  | 'PENDING'
  /** An outcome is told, without a verdict. */
  | 'TOLD';

/** Whether an outcome is what was expected, as whoever reported it judges. */
export type OutcomeVerdict =
  /** It is. */
  | 'MET'
  /** It isn't. */
  | 'NOT_MET'
  /** In part. */
  | 'PARTLY';

/** An event to be published. All its JSON together may have 256 KiB. */
export type PublishInput = {
  /** What surrounded it. */
  context?: EventContextInput | null | undefined;
  /** What happened, as in `widget.created`: 1 to 256 bytes. */
  eventName: string;
  /**
   * Chosen by you, so that a retry can't publish twice: 1 to 128 letters, digits, '.', '_', ':'
   * or '-'. Left out, the server makes a UUID of version 7.
   */
  id?: string | null | undefined;
  /** Further facts for machines. */
  metadata?: unknown;
  /** What it was about. */
  payload: unknown;
  /**
   * Whether it belongs into the documentation. Left out, its name decides: by default
   * `widget.created`, `provider.connected`, `automation.triggered`, `workflow.completed` and
   * `error.occurred` do.
   */
  shouldDocument?: boolean | null | undefined;
  /** Which part of the product publishes it: 1 to 256 bytes; `unknown` when left out. */
  source?: string | null | undefined;
  /**
   * Whose history it belongs to: what the tenant's claim of its users holds, a UUID, or with
   * auth.subjects = "text" a text. Only the service role may say so. Left out, it is the user's own.
   */
  tenantId?: string | null | undefined;
  /** When it happened; now when left out. */
  timestamp?: number | null | undefined;
  /**
   * Who acted: what their token's `sub` holds, a UUID, or with auth.subjects = "text" a text. Left out,
   * it is the user who asks; only the service role may name another.
   */
  userId?: string | null | undefined;
  /** Why it was done. */
  userIntent?: UserIntentInput | null | undefined;
};

/** Why a user did something, in their own words. Everything is optional. */
export type UserIntentInput = {
  /** What they expect to happen. */
  expectedOutcome?: string | null | undefined;
  /** What they want to reach. */
  goal?: string | null | undefined;
  /** How they will measure success. */
  impactMetric?: string | null | undefined;
  /** What hurt before. */
  painPoint?: string | null | undefined;
  /** The problem that they set out to solve. */
  problemSolved?: string | null | undefined;
};

export type EventCardFragment = { id: string, eventName: string, source: string, timestamp: number, payload: unknown, outcomeState: OutcomeState, userIntent: { problemSolved: string | null, goal: string | null, expectedOutcome: string | null } | null, context: { decision: string | null, outcome: string | null } | null };

export type EventsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type EventsQuery = { events: { edges: Array<{ node: { id: string, eventName: string, source: string, timestamp: number, payload: unknown, outcomeState: OutcomeState, userIntent: { problemSolved: string | null, goal: string | null, expectedOutcome: string | null } | null, context: { decision: string | null, outcome: string | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type WorkflowQueryVariables = Exact<{
  eventId: string;
}>;


export type WorkflowQuery = { workflow: { title: string, isPartial: boolean, events: Array<{ id: string, eventName: string, source: string, timestamp: number, payload: unknown, outcomeState: OutcomeState, userIntent: { problemSolved: string | null, goal: string | null, expectedOutcome: string | null } | null, context: { decision: string | null, outcome: string | null } | null }>, edges: Array<{ from: string, to: string }> } | null };

export type PublishMutationVariables = Exact<{
  input: PublishInput;
}>;


export type PublishMutation = { publish: { event: { id: string, eventName: string, source: string, timestamp: number, payload: unknown, outcomeState: OutcomeState, userIntent: { problemSolved: string | null, goal: string | null, expectedOutcome: string | null } | null, context: { decision: string | null, outcome: string | null } | null } } | null };

export type EventStreamSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type EventStreamSubscription = { eventStream:
    | { cursor: string, type: 'CaughtUp' }
    | { cursor: string, type: 'EventPublished', event: { id: string, eventName: string, source: string, timestamp: number, payload: unknown, outcomeState: OutcomeState, userIntent: { problemSolved: string | null, goal: string | null, expectedOutcome: string | null } | null, context: { decision: string | null, outcome: string | null } | null } }
    | { cursor: string, type: 'NarrativeUpdated', event: { id: string, eventName: string, source: string, timestamp: number, payload: unknown, outcomeState: OutcomeState, userIntent: { problemSolved: string | null, goal: string | null, expectedOutcome: string | null } | null, context: { decision: string | null, outcome: string | null } | null } }
    | { cursor: string, type: 'OutcomeUpdated', event: { id: string, eventName: string, source: string, timestamp: number, payload: unknown, outcomeState: OutcomeState, userIntent: { problemSolved: string | null, goal: string | null, expectedOutcome: string | null } | null, context: { decision: string | null, outcome: string | null } | null } }
   };

export const EventCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Event"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"eventName"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}},{"kind":"Field","name":{"kind":"Name","value":"payload"}},{"kind":"Field","name":{"kind":"Name","value":"userIntent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"problemSolved"}},{"kind":"Field","name":{"kind":"Name","value":"goal"}},{"kind":"Field","name":{"kind":"Name","value":"expectedOutcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"context"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"decision"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outcomeState"}}]}}]} as unknown as DocumentNode<EventCardFragment, unknown>;
export const EventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Events"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventCard"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Event"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"eventName"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}},{"kind":"Field","name":{"kind":"Name","value":"payload"}},{"kind":"Field","name":{"kind":"Name","value":"userIntent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"problemSolved"}},{"kind":"Field","name":{"kind":"Name","value":"goal"}},{"kind":"Field","name":{"kind":"Name","value":"expectedOutcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"context"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"decision"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outcomeState"}}]}}]} as unknown as DocumentNode<EventsQuery, EventsQueryVariables>;
export const WorkflowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Workflow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"eventId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workflow"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"eventId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"eventId"}}},{"kind":"Argument","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"BOTH"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"isPartial"}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventCard"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Event"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"eventName"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}},{"kind":"Field","name":{"kind":"Name","value":"payload"}},{"kind":"Field","name":{"kind":"Name","value":"userIntent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"problemSolved"}},{"kind":"Field","name":{"kind":"Name","value":"goal"}},{"kind":"Field","name":{"kind":"Name","value":"expectedOutcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"context"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"decision"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outcomeState"}}]}}]} as unknown as DocumentNode<WorkflowQuery, WorkflowQueryVariables>;
export const PublishDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Publish"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PublishInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"publish"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"event"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventCard"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Event"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"eventName"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}},{"kind":"Field","name":{"kind":"Name","value":"payload"}},{"kind":"Field","name":{"kind":"Name","value":"userIntent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"problemSolved"}},{"kind":"Field","name":{"kind":"Name","value":"goal"}},{"kind":"Field","name":{"kind":"Name","value":"expectedOutcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"context"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"decision"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outcomeState"}}]}}]} as unknown as DocumentNode<PublishMutation, PublishMutationVariables>;
export const EventStreamDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"EventStream"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"eventStream"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"type"},"name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EventPublished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"event"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventCard"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OutcomeUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"event"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventCard"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NarrativeUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"event"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventCard"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Event"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"eventName"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}},{"kind":"Field","name":{"kind":"Name","value":"payload"}},{"kind":"Field","name":{"kind":"Name","value":"userIntent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"problemSolved"}},{"kind":"Field","name":{"kind":"Name","value":"goal"}},{"kind":"Field","name":{"kind":"Name","value":"expectedOutcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"context"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"decision"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outcomeState"}}]}}]} as unknown as DocumentNode<EventStreamSubscription, EventStreamSubscriptionVariables>;