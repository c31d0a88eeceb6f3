// What the Events screen shows, put together: the address, the list and what comes live to it, counts, and the
// selection.
import { useCallback, useEffect, useMemo, useRef } from "react";
import { useLocation } from "wouter";
import { type EventsState, eventsAddress } from "../address/events";
import { useAddress } from "../address/hooks";
import { eventHref, workflowHref } from "../address/links";
import { asApiError } from "../api/errors";
import { searchBox } from "../shell/Header";
import { isPaused } from "../shell/LiveStatus";
import { useTitle } from "../shell/useTitle";
import { useViewer } from "../shell/useViewer";
import { useStore } from "../ui/store";
import { counted } from "../ui/time";
import { announce } from "../ui/toasts";
import { filterOf, orderOf } from "./filter";
import { errorFor } from "./inputErrors";
import { chosenBounds, type Extent, rangeOf } from "./range";
import { keyOf, mergeRows } from "./rows";
import { type Named, nameOf, readSelection, writeSelection } from "./selection";
import { useDebounced } from "./useDebounced";
import { useEffectCounts } from "./useEffectCounts";
import { type FoundRow, type ListQuery, useEventPages } from "./useEventList";
import { useLiveRows } from "./useLiveRows";
import { useNews } from "./useStats";

/** While somebody types, the list waits so long, and counts longer. */
const LIST_REST = 150;
const COUNTS_REST = 500;

/** Everything that the screen's parts need. */
export function useEventsScreen(extent: Extent | undefined) {
  const address = useAddress(eventsAddress);
  const { values, update } = address;
  const q = useDebounced(values.q, LIST_REST);
  const restQ = useDebounced(values.q, COUNTS_REST);
  const counted = useMemo(() => ({ ...values, q: restQ }), [values, restQ]);
  const { query, now } = useListQuery({ ...values, q }, extent);
  const pages = useEventPages(query);
  const error = pages.error ? asApiError(pages.error) : undefined;

  const scroller = useRef<HTMLDivElement>(null);
  const inSight = useRef<readonly FoundRow[]>([]);
  const paused = useStore(isPaused);
  const selection = readSelection(values.sel);
  const isHeld = () =>
    paused ||
    query.order.field === "RELEVANCE" ||
    selection !== undefined ||
    (scroller.current?.scrollTop ?? 0) > 4 ||
    pages.offset > 0;
  const onNews = useNews();
  const isSettled = q === restQ && q === values.q;
  const live = useLiveRows({ query, asked: pages.rows, isHeld, isSettled, onNews });
  useEffectCounts(query, inSight, live.changeRows);
  const rows = useMemo<readonly FoundRow[]>(
    () => mergeRows(pages.rows, live.shown, query.order, pages.hasNextPage),
    [pages.rows, live.shown, query.order, pages.hasNextPage],
  );
  // What was told of before the list had come isn't new to the reader.
  const fresh = useMemo(() => {
    const keys = new Set(live.shown.map(keyOf));
    for (const row of pages.rows) {
      keys.delete(keyOf(row));
    }
    return keys;
  }, [live.shown, pages.rows]);
  const showWaiting = useCallback(() => {
    live.showWaiting();
    scroller.current?.scrollTo({ top: 0 });
  }, [live.showWaiting]);
  useAnnouncedCount(rows.length, pages.isFetching);
  const chosen = useSelection(rows, selection, update);
  useSearchBox(values.q, update, errorFor(error, "q"), () => selection ?? chosen.step(1));
  useTitle("Events");
  return {
    address,
    counted,
    now,
    query,
    pages,
    error,
    rows,
    fresh,
    waiting: live.waiting,
    showWaiting,
    scroller,
    inSight,
    paused,
    ...chosen,
  };
}

/** The screen's parts. */
export type EventsScreenState = ReturnType<typeof useEventsScreen>;

/** The list's filter and order: the same object until one of them is another. */
function useListQuery(state: EventsState, extent: Extent | undefined) {
  // Relative times are of the moment at which they were chosen: the list must not begin anew with each tick.
  const time = JSON.stringify([state.span, state.from, state.to]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const now = useMemo(() => Date.now(), [time]);
  const range = rangeOf(state, now, extent);
  const text = JSON.stringify({
    filter: filterOf(state, chosenBounds(state, range, now)),
    order: orderOf(state),
  });
  const query = useMemo(() => JSON.parse(text) as ListQuery, [text]);
  return { query, now };
}

function useSearchBox(
  text: string,
  update: (changes: Partial<EventsState>, change?: { replace?: boolean }) => void,
  error: string | undefined,
  enter: () => void,
): void {
  const latest = useRef(enter);
  useEffect(() => {
    latest.current = enter;
  });
  useEffect(() => {
    const onType = (q: string) => update({ q }, { replace: true });
    searchBox.set({ text, onType, error, onEnter: () => latest.current() });
  }, [text, update, error]);
  useEffect(() => () => searchBox.set(undefined), []);
}

function useAnnouncedCount(length: number, isFetching: boolean): void {
  const last = useRef(length);
  useEffect(() => {
    if (!isFetching && last.current !== length) {
      last.current = length;
      announce(`${counted(length, "event")} in the list`);
    }
  }, [length, isFetching]);
}

/** Where there is no room for the preview, the event has the whole page. */
const hasNoPreview = matchMedia("(max-width: 56.25em)");

/** The selected event, and what selects another. */
function useSelection(
  rows: readonly FoundRow[],
  selection: Named | undefined,
  update: (changes: Partial<EventsState>, change?: { replace?: boolean }) => void,
) {
  const [, navigate] = useLocation();
  const role = useViewer()?.viewer.role;
  const seesAll = role !== undefined && role !== "USER";
  const { id, tenant } = selection ?? {};
  const index = rows.findIndex(
    (row) => row.id === id && (tenant === undefined || row.tenantId === tenant),
  );
  const selectedRow = rows[index];
  const hrefOf = useCallback(
    (row: FoundRow) => workflowHref(row.id, nameOf(row, seesAll)),
    [seesAll],
  );
  const open = useCallback((row: FoundRow) => navigate(hrefOf(row)), [navigate, hrefOf]);
  const select = useCallback((named: Named) => update({ sel: writeSelection(named) }), [update]);
  const selectRow = useCallback(
    (row: FoundRow) => {
      const named = nameOf(row, seesAll);
      if (hasNoPreview.matches) {
        navigate(eventHref(named.id, named));
      } else {
        select(named);
      }
    },
    [navigate, select, seesAll],
  );
  const step = (by: 1 | -1) => {
    const next = rows[index < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, index + by))];
    if (next) {
      update({ sel: writeSelection(nameOf(next, seesAll)) }, { replace: selection !== undefined });
    }
  };
  const deselect = useCallback(() => update({ sel: "" }), [update]);
  return { selection, selectedRow, seesAll, hrefOf, open, select, selectRow, step, deselect };
}
