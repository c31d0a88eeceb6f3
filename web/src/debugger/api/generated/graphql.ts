/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';

/** A piece of code. */
export type CodeSnippetInput = {
  /** In which language it is. */
  language?: string | null | undefined;
  /** The code. */
  code: string;
  /** What it shows. */
  caption?: string | null | undefined;
};

/** Which way links are followed. */
export type Direction =
  /** To the events that led here: those that an event names in `relatedEvents`. */
  | 'UPSTREAM'
  /** To the events that this one led to: those that name it in their `relatedEvents`. */
  | 'DOWNSTREAM'
  /** Either way at each hop. */
  | 'BOTH';

/**
 * Which events a list holds: those for which every field that is given holds. At most 100
 * conditions in all.
 */
export type EventFilter = {
  /** On the event's id. */
  id?: StringFilter | null | undefined;
  /** On the event's name. */
  eventName?: StringFilter | null | undefined;
  /** On the event's source. */
  source?: StringFilter | null | undefined;
  /** On `context.category`. An event without one meets no condition. */
  category?: StringFilter | null | undefined;
  /** Whether the event belongs into the documentation. */
  shouldDocument?: boolean | null | undefined;
  /** It happened then or later. */
  startTime?: number | null | undefined;
  /** It happened then or earlier. */
  endTime?: number | null | undefined;
  /** Whether it is known what came of the event (`context.outcome`). */
  hasOutcome?: boolean | null | undefined;
  /** What is known of its outcome (`Event.outcomeState`) is one of these. An empty list lets nothing through. */
  outcomeState?: Array<OutcomeState> | null | undefined;
  /** This user acted, called as in `Event.userId`. Users may ask for themselves only. */
  userId?: string | number | null | undefined;
  /** It belongs to this tenant's history, called as in `Event.tenantId`. Users may not ask. */
  tenantId?: string | number | null | undefined;
  /**
   * It names this event in its `relatedEvents`: what the event led to, one link away. Of several tenants that
   * have this id, `tenantId` beside it says which is meant.
   */
  causedBy?: string | number | null | undefined;
  /** This event names it in its `relatedEvents`: what led to the event, one link away. */
  ledTo?: string | number | null | undefined;
  /** Whether it names events that led to it, be they there or not. */
  hasCauses?: boolean | null | undefined;
  /** Whether later events name it as what led to them. */
  hasEffects?: boolean | null | undefined;
  /** On values inside the payload; all must hold. */
  payload?: Array<JsonFilter> | null | undefined;
  /**
   * Full text: all of these words are in the event's name, source, intent, decision, category, outcome,
   * impact metrics, narrative, or values of its payload (keys are not searched). `"a phrase"`: these words
   * behind one another; `word*`: words that begin so; `-word`: this isn't there. Letter case and accents
   * don't count. `listCharges` is a phrase of two words, as identifiers are split, and `listcharges` finds
   * it, too; Chinese, Japanese and Korean are found within words. At most 16 words and 256 characters,
   * one of them not negative; blank is no condition. It stands at the top of the filter, or under `and`.
   * Of very long texts the first 16,000 words are found, of long words the first 64 letters.
   */
  text?: string | null | undefined;
  /** The last word of `text` may be unfinished, as while somebody types. */
  textPrefix?: boolean;
  /** All of these hold. */
  and?: Array<EventFilter> | null | undefined;
  /** At least one of these holds; none does when the list is empty. */
  or?: Array<EventFilter> | null | undefined;
  /** This doesn't hold. */
  not?: EventFilter | null | undefined;
};

/** In which order events are listed. */
export type EventOrder = {
  /** By what. */
  field?: EventOrderField;
  /** Which end first. */
  direction?: OrderDirection;
};

/** What a list of events is ordered by; among equal values the id decides. */
export type EventOrderField =
  /** When the events happened. */
  | 'TIMESTAMP'
  /** When the server stored them. Not where a text is looked for. */
  | 'RECORDED_AT'
  /**
   * How well the filter's `text` describes them: of the newest 1,000 that match. What stands in the name
   * of an event, or says why it was done, counts more than what is in its payload; the newest comes first
   * where that is alike.
   */
  | 'RELEVANCE';

/**
 * A condition on the value at a path inside the payload. But for `EXISTS` with `false`, it holds only
 * where there is a value.
 */
export type JsonFilter = {
  /** The way to the value: keys of objects, and positions in arrays as digits. 1 to 16 parts. */
  path: Array<string>;
  /** How the value is compared. */
  op?: JsonOperator;
  /** With what. Null is JSON's null; it may not be left out. */
  value?: unknown;
};

/**
 * How the value in the payload is compared with the one that is given. Values of different types
 * are never equal, and have no order.
 */
