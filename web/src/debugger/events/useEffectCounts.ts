// How many effects the rows in sight have by now: nobody tells of them, as the events that name a row as their
// cause may not belong to the list.
import { type RefObject, useEffect } from "react";
import { EffectCountsDocument } from "../api/generated/graphql";
import { request } from "../api/request";
import { isPaused } from "../shell/LiveStatus";
import { keyOf } from "./rows";
import type { ChangeRows, FoundRow, ListQuery } from "./useEventList";

const EVERY = 30_000;

/** Asks for the rows in sight again and again, while the page is. */
export function useEffectCounts(
  query: ListQuery,
  inSight: RefObject<readonly FoundRow[]>,
  changeRows: ChangeRows,
): void {
  useEffect(() => {
    const ask = async () => {
      const ids = [...new Set(inSight.current.map(({ id }) => id))];
      if (ids.length === 0 || document.hidden || isPaused.get()) {
        return;
      }
      // Of an id that several tenants have, each has an event.
      const variables = { filter: { id: { in: ids } }, first: Math.min(500, ids.length * 4) };
      const { events } = await request(EffectCountsDocument, variables);
      const counts = new Map(events?.nodes.map((node) => [keyOf(node), node.effectCount]));
      changeRows((row) => {
        const effectCount = counts.get(keyOf(row));
        if (effectCount === undefined || effectCount === row.effectCount) {
          return row;
        }
        const leaves = query.filter.hasEffects === false && effectCount !== 0;
        return leaves ? undefined : { ...row, effectCount };
      });
    };
    const timer = setInterval(() => void ask().catch(() => {}), EVERY);
    return () => clearInterval(timer);
  }, [query, inSight, changeRows]);
}
