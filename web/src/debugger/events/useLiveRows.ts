// What comes live to a list. New events slide in where the reader is at the top and has nothing selected;
// otherwise they wait. Changes of outcomes reach the rows that are there, of which some then leave the list.
import { useCallback, useEffect, useRef } from "react";
import {
  FollowChangesDocument,
  type FollowChangesSubscription,
  FollowDocument,
} from "../api/generated/graphql";
import { useStream } from "../api/useStream";
import { staysWith } from "./filter";
import { type EventRow, keyOf } from "./rows";
import { askHead, type FoundRow } from "./useEventList";
import { type LiveOptions, useLiveState } from "./useLiveState";

/** Messages are taken up together, so that a burst costs one drawing. */
const TOGETHER = 200;

type ChangedEvent = Extract<
  FollowChangesSubscription["eventStream"],
  { __typename: "OutcomeUpdated" }
>["event"];

interface Following {
  /** Whether the list is to be followed: not while somebody types, as each letter makes another list. */
  isSettled: boolean;
  /** Hears that something was stored. */
  onNews: () => void;
}

/** Rows that came live, and those that wait. */
export function useLiveRows({ isSettled, onNews, ...list }: LiveOptions & Following) {
  const { query } = list;
  const { of, live, current, take, reset, showWaiting, changeRows } = useLiveState(list);
  const add = useTogether(take, of);
  const catchUp = useCallback(async () => {
    const head = await askHead(query).catch(() => []);
    if (current.current.of !== of) {
      return;
    }
    const knows = new Set(current.current.asked.map(keyOf));
    if (knows.size > 0 && head.length > 0 && !head.some((row) => knows.has(keyOf(row)))) {
      reset();
    } else {
      take(of, head);
      changeRows((row) => head.find((other) => keyOf(other) === keyOf(row)) ?? row);
    }
  }, [query, of, current, take, reset, changeRows]);
  const patch = useCallback(
    (event: ChangedEvent) =>
      changeRows((row): FoundRow | undefined => {
        const next = patched(row, event);
        const { outcomeState, context } = next;
        const hasOutcome = context?.outcome != null;
        const stays = next === row || staysWith(query.filter, { outcomeState, hasOutcome });
        return stays ? next : undefined;
      }),
    [query, changeRows],
  );
  const followed = isSettled ? { filter: query.filter } : null;
  useStream(FollowDocument, followed, {
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
  });
  const onChange = (message: FollowChangesSubscription["eventStream"]) => {
    if (message.__typename === "OutcomeUpdated") {
      patch(message.event);
    }
    onNews();
  };
  useStream(FollowChangesDocument, EVERY_EVENT, { onMessage: onChange });
  return { shown: live.shown, waiting: live.waiting, showWaiting, changeRows };
}

const EVERY_EVENT = {};

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

/** Collects what comes within a moment for the same list. */
function useTogether<Item>(
  take: (of: string, items: readonly Item[]) => void,
  of: string,
): (item: Item) => void {
  const collected = useRef<Item[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what came for another list is dropped with it
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
      collected.current = [];
    },
    [of],
  );
  return useCallback(
    (item) => {
      collected.current.push(item);
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        take(of, collected.current.splice(0));
      }, TOGETHER);
    },
    [take, of],
  );
}