export type JsonOperator =
  /** Equal. The order of an object's keys doesn't matter. */
  | 'EQ'
  /** There is a value, and it is not equal. */
  | 'NE'
  /** Less: for numbers and text. */
  | 'LT'
  /** Less or equal: for numbers and text. */
  | 'LTE'
  /** Greater: for numbers and text. */
  | 'GT'
  /** Greater or equal: for numbers and text. */
  | 'GTE'
  /** An array with this item, or text with this text in it. */
  | 'CONTAINS'
  /** With `true`: there is a value, be it null. With `false`: there is none. */
  | 'EXISTS';

/**
 * What is told about an event. Fields that are left out stay as they are, null empties them. All
 * text of a narrative together may have 256 KiB, and each list 100 items.
 */
export type NarrativeInput = {
  /** The story at length. */
  longDescription?: string | null | undefined;
  /** Addresses of pictures. */
  screenshots?: Array<string> | null | undefined;
  /** Pieces of code. */
  codeSnippets?: Array<CodeSnippetInput> | null | undefined;
  /** The story as a model of yours told it. */
  aiNarrative?: string | null | undefined;
  /** The story in a sentence. */
  aiSummary?: string | null | undefined;
  /** Words to find it by. */
  aiTags?: Array<string> | null | undefined;
  /**
   * The narrative's revision as you know it; 0 where it had none. When it has another by now, and
   * other content than this, nothing is changed and the error has the code CONFLICT.
   */
  expectedRevision?: number | null | undefined;
};

/** Which end of an order comes first. */
export type OrderDirection =
  /** Oldest first, or what fits least. */
  | 'ASC'
  /** Newest first, or what fits best. */
  | 'DESC';

/**
 * What came of an event. Fields that are null or left out stay as they are, but that another outcome
 * takes the verdict and the time of the old one with it.
 */
export type OutcomeInput = {
  /** What came of it. */
  outcome?: string | null | undefined;
  /** Whether that is what was expected. Needs an outcome, told before or with it. */
  verdict?: OutcomeVerdict | null | undefined;
  /**
   * When the outcome was known; of another outcome than before, now when left out. Needs an outcome, told
   * before or with it.
   */
  outcomeAt?: number | null | undefined;
  /** What it changed, measured. */
  impactMetric?: string | null | undefined;
  /**
   * The event's revision as you know it. When it has another by now, and another outcome than this,
   * nothing is changed and the error has the code CONFLICT.
   */
  expectedRevision?: number | null | undefined;
};

/** What is known of an event's outcome, against what was expected. */
export type OutcomeState =
  /** Nothing was expected (`userIntent.expectedOutcome`), and no outcome is told. */
  | 'NONE'
  /** It was said what is expected, and no outcome is told. */
  | 'PENDING'
  /** An outcome is told, without a verdict. */
  | 'TOLD'
  /** The outcome is what was expected. */
  | 'MET'
  /** The outcome is what was expected in part. */
  | 'PARTLY'
  /** The outcome isn't what was expected. */
  | 'NOT_MET';

/** Whether an outcome is what was expected, as whoever reported it judges. */
export type OutcomeVerdict =
  /** It is. */
  | 'MET'
  /** In part. */
  | 'PARTLY'
  /** It isn't. */
  | 'NOT_MET';

/** A condition on text: every field that is given holds. Letter case counts, but for `contains`. */
export type StringFilter = {
  /** It is this. */
  eq?: string | null | undefined;
  /** It is one of these. */
  in?: Array<string> | null | undefined;
  /** It begins with this. */
  startsWith?: string | null | undefined;
  /**
   * This is in it. A to Z are the same as a to z; other letters compare as they are. It is looked for in
   * every event that the other conditions leave.
   */
  contains?: string | null | undefined;
};

/** A unit of time, in a time zone. */
export type TimeInterval =
  /** A second. */
  | 'SECOND'
  /** A minute. */
  | 'MINUTE'
  /** An hour, as the clock on the wall shows it. */
  | 'HOUR'
  /** A day, from midnight. */
  | 'DAY'
  /** A week, from Monday. */
  | 'WEEK'
  /** A month. */
  | 'MONTH';

/** Why a workflow lacks events. */
export type TruncationReason =
  /** They are further away than `maxDepth`. */
  | 'DEPTH'
  /** There are more than a workflow may hold. */
  | 'NODE_LIMIT'
  /** An event has more causes or effects than `fanOut` lets through: hidden counts say how many. */
  | 'FAN_OUT';

/** As whom an operation runs. */
export type ViewerRole =
  /** Nobody in particular: the server runs without authentication, and shows everything. */
  | 'ANONYMOUS'
  /** A user, who sees their own events. */
  | 'USER'
  /** A trusted back end, which sees everything. */
  | 'SERVICE';

