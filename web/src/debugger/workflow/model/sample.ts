// Events for tests.
import type { CardEvent } from "./event";

/** An event that names others. */
export function eventOf(
  id: string,
  relatedEvents: readonly string[] = [],
  further: Partial<CardEvent> = {},
): CardEvent {
  return {
    id,
    tenantId: "tenant",
    eventName: "widget.created",
    source: "wizard",
    timestamp: 0,
    shouldDocument: true,
    revision: 1,
    outcomeState: "NONE",
    causeCount: relatedEvents.length,
    effectCount: 0,
    userIntent: null,
    context: { relatedEvents, outcome: null, outcomeAt: null },
    ...further,
  };
}

/** Events by their ids, a minute apart in their order, with the effects counted that are among them. */
export function history(...events: readonly CardEvent[]): ReadonlyMap<string, CardEvent> {
  const effects = (id: string): number =>
    events.filter((event) => event.context?.relatedEvents.includes(id)).length;
  return new Map(
    events.map((event, i) => [
      event.id,
      {
        ...event,
        timestamp: event.timestamp || (i + 1) * 60_000,
        effectCount: (event.effectCount ?? 0) + effects(event.id),
      },
    ]),
  );
}
