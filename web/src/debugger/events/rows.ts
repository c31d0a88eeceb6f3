// The rows of the list: pages that were asked for and events that came live, in one order, each once.
import type { EventCardFragment, EventOrder } from "../api/generated/graphql";

/** An event as the list shows it. */
export type EventRow = EventCardFragment;

/** What tells an event from those of other tenants. */
export const keyOf = ({ id, tenantId }: { id: string; tenantId: string }): string =>
  `${tenantId}/${id}`;

/** Which of two rows stands first. */
export function compareRows(order: EventOrder): (a: EventRow, b: EventRow) => number {
  const sign = order.direction === "ASC" ? 1 : -1;
  return (a, b) => sign * (a.timestamp - b.timestamp || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/**
 * The asked rows with those that came live. Live ones beyond the last asked row are left out while there are
 * further pages: they come with those.
 */
export function mergeRows(
  asked: readonly EventRow[],
  live: readonly EventRow[],
  order: EventOrder,
  hasMore: boolean,
): readonly EventRow[] {
  if (live.length === 0) {
    return asked;
  }
  const compare = compareRows(order);
  const known = new Set(asked.map(keyOf));
  const last = asked.at(-1);
  const added = live.filter(
    (row) => !known.has(keyOf(row)) && (!hasMore || !last || compare(row, last) < 0),
  );
  return added.length === 0 ? asked : [...asked, ...added].sort(compare);
}
