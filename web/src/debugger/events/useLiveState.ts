// The events that came live to a list: those that are shown, and those that wait. They are of one list, and gone
// with it.
import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type EventRow, keyOf } from "./rows";
import {
  type ChangeRows,
  type FoundRow,
  type ListQuery,
  listKey,
  useChangeRows,
} from "./useEventList";

/** Beyond so many events that came live the list is asked anew. */
export const MOST_LIVE = 1_000;

interface Live {
  /** The list that they are of. */
  of: string;
  shown: readonly EventRow[];
  waiting: readonly EventRow[];
}

/** What a list is, besides its live events. */
export interface LiveOptions {
  query: ListQuery;
  /** The rows that were asked. */
  asked: readonly FoundRow[];
  /** Whether new events wait whatever the reader does. */
  isHeld: () => boolean;
}

/** The live events of the list, and what changes them. */
export function useLiveState({ query, asked, isHeld }: LiveOptions) {
  const queries = useQueryClient();
  const of = JSON.stringify(listKey(query));
  const [state, setState] = useState<Live>({ of, shown: [], waiting: [] });
  const live = state.of === of ? state : { of, shown: [], waiting: [] };
  const current = useRef({ live, asked, isHeld, of });
  useEffect(() => {
    current.current = { live, asked, isHeld, of };
  });
  const take = useTake(current, setState);
  const reset = useCallback(() => {
    setState({ of: "", shown: [], waiting: [] });
    void queries.resetQueries({ queryKey: listKey(query) });
  }, [queries, query]);
  const showWaiting = useCallback(() => {
    if (live.waiting.length >= MOST_LIVE || query.order.field === "RELEVANCE") {
      reset();
    } else {
      setState({ of, shown: [...live.shown, ...live.waiting], waiting: [] });
    }
  }, [live, of, query, reset]);
  useEffect(() => {
    if (live.shown.length > MOST_LIVE && !current.current.isHeld()) {
      reset();
    }
  }, [live.shown.length, reset]);
  const changeRows = useChangeAll(useChangeRows(query), setState);
  return { of, live, current, take, reset, showWaiting, changeRows };
}

interface Current extends Omit<LiveOptions, "query"> {
  live: Live;
  of: string;
}

/**
 * Takes in the rows that the list doesn't have yet: where they are seen, or where they wait. What comes late for
 * a list that is no longer shown is left out.
 */
function useTake(current: RefObject<Current>, setState: (live: Live) => void) {
  return useCallback(
    (forList: string, rows: readonly EventRow[]) => {
      const { live, asked, isHeld, of } = current.current;
      if (forList !== of) {
        return;
      }
      const known = new Set([...asked, ...live.shown, ...live.waiting].map(keyOf));
      const added = rows.filter((row) => !known.has(keyOf(row)));
      if (added.length === 0) {
        return;
      }
      const next = isHeld()
        ? { ...live, of, waiting: [...live.waiting, ...added].slice(-MOST_LIVE) }
        : { ...live, of, shown: [...live.shown, ...added] };
      current.current.live = next;
      setState(next);
    },
    [current, setState],
  );
}

/** Changes rows wherever they are. */
function useChangeAll(
  changeAsked: ChangeRows,
  setState: (change: (live: Live) => Live) => void,
): ChangeRows {
  return useCallback(
    (change) => {
      changeAsked(change);
      const changed = (rows: readonly EventRow[]) => rows.flatMap((row) => change(row) ?? []);
      setState((live) => ({
        ...live,
        shown: changed(live.shown),
        waiting: changed(live.waiting),
      }));
    },
    [changeAsked, setState],
  );
}
