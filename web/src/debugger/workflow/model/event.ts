// What the workflow's views know of an event: the part of it that cards, rows and links need.
import type { OutcomeState } from "../../api/generated/graphql";

/** An event, as far as the workflow draws it. */
export interface CardEvent {
  readonly id: string;
  readonly tenantId: string;
  readonly eventName: string;
  readonly source: string;
  readonly timestamp: number;
  readonly shouldDocument: boolean;
  readonly revision: number;
  readonly outcomeState: OutcomeState;
  readonly causeCount: number | null;
  readonly effectCount: number | null;
  readonly userIntent: {
    readonly goal: string | null;
    readonly expectedOutcome: string | null;
  } | null;
  readonly context: {
    readonly relatedEvents: readonly string[];
    readonly outcome: string | null;
    readonly outcomeAt: string | null;
  } | null;
}

/** Events by their ids. */
export type Known = ReadonlyMap<string, CardEvent>;

/** Which way a link is followed. */
export type Side = "causes" | "effects";

/** The ids of the events that led to this one. */
export const causesOf = (event: CardEvent): readonly string[] => event.context?.relatedEvents ?? [];

/** The events with these added, or put in the place of older revisions of themselves. */
export function merge(known: Known, events: Iterable<CardEvent>): Known {
  const merged = new Map(known);
  for (const event of events) {
    const old = merged.get(event.id);
    if (old === undefined || old.revision <= event.revision) {
      merged.set(event.id, event);
    }
  }
  return merged;
}

/** Oldest first; among those of one instant the id decides. */
export const byTime = (a: CardEvent, b: CardEvent): number =>
  a.timestamp - b.timestamp || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
