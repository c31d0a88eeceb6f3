/** Events and filters, as clients have them and as the API has them. */

import { KNOWN } from "./documents.js";
import { newId } from "./ids.js";
import type { DocumentableEvent, EventFilter, Moment, NewEvent, Outcome } from "./types.js";

/** An event as the API tells it: null for what is absent. */
export type StoredEvent = Record<string, unknown> & {
  userIntent: object | null;
  context: { relatedEvents: string[]; outcomeAt: string | null; extra: object | null } | null;
};

/** The entries of an object that pass. */
const pick = (object: object, passes: (entry: [string, unknown]) => boolean) =>
  Object.fromEntries(Object.entries(object).filter(passes));

const present = (object: object) => pick(object, ([, value]) => value !== null);

/** The event, with the keys of its context beside one another. */
export function fromEvent({ userIntent, context, ...rest }: StoredEvent): DocumentableEvent {
  const event = present(rest);
  if (userIntent) {
    event.userIntent = present(userIntent);
  }
  if (context) {
    const { relatedEvents, outcomeAt, extra, ...texts } = context;
    const known = {
      ...texts,
      relatedEvents: relatedEvents[0] ? relatedEvents : null,
      outcomeAt: outcomeAt && Date.parse(outcomeAt),
    };
    event.context = { ...extra, ...present(known) };
  }
  return event as unknown as DocumentableEvent;
}

/**
 * Whole milliseconds, rounded down in filters too: a range holds what happened in it. What is no time
 * goes as text, and the server says where it is: JSON would make it null, which stands for now.
 */
function milliseconds(moment: Moment | undefined): number | string | undefined {
  return moment == null ? undefined : Math.floor(Number(moment)) || String(moment);
}

/** The input for an event, complete: each attempt publishes the same. */
export function toInput({ id, timestamp, context, ...rest }: NewEvent) {
  return {
    ...rest,
    id: id ?? newId(),
    timestamp: milliseconds(timestamp ?? Date.now()),
    context: context && {
      ...pick(context, ([key]) => KNOWN.includes(key)),
      outcomeAt: milliseconds(context.outcomeAt),
      extra: pick(context, ([key]) => !KNOWN.includes(key)),
    },
  };
}

/** The input for an outcome. */
export const toOutcomeInput = ({ outcomeAt, ...outcome }: Outcome) => ({
  ...outcome,
  outcomeAt: milliseconds(outcomeAt),
});

/** The filter with whole times. */
export function toFilter({ startTime, endTime, and, or, not, ...rest }: EventFilter): object {
  return {
    ...rest,
    startTime: milliseconds(startTime),
    endTime: milliseconds(endTime),
    and: and?.map(toFilter),
    or: or?.map(toFilter),
    not: not && toFilter(not),
  };
}