/** In which form a workflow is written. */
export type WorkflowFormat =
  /** A Mermaid flowchart. */
  | 'MERMAID'
  /** A directed graph in Graphviz's DOT language. */
  | 'DOT'
  /** The story, step by step: what was wanted, expected and done, and what came of it. */
  | 'MARKDOWN'
  /** Nodes and edges with all that is known of them, named as in this API. */
  | 'JSON';

export type EventCardFragment = { id: string, tenantId: string, eventName: string, source: string, timestamp: number, recordedAt: string, shouldDocument: boolean, userId: string | null, revision: number, outcomeState: OutcomeState, causeCount: number | null, effectCount: number | null, userIntent: { goal: string | null, expectedOutcome: string | null } | null, context: { relatedEvents: Array<string>, category: string | null, outcome: string | null, outcomeAt: string | null } | null };

export type FollowSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  filter?: EventFilter | null | undefined;
}>;


export type FollowSubscription = { eventStream:
    | { __typename: 'CaughtUp', cursor: string }
    | { __typename: 'EventPublished', cursor: string, event: { id: string, tenantId: string, eventName: string, source: string, timestamp: number, recordedAt: string, shouldDocument: boolean, userId: string | null, revision: number, outcomeState: OutcomeState, causeCount: number | null, effectCount: number | null, userIntent: { goal: string | null, expectedOutcome: string | null } | null, context: { relatedEvents: Array<string>, category: string | null, outcome: string | null, outcomeAt: string | null } | null } }
    | { __typename: 'NarrativeUpdated', cursor: string }
    | { __typename: 'OutcomeUpdated', cursor: string }
   };

export type FollowChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FollowChangesSubscription = { eventStream:
    | { __typename: 'CaughtUp', cursor: string }
    | { __typename: 'EventPublished', cursor: string }
    | { __typename: 'NarrativeUpdated', cursor: string, event: { id: string, tenantId: string } }
    | { __typename: 'OutcomeUpdated', cursor: string, event: { id: string, tenantId: string, revision: number, outcomeState: OutcomeState, context: { outcome: string | null, outcomeAt: string | null } | null } }
   };

export type SessionQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionQuery = { viewer: { id: string | null, tenantId: string | null, role: ViewerRole }, server: { version: string, production: boolean, logDays: number | null, limits: { page: number, depth: number, workflowNodes: number } } };

export type EventsPageQueryVariables = Exact<{
  filter?: EventFilter | null | undefined;
  orderBy?: EventOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  isSearch: boolean;
}>;


