// What cards say, on screen and to screen readers.
import type { OutcomeState } from "../../api/generated/graphql";
import { STATES } from "../../ui/state";
import { count, counted, dayAndClock, duration } from "../../ui/time";
import type { CardEvent } from "../model/event";
import type { Stack } from "../model/groups";
import type { Links } from "../model/links";
import type { SceneNode } from "../model/scene";
import { type HubCounts, statesOf } from "./useHub";

/** What came of an event, or for how long that has been missing; nothing where nothing was expected. */
export function outcomeWords(event: CardEvent, now = Date.now()): string | undefined {
  if (event.outcomeState === "PENDING") {
    return `outcome missing for ${duration(now - event.timestamp)}`;
  }
  return event.context?.outcome ?? undefined;
}

/** "not met", as a part of a sentence. */
export const stateWords = (event: CardEvent): string =>
  STATES[event.outcomeState].label.toLowerCase();

/** "2 causes, 1 effect" */
export function linkWords(event: CardEvent, { causes, effects }: Links): string {
  const number = (count: number | null, known: readonly CardEvent[] | undefined): number =>
    Math.max(count ?? 0, known?.length ?? 0);
  const causeCount = number(event.causeCount, causes.get(event.id));
  const effectCount = number(event.effectCount, effects.get(event.id));
  return `${counted(causeCount, "cause")}, ${counted(effectCount, "effect")}`;
}

/** What a card is called in a sentence. */
export function nodeName(node: SceneNode, links: Links): string {
  switch (node.kind) {
    case "event":
      return [
        node.event.eventName,
        stateWords(node.event),
        dayAndClock(node.event.timestamp),
        linkWords(node.event, links),
      ].join(", ");
    case "run":
      return `${node.events.length} steps that follow one another, folded`;
    case "stack":
      return `${stackTitle(node)}, ${node.side === "effects" ? "effects" : "causes"} of ${node.hub.eventName}`;
  }
}

/** "188 × ticket.created", or "188 events" where they have several names, as far as that is known. */
export function stackTitle({ events, hidden }: Stack, counts?: HubCounts): string {
  const names = new Set([
    ...events.map(({ eventName }) => eventName),
    ...(counts ?? []).flatMap(({ eventName, isRest }) => (isRest ? [""] : (eventName ?? []))),
  ]);
  const [name] = names;
  const known = events.length + hidden;
  const number = count(counts?.reduce((sum, group) => sum + group.count, 0) ?? known);
  return names.size === 1 && name ? `${number} × ${name}` : `${number} events`;
}

/** "171 met, 9 not met" */
export function stateCounts(
  groups: readonly { outcomeState: OutcomeState | null; count: number }[],
): string {
  return statesOf(groups)
    .map((group) => `${group.count} ${STATES[group.state].label.toLowerCase()}`)
    .join(", ");
}
