// Sorts the table.
import { STATE_ORDER } from "../../ui/state";
import type { SortKey } from "../address";
import { byTime, type CardEvent } from "../model/event";

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const COMPARE: Readonly<Record<SortKey, (a: CardEvent, b: CardEvent) => number>> = {
  time: byTime,
  name: (a, b) => text(a.eventName, b.eventName),
  source: (a, b) => text(a.source, b.source),
  state: (a, b) => STATE_ORDER.indexOf(a.outcomeState) - STATE_ORDER.indexOf(b.outcomeState),
  causes: (a, b) => (a.causeCount ?? 0) - (b.causeCount ?? 0),
  effects: (a, b) => (a.effectCount ?? 0) - (b.effectCount ?? 0),
};

/** The events in this order; those that are alike, oldest first. */
export function sorted(
  events: readonly CardEvent[],
  key: SortKey,
  isDescending: boolean,
): readonly CardEvent[] {
  const sign = isDescending ? -1 : 1;
  return [...events].sort((a, b) => sign * COMPARE[key](a, b) || byTime(a, b));
}