export type EventsPageQuery = { events: { edges: Array<{ node: { id: string, tenantId: string, eventName: string, source: string, timestamp: number, recordedAt: string, shouldDocument: boolean, userId: string | null, revision: number, outcomeState: OutcomeState, causeCount: number | null, effectCount: number | null, userIntent: { goal: string | null, expectedOutcome: string | null } | null, context: { relatedEvents: Array<string>, category: string | null, outcome: string | null, outcomeAt: string | null } | null }, highlights?: Array<{ field: string, text: string, ranges: Array<{ start: number, end: number }> }> }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type ExtentQueryVariables = Exact<{ [key: string]: never; }>;


export type ExtentQuery = { oldest: { nodes: Array<{ timestamp: number }> } | null, newest: { nodes: Array<{ timestamp: number }> } | null };

export type FacetsQueryVariables = Exact<{
  names?: EventFilter | null | undefined;
  sources?: EventFilter | null | undefined;
  categories?: EventFilter | null | undefined;
  states?: EventFilter | null | undefined;
  first: number;
}>;


export type FacetsQuery = { names: Array<{ eventName: string | null, isRest: boolean, count: number }> | null, sources: Array<{ source: string | null, isRest: boolean, count: number }> | null, categories: Array<{ category: string | null, isRest: boolean, count: number }> | null, states: Array<{ outcomeState: OutcomeState | null, isRest: boolean, count: number }> | null };

export type HistogramQueryVariables = Exact<{
  filter: EventFilter;
  interval: TimeInterval;
  every: number;
  timeZone: string;
}>;


export type HistogramQuery = { eventStats: Array<{ bucketStart: number | null, outcomeState: OutcomeState | null, count: number }> | null };

export type CountsQueryVariables = Exact<{
  filters: Array<EventFilter> | EventFilter;
  atMost: number;
}>;


export type CountsQuery = { eventCounts: Array<{ count: number, isExact: boolean } | null> | null };

export type EventWithIdQueryVariables = Exact<{
  id: string;
}>;


export type EventWithIdQuery = { events: { nodes: Array<{ id: string, tenantId: string, eventName: string, timestamp: number, outcomeState: OutcomeState }> } | null };

export type EffectCountsQueryVariables = Exact<{
  filter: EventFilter;
  first: number;
}>;


export type EffectCountsQuery = { events: { nodes: Array<{ id: string, tenantId: string, effectCount: number | null }> } | null };

export type PayloadPathsQueryVariables = Exact<{
  filter?: EventFilter | null | undefined;
}>;


export type PayloadPathsQuery = { payloadPaths: Array<{ path: Array<string>, count: number, examples: Array<unknown> }> | null };

export type EventPreviewQueryVariables = Exact<{
  id: string | number;
  tenantId?: string | number | null | undefined;
  first: number;
}>;


export type EventPreviewQuery = { event: { id: string, tenantId: string, eventName: string, source: string, timestamp: number, recordedAt: string, shouldDocument: boolean, userId: string | null, revision: number, outcomeState: OutcomeState, causeCount: number | null, effectCount: number | null, userIntent: { problemSolved: string | null, painPoint: string | null, impactMetric: string | null, goal: string | null, expectedOutcome: string | null } | null, context: { decision: string | null, impactMetric: string | null, relatedEvents: Array<string>, category: string | null, outcome: string | null, outcomeAt: string | null } | null } | null, causes: { nodes: Array<{ id: string, tenantId: string, eventName: string, timestamp: number, outcomeState: OutcomeState }> } | null, effects: { nodes: Array<{ id: string, tenantId: string, eventName: string, timestamp: number, outcomeState: OutcomeState }> } | null };

export type NeighbourFragment = { id: string, tenantId: string, eventName: string, timestamp: number, outcomeState: OutcomeState };

export type WorkflowStripQueryVariables = Exact<{
  id: string | number;
  tenantId?: string | number | null | undefined;
}>;


export type WorkflowStripQuery = { workflow: { title: string, events: Array<{ id: string, tenantId: string, eventName: string, timestamp: number, outcomeState: OutcomeState }>, edges: Array<{ from: string, to: string }> } | null };

export type TenantsOfIdQueryVariables = Exact<{
  id: string;
}>;


export type TenantsOfIdQuery = { events: { nodes: Array<{ id: string, tenantId: string, eventName: string }> } | null };

export type ExportWorkflowQueryVariables = Exact<{
  id: string | number;
  tenantId?: string | number | null | undefined;
  depth: number;
  direction: Direction;
  isFolded: boolean;
  format: WorkflowFormat;
}>;


export type ExportWorkflowQuery = { workflow: { isPartial: boolean, export: string } | null };

export type LinkedEventFragment = { id: string, tenantId: string, eventName: string, timestamp: number, outcomeState: OutcomeState };

export type OutcomePartsFragment = { id: string, tenantId: string, revision: number, outcomeState: OutcomeState, userIntent: { expectedOutcome: string | null, impactMetric: string | null } | null, context: { outcome: string | null, verdict: OutcomeVerdict | null, outcomeAt: string | null, impactMetric: string | null } | null };

export type NarrativePartsFragment = { longDescription: string | null, screenshots: Array<string>, aiNarrative: string | null, aiSummary: string | null, aiTags: Array<string>, generatedBy: string | null, generatedAt: string | null, stale: boolean, revision: number, updatedAt: string, codeSnippets: Array<{ language: string | null, code: string, caption: string | null }>, sections: Array<{ heading: string, sentences: Array<{ text: string, eventIds: Array<string> }> }> };

export type SectionPartsFragment = { heading: string, sentences: Array<{ text: string, eventIds: Array<string> }> };

export type InspectedEventQueryVariables = Exact<{
  id: string | number;
  tenantId?: string | number | null | undefined;
  causes: EventFilter;
  effects: EventFilter;
}>;


export type InspectedEventQuery = { event: { eventName: string, source: string, timestamp: number, recordedAt: string, shouldDocument: boolean, userId: string | null, payload: unknown, metadata: unknown, causeCount: number | null, effectCount: number | null, id: string, tenantId: string, revision: number, outcomeState: OutcomeState, userIntent: { problemSolved: string | null, painPoint: string | null, impactMetric: string | null, goal: string | null, expectedOutcome: string | null } | null, context: { decision: string | null, category: string | null, extra: unknown, outcome: string | null, verdict: OutcomeVerdict | null, outcomeAt: string | null, impactMetric: string | null } | null, outcomeHistory: Array<{ revision: number, outcome: string | null, verdict: OutcomeVerdict | null, impactMetric: string | null, recordedAt: string, userId: string | null }> | null, narrative: { longDescription: string | null, screenshots: Array<string>, aiNarrative: string | null, aiSummary: string | null, aiTags: Array<string>, generatedBy: string | null, generatedAt: string | null, stale: boolean, revision: number, updatedAt: string, codeSnippets: Array<{ language: string | null, code: string, caption: string | null }>, sections: Array<{ heading: string, sentences: Array<{ text: string, eventIds: Array<string> }> }> } | null } | null, causes: { nodes: Array<{ id: string, tenantId: string, eventName: string, timestamp: number, outcomeState: OutcomeState }> } | null, effects: { nodes: Array<{ id: string, tenantId: string, eventName: string, timestamp: number, outcomeState: OutcomeState }> } | null };

export type TenantsOfEventQueryVariables = Exact<{
  filter: EventFilter;
}>;


export type TenantsOfEventQuery = { events: { nodes: Array<{ id: string, tenantId: string, eventName: string, timestamp: number, outcomeState: OutcomeState }> } | null };

export type FollowEventSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  filter: EventFilter;
}>;


export type FollowEventSubscription = { eventStream:
    | { __typename: 'CaughtUp', cursor: string }
    | { __typename: 'EventPublished', cursor: string }
    | { __typename: 'NarrativeUpdated', cursor: string }
    | { __typename: 'OutcomeUpdated', cursor: string }
   };

export type ReportOutcomeMutationVariables = Exact<{
  id: string | number;
  tenantId?: string | number | null | undefined;
  input: OutcomeInput;
}>;


export type ReportOutcomeMutation = { updateOutcome: { changed: boolean, event: { id: string, tenantId: string, revision: number, outcomeState: OutcomeState, userIntent: { expectedOutcome: string | null, impactMetric: string | null } | null, context: { outcome: string | null, verdict: OutcomeVerdict | null, outcomeAt: string | null, impactMetric: string | null } | null } } | null };

export type WriteNarrativeMutationVariables = Exact<{
  id: string | number;
  tenantId?: string | number | null | undefined;
  input: NarrativeInput;
}>;


export type WriteNarrativeMutation = { setNarrative: { narrative: { longDescription: string | null, screenshots: Array<string>, aiNarrative: string | null, aiSummary: string | null, aiTags: Array<string>, generatedBy: string | null, generatedAt: string | null, stale: boolean, revision: number, updatedAt: string, codeSnippets: Array<{ language: string | null, code: string, caption: string | null }>, sections: Array<{ heading: string, sentences: Array<{ text: string, eventIds: Array<string> }> }> } } | null };

export type GenerateNarrativeMutationVariables = Exact<{
  id: string | number;
  tenantId?: string | number | null | undefined;
  depth: number;
}>;


export type GenerateNarrativeMutation = { generateNarrative: { narrative: { longDescription: string | null, screenshots: Array<string>, aiNarrative: string | null, aiSummary: string | null, aiTags: Array<string>, generatedBy: string | null, generatedAt: string | null, stale: boolean, revision: number, updatedAt: string, codeSnippets: Array<{ language: string | null, code: string, caption: string | null }>, sections: Array<{ heading: string, sentences: Array<{ text: string, eventIds: Array<string> }> }> } } | null };

export type PaletteEventQueryVariables = Exact<{
  id: string | number;
}>;


export type PaletteEventQuery = { event: { id: string, tenantId: string, eventName: string, timestamp: number, outcomeState: OutcomeState } | null };

export type PaletteNamesQueryVariables = Exact<{
  since: number;
}>;


export type PaletteNamesQuery = { eventStats: Array<{ eventName: string | null, count: number }> | null };

export type StoryQueryVariables = Exact<{
  id: string | number;
  tenantId?: string | number | null | undefined;
  depth: number;
  direction: Direction;
  isFolded: boolean;
}>;


export type StoryQuery = { workflow: { title: string, truncatedBy: Array<TruncationReason>, story: { summary: string, sections: Array<{ heading: string, sentences: Array<{ text: string, eventIds: Array<string> }> }>, expectations: Array<{ eventId: string, expected: string, answeredBy: string | null, outcome: string | null, state: OutcomeState }> } | null, narrative: { longDescription: string | null, screenshots: Array<string>, aiNarrative: string | null, aiSummary: string | null, aiTags: Array<string>, generatedBy: string | null, generatedAt: string | null, stale: boolean, revision: number, updatedAt: string, event: { id: string, tenantId: string, eventName: string, timestamp: number, outcomeState: OutcomeState }, codeSnippets: Array<{ language: string | null, code: string, caption: string | null }>, sections: Array<{ heading: string, sentences: Array<{ text: string, eventIds: Array<string> }> }> } | null, events: Array<{ shouldDocument: boolean, id: string, tenantId: string, eventName: string, timestamp: number, outcomeState: OutcomeState, context: { relatedEvents: Array<string> } | null }> } | null };

export type WorkflowQueryVariables = Exact<{
  id: string | number;
  tenantId?: string | number | null | undefined;
  depth: number;
  direction: Direction;
  isFolded: boolean;
}>;


export type WorkflowQuery = { workflow: { title: string, folded: number, truncatedBy: Array<TruncationReason>, events: Array<{ id: string, tenantId: string, eventName: string, source: string, timestamp: number, recordedAt: string, shouldDocument: boolean, userId: string | null, revision: number, outcomeState: OutcomeState, causeCount: number | null, effectCount: number | null, userIntent: { goal: string | null, expectedOutcome: string | null } | null, context: { relatedEvents: Array<string>, category: string | null, outcome: string | null, outcomeAt: string | null } | null }>, edges?: Array<{ from: string, to: string, via: number }> } | null };

export type NeighboursQueryVariables = Exact<{
  id: string | number;
  tenantId?: string | number | null | undefined;
  direction: Direction;
}>;


export type NeighboursQuery = { workflow: { events: Array<{ id: string, tenantId: string, eventName: string, source: string, timestamp: number, recordedAt: string, shouldDocument: boolean, userId: string | null, revision: number, outcomeState: OutcomeState, causeCount: number | null, effectCount: number | null, userIntent: { goal: string | null, expectedOutcome: string | null } | null, context: { relatedEvents: Array<string>, category: string | null, outcome: string | null, outcomeAt: string | null } | null }> } | null };

export type HubPageQueryVariables = Exact<{
  filter: EventFilter;
  first: number;
  after?: string | null | undefined;
}>;


export type HubPageQuery = { events: { nodes: Array<{ id: string, tenantId: string, eventName: string, source: string, timestamp: number, recordedAt: string, shouldDocument: boolean, userId: string | null, revision: number, outcomeState: OutcomeState, causeCount: number | null, effectCount: number | null, userIntent: { goal: string | null, expectedOutcome: string | null } | null, context: { relatedEvents: Array<string>, category: string | null, outcome: string | null, outcomeAt: string | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type HubCountsQueryVariables = Exact<{
  filter: EventFilter;
}>;


export type HubCountsQuery = { eventStats: Array<{ eventName: string | null, outcomeState: OutcomeState | null, isRest: boolean, count: number }> | null };

export type PathQueryVariables = Exact<{
  from: string | number;
  to: string | number;
  tenantId?: string | number | null | undefined;
}>;


export type PathQuery = { path: Array<{ id: string, tenantId: string, eventName: string, source: string, timestamp: number, recordedAt: string, shouldDocument: boolean, userId: string | null, revision: number, outcomeState: OutcomeState, causeCount: number | null, effectCount: number | null, userIntent: { goal: string | null, expectedOutcome: string | null } | null, context: { relatedEvents: Array<string>, category: string | null, outcome: string | null, outcomeAt: string | null } | null }> | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const EventCardFragmentDoc = /* @__PURE__ */ new TypedDocumentString(`
    fragment EventCard on Event {
  id
  tenantId
  eventName
  source
  timestamp
  recordedAt
  shouldDocument
  userId
  revision
  outcomeState
  causeCount
  effectCount
  userIntent {
    goal
    expectedOutcome
  }
  context {
    relatedEvents
    category
    outcome
    outcomeAt
  }
}
    `, {"fragmentName":"EventCard"}) as unknown as TypedDocumentString<EventCardFragment, unknown>;
export const NeighbourFragmentDoc = /* @__PURE__ */ new TypedDocumentString(`
    fragment Neighbour on Event {
  id
  tenantId
  eventName
  timestamp
  outcomeState
}
    `, {"fragmentName":"Neighbour"}) as unknown as TypedDocumentString<NeighbourFragment, unknown>;
export const LinkedEventFragmentDoc = /* @__PURE__ */ new TypedDocumentString(`
    fragment LinkedEvent on Event {
  id
  tenantId
  eventName
  timestamp
  outcomeState
}
    `, {"fragmentName":"LinkedEvent"}) as unknown as TypedDocumentString<LinkedEventFragment, unknown>;
export const OutcomePartsFragmentDoc = /* @__PURE__ */ new TypedDocumentString(`
    fragment OutcomeParts on Event {
  id
  tenantId
  revision
  outcomeState
  userIntent {
    expectedOutcome
    impactMetric
  }
  context {
    outcome
    verdict
    outcomeAt
    impactMetric
  }
}
    `, {"fragmentName":"OutcomeParts"}) as unknown as TypedDocumentString<OutcomePartsFragment, unknown>;
export const SectionPartsFragmentDoc = /* @__PURE__ */ new TypedDocumentString(`
    fragment SectionParts on StorySection {
  heading
  sentences {
    text
    eventIds
  }
}
    `, {"fragmentName":"SectionParts"}) as unknown as TypedDocumentString<SectionPartsFragment, unknown>;
export const NarrativePartsFragmentDoc = /* @__PURE__ */ new TypedDocumentString(`
    fragment NarrativeParts on NarrativeContext {
  longDescription
  screenshots
  codeSnippets {
    language
    code
    caption
  }
  aiNarrative
  aiSummary
  aiTags
  generatedBy
  generatedAt
  stale
  sections {
    ...SectionParts
  }
  revision
  updatedAt
}
    fragment SectionParts on StorySection {
  heading
  sentences {
    text
    eventIds
  }
}`, {"fragmentName":"NarrativeParts"}) as unknown as TypedDocumentString<NarrativePartsFragment, unknown>;
export const FollowDocument = {"__meta__":{"name":"Follow","hash":"sha256:829e3ea12c5914889364d1e82ac02a20c8004c3d00537ee55ed4761613b7657a"}} as unknown as TypedDocumentString<FollowSubscription, FollowSubscriptionVariables>;
export const FollowChangesDocument = {"__meta__":{"name":"FollowChanges","hash":"sha256:1399736b86e80e85b1e367c266ac46d493ab50bf7f12ae8bbefa7ed23df4a799"}} as unknown as TypedDocumentString<FollowChangesSubscription, FollowChangesSubscriptionVariables>;
export const SessionDocument = {"__meta__":{"name":"Session","hash":"sha256:28bda2e5280a372c4f1c08c5a8406dd3ad7f853d6d897fa01d773715ce4fca7f"}} as unknown as TypedDocumentString<SessionQuery, SessionQueryVariables>;
export const EventsPageDocument = {"__meta__":{"name":"EventsPage","hash":"sha256:847dd4e426bdd0acd62b86d7306039352573ac2abfde08cb464b0180eb2ba6b9"}} as unknown as TypedDocumentString<EventsPageQuery, EventsPageQueryVariables>;
export const ExtentDocument = {"__meta__":{"name":"Extent","hash":"sha256:1f704534a1a8d8ffc37409872fabd1883d48b35ac8052bd2327f617b58a7f9b9"}} as unknown as TypedDocumentString<ExtentQuery, ExtentQueryVariables>;
export const FacetsDocument = {"__meta__":{"name":"Facets","hash":"sha256:b27cb53c6ed8588b9a28dd4843f75e0865a712e0a64b03fc701f9979b95b9a8b"}} as unknown as TypedDocumentString<FacetsQuery, FacetsQueryVariables>;
export const HistogramDocument = {"__meta__":{"name":"Histogram","hash":"sha256:9df76d19dbf6a9cfdacaf484ba961907cbfea573ef4152ae836d715e106ec076"}} as unknown as TypedDocumentString<HistogramQuery, HistogramQueryVariables>;
export const CountsDocument = {"__meta__":{"name":"Counts","hash":"sha256:8a1b24c49c828b618b922ef06db06e60d70bd7bdaad21be760449c77eecbc768"}} as unknown as TypedDocumentString<CountsQuery, CountsQueryVariables>;
export const EventWithIdDocument = {"__meta__":{"name":"EventWithId","hash":"sha256:058a4c261d769e3fe0549732a4b90e4bf9aff65f9059035963c66de5fa2a0279"}} as unknown as TypedDocumentString<EventWithIdQuery, EventWithIdQueryVariables>;
export const EffectCountsDocument = {"__meta__":{"name":"EffectCounts","hash":"sha256:20daf46d6f1d0c24d6fab02c049e0d560fde72eef09f2bd6d7ccd63d1ccb2287"}} as unknown as TypedDocumentString<EffectCountsQuery, EffectCountsQueryVariables>;
export const PayloadPathsDocument = {"__meta__":{"name":"PayloadPaths","hash":"sha256:0586376f64cd6fb5999b4914a23f0cb2b8a89859c4ec008d26dfd4a8f6917a4f"}} as unknown as TypedDocumentString<PayloadPathsQuery, PayloadPathsQueryVariables>;
export const EventPreviewDocument = {"__meta__":{"name":"EventPreview","hash":"sha256:beeb03d0fbeeab8697bc20b44671752d5c65f5c44ed9fe423faa2ae9633253d3"}} as unknown as TypedDocumentString<EventPreviewQuery, EventPreviewQueryVariables>;
export const WorkflowStripDocument = {"__meta__":{"name":"WorkflowStrip","hash":"sha256:e31021121d839375bb005982132723b4cf13d4ca1b6f83e5dc5bdf8d90c6a39c"}} as unknown as TypedDocumentString<WorkflowStripQuery, WorkflowStripQueryVariables>;
export const TenantsOfIdDocument = {"__meta__":{"name":"TenantsOfId","hash":"sha256:81e4ce9d97e0f941b35f26a476d37fb49ff71c0ea1c3e1ff322b94ea384ab96a"}} as unknown as TypedDocumentString<TenantsOfIdQuery, TenantsOfIdQueryVariables>;
export const ExportWorkflowDocument = {"__meta__":{"name":"ExportWorkflow","hash":"sha256:e3d70689db2892cc12d9392f2ae7d0a73312eb48447fb97a3cedd94cba6e4e56"}} as unknown as TypedDocumentString<ExportWorkflowQuery, ExportWorkflowQueryVariables>;
export const InspectedEventDocument = {"__meta__":{"name":"InspectedEvent","hash":"sha256:cf7a35c3bf56857216af45642937f4cda2c5230f3847124bfd4bd8f182e75a31"}} as unknown as TypedDocumentString<InspectedEventQuery, InspectedEventQueryVariables>;
export const TenantsOfEventDocument = {"__meta__":{"name":"TenantsOfEvent","hash":"sha256:63a64782934e5b96ea4b5f46f4e29446f5e39eceeb4a2ebd44289d68bbe38477"}} as unknown as TypedDocumentString<TenantsOfEventQuery, TenantsOfEventQueryVariables>;
export const FollowEventDocument = {"__meta__":{"name":"FollowEvent","hash":"sha256:649341bd126e1d203577ff797534a72c9f5207c7352f3cd9687263c8dd7aedca"}} as unknown as TypedDocumentString<FollowEventSubscription, FollowEventSubscriptionVariables>;
export const ReportOutcomeDocument = {"__meta__":{"name":"ReportOutcome","hash":"sha256:55673d191f2095e7c1bcfd617903a44e03c7793ea959646e72623d1304f7fad3"}} as unknown as TypedDocumentString<ReportOutcomeMutation, ReportOutcomeMutationVariables>;
export const WriteNarrativeDocument = {"__meta__":{"name":"WriteNarrative","hash":"sha256:123d9dd6a0f134a94fc785e8f085e32ed4959a4cc44affc0da09dc1d9c164ac2"}} as unknown as TypedDocumentString<WriteNarrativeMutation, WriteNarrativeMutationVariables>;
export const GenerateNarrativeDocument = {"__meta__":{"name":"GenerateNarrative","hash":"sha256:826701a7f907d29377b8bf168e8b2c36c2f8260f46a853833b41ffc32a63572c"}} as unknown as TypedDocumentString<GenerateNarrativeMutation, GenerateNarrativeMutationVariables>;
export const PaletteEventDocument = {"__meta__":{"name":"PaletteEvent","hash":"sha256:e28f8804228ddad0f70294dbf131eb059b85379fd0e6fce6d79524961bb56482"}} as unknown as TypedDocumentString<PaletteEventQuery, PaletteEventQueryVariables>;
export const PaletteNamesDocument = {"__meta__":{"name":"PaletteNames","hash":"sha256:56179e33f4be80837d046ef5bf962e78cc53c5d608268a2e6bc08097489e2c90"}} as unknown as TypedDocumentString<PaletteNamesQuery, PaletteNamesQueryVariables>;
export const StoryDocument = {"__meta__":{"name":"Story","hash":"sha256:0b562838ff4325572f79730542fc59354d99a873a7b8c3268ccc2477f50561ae"}} as unknown as TypedDocumentString<StoryQuery, StoryQueryVariables>;
export const WorkflowDocument = {"__meta__":{"name":"Workflow","hash":"sha256:6f9e7fe0180dc3dd4bc8189968862e0bcc601ac24be0e146c6e87508a22bab80"}} as unknown as TypedDocumentString<WorkflowQuery, WorkflowQueryVariables>;
export const NeighboursDocument = {"__meta__":{"name":"Neighbours","hash":"sha256:7a9d45dd0e4752d061bbbe0fe36a29fdfd7adaa0f573099eda8c9cac81003b36"}} as unknown as TypedDocumentString<NeighboursQuery, NeighboursQueryVariables>;
export const HubPageDocument = {"__meta__":{"name":"HubPage","hash":"sha256:1e70858d01aafbb226351f0626d66debf40217a56406d9e2c89f2a4b8f4d28fd"}} as unknown as TypedDocumentString<HubPageQuery, HubPageQueryVariables>;
export const HubCountsDocument = {"__meta__":{"name":"HubCounts","hash":"sha256:8e64264a945953439361f14a4858414119b63e8e8d33ae6d0574b9ce95afeb4d"}} as unknown as TypedDocumentString<HubCountsQuery, HubCountsQueryVariables>;
export const PathDocument = {"__meta__":{"name":"Path","hash":"sha256:4d9421de6ce7ac993800ed80442c4d59a1ef40c75cd9d441db826b461ab19d8f"}} as unknown as TypedDocumentString<PathQuery, PathQueryVariables>;
