// What comes live to a list. New events slide in where the reader is at the top and has nothing selected;
// otherwise they wait. Changes of outcomes reach the rows that are there, of which some then leave the list.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import {
  FollowChangesDocument,
  type FollowChangesSubscription,
  FollowDocument,
} from "../api/generated/graphql";
import { useStream } from "../api/useStream";
import { staysWith } from "./filter";
import { type EventRow, keyOf } from "./rows";
import { askHead, type FoundRow, type ListQuery, listKey, useChangeRows } from "./useEventList";

/** Messages are taken up together, so that a burst costs one drawing. */
const TOGETHER = 200;

/** Beyond so many events that came live the list is asked anew. */
const MOST = 1_000;

interface Live {
  /** The list that they are of. */
  of: string;
  shown: readonly EventRow[];
  waiting: readonly EventRow[];
}

interface LiveOptions {
  query: ListQuery;
  /** The rows that were asked. */
  asked: readonly FoundRow[];
  /** Whether new events wait whatever the reader does. */
  isHeld: () => boolean;
  /** Something was stored that counts may tell of. */
  onNews: () => void;
}

type ChangedEvent = Extract<
  FollowChangesSubscription["eventStream"],
  { __typename: "OutcomeUpdated" }
>["event"];

/** Rows that came live, and those that wait. */
export function useLiveRows({ query, asked, isHeld, onNews }: LiveOptions) {
  const queries = useQueryClient();
  const changeRows = useChangeRows(query);
  const of = JSON.stringify(listKey(query));
  const [state, setState] = useState<Live>({ of, shown: [], waiting: [] });
  const live = state.of === of ? state : { of, shown: [], waiting: [] };
  const current = useRef({ live, asked, isHeld, of });
  useEffect(() => {
    current.current = { live, asked, isHeld, of };
  });

  const take = useCallback((rows: readonly EventRow[]) => {
    const { live, asked, isHeld, of } = current.current;
    const known = new Set([...asked, ...live.shown, ...live.waiting].map(keyOf));
    const added = rows.filter((row) => !known.has(keyOf(row)));
    if (added.length === 0) {
      return;
    }
    const next = isHeld()
      ? { ...live, waiting: [...live.waiting, ...added].slice(-MOST) }
      : { ...live, shown: [...live.shown, ...added] };
    current.current.live = next;
    setState({ ...next, of });
  }, []);
  const add = useTogether(take);

  const reset = useCallback(() => {
    setState({ of: "", shown: [], waiting: [] });
    void queries.resetQueries({ queryKey: listKey(query) });
  }, [queries, query]);

  const catchUp = useCallback(async () => {
    const head = await askHead(query).catch(() => []);
    const { asked } = current.current;
    const knows = new Set(asked.map(keyOf));
    if (asked.length > 0 && head.length > 0 && !head.some((row) => knows.has(keyOf(row)))) {
      reset();
    } else {
      take(head);
      changeRows((row) => head.find((other) => keyOf(other) === keyOf(row)) ?? row);
    }
  }, [query, take, reset, changeRows]);

  useStream(
    FollowDocument,
    { filter: query.filter },
    {
      onMessage: (message) => {
        if (message.__typename === "EventPublished") {
          add(message.event);
          onNews();
        }
      },
      onCaughtUp: () => {
        void catchUp();
        onNews();
      },
    },
  );
  const patch = useCallback(
    (event: ChangedEvent) => {
      const apply = (row: EventRow) => patched(row, event);
      const stays = (row: EventRow) =>
        staysWith(query.filter, {
          outcomeState: row.outcomeState,
          hasOutcome: row.context?.outcome != null,
        });
      changeRows((row) => {
        const next = apply(row);
        return next === row || stays(next) ? next : undefined;
      });
      setState((live) => ({
        ...live,
        shown: live.shown.map(apply).filter(stays),
        waiting: live.waiting.map(apply).filter(stays),
      }));
    },
    [query, changeRows],
  );
  useStream(
    FollowChangesDocument,
    {},
    {
      onMessage: (message) => {
        if (message.__typename === "OutcomeUpdated") {
          patch(message.event);
        }
        onNews();
      },
    },
  );

  const showWaiting = useCallback(() => {
    if (live.waiting.length >= MOST || query.order.field === "RELEVANCE") {
      reset();
    } else {
      setState({ of, shown: [...live.shown, ...live.waiting], waiting: [] });
    }
  }, [live, of, query, reset]);
  useEffect(() => {
    if (live.shown.length > MOST && !current.current.isHeld()) {
      reset();
    }
  }, [live.shown.length, reset]);

  return { shown: live.shown, waiting: live.waiting, showWaiting };
}

/** The row with the outcome that was told of its event, unless it has a later one. */
function patched(row: EventRow, event: ChangedEvent): EventRow {
  if (keyOf(row) !== keyOf(event) || row.revision >= event.revision) {
    return row;
  }
  const { revision, outcomeState, context } = event;
  const known = row.context ?? {
    relatedEvents: [],
    category: null,
    outcome: null,
    outcomeAt: null,
  };
  return { ...row, revision, outcomeState, context: { ...known, ...context } };
}

/** Collects what comes within a moment. */
function useTogether<Item>(take: (items: readonly Item[]) => void): (item: Item) => void {
  const collected = useRef<Item[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (item) => {
      collected.current.push(item);
      if (timer.current === undefined) {
        timer.current = setTimeout(() => {
          timer.current = undefined;
          take(collected.current.splice(0));
        }, TOGETHER);
      }
    },
    [take],
  );
}
