/** Asks for lists of events, and for workflows. */

import { LIST, WORKFLOW } from "./documents.js";
import { PartialWorkflowError } from "./errors.js";
import type { DocumentableEvent, EventFilter, HistoryQuery } from "./types.js";
import { fromEvent, type StoredEvent, toFilter } from "./values.js";

/** Asks the server with this document. */
export type Ask = <Data>(query: string, variables: object) => Promise<Data>;

type Page = {
  server: { limits: { page: number } };
  events: {
    nodes: StoredEvent[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
};

type Workflow = {
  truncatedBy: PartialWorkflowError["truncatedBy"];
  events: StoredEvent[];
};

/** All pages of a list. */
async function list(ask: Ask, filter: EventFilter, limit: number): Promise<DocumentableEvent[]> {
  const found: DocumentableEvent[] = [];
  const conditions = toFilter(filter);
  // How large a page may be, the first one tells.
  let first = limit < 50 ? limit : undefined;
  let after: string | null = null;
  for (;;) {
    const { events, server }: Page = await ask(LIST, { filter: conditions, first, after });
    found.push(...events.nodes.map(fromEvent));
    if (!events.pageInfo.hasNextPage || found.length >= limit) {
      return found.slice(0, limit);
    }
    after = events.pageInfo.endCursor;
    first = Math.min(limit - found.length, server.limits.page);
  }
}

/** The events that a query means. */
export async function history(ask: Ask, query: HistoryQuery): Promise<DocumentableEvent[]> {
  const {
    eventId,
    includeRelated,
    maxDepth,
    allowPartial,
    limit = Infinity,
    ...conditions
  } = query;
  const { eventName, source, category, filter, ...others } = conditions;
  // Without a text these are no conditions.
  const texts = {
    eventName: { eq: eventName },
    source: { eq: source },
    category: { eq: category },
  };
  const meant = { ...others, ...texts, and: filter && [filter] };
  if (eventId === undefined || !includeRelated) {
    return list(ask, { ...meant, id: { eq: eventId } }, limit);
  }
  const { workflow } = await ask<{ workflow: Workflow | null }>(WORKFLOW, { eventId, maxDepth });
  let events = (workflow?.events ?? []).map(fromEvent);
  if (Object.keys(conditions).length > 0) {
    const id = { in: events.map(({ id }) => id) };
    const others = await list(ask, { ...meant, id }, Infinity);
    events = events.filter(({ id }) => others.some((other) => other.id === id));
  }
  if (workflow?.truncatedBy[0] && !allowPartial) {
    const { truncatedBy } = workflow;
    const message = `the workflow is partial: ${truncatedBy}`;
    throw new PartialWorkflowError(message, { code: "PARTIAL_WORKFLOW", events, truncatedBy });
  }
  return events.slice(Math.max(0, events.length - limit));
}
