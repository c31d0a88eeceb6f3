// What the screen counts: facets and histogram from `eventStats`, views and totals from one `eventCounts`. They
// are asked again a while after news have come.
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { type EventsState, eventsAddress } from "../address/events";
import { ApiError } from "../api/errors";
import {
  CountsDocument,
  ExtentDocument,
  FacetsDocument,
  HistogramDocument,
} from "../api/generated/graphql";
import { request } from "../api/request";
import { type Bucket, bucketsOf } from "./buckets";
import { filterOf } from "./filter";
import { isAboutInput } from "./inputErrors";
import { chosenBounds, divisionOf, type Extent, type Range, rangeOf } from "./range";
import { conditionsOf, stateOf, type View } from "./views";

/** Up to where events are counted. */
export const COUNT_LIMIT = 10_000;

const NEWS_AFTER = 3_000;

/** When the first and the last event happened; null for an empty history, nothing while it isn't known. */
export function useExtent() {
  return useQuery({
    queryKey: ["extent"],
    queryFn: async ({ signal }): Promise<Extent | null> => {
      const { oldest, newest } = await request(ExtentDocument, {}, signal);
      const [first] = oldest?.nodes ?? [];
      const [last] = newest?.nodes ?? [];
      return first && last ? { oldest: first.timestamp, newest: last.timestamp } : null;
    },
  });
}

/** Which event the span ends with, where it is moved to the newest: what is counted depends on it. */
const movedBy = (state: EventsState, extent: Extent | undefined): number | undefined =>
  rangeOf(state, Date.now(), extent).isMoved ? extent?.newest : undefined;

/** Asks for counts again, once news have come, and at most so often. */
export function useNews(): () => void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey: ["stats"] });
      void queries.invalidateQueries({ queryKey: ["event", "preview"] });
    }, NEWS_AFTER);
  }, [queries]);
}

/** One line of a facet. */
export interface FacetLine {
  value: string;
  count: number;
}

/** A facet's largest groups, and how many events are in others. */
export interface Facet {
  lines: readonly FacetLine[];
  rest: number;
}

type Row<Name extends string> = { isRest: boolean; count: number } & Record<Name, string | null>;

function facet<Name extends string>(rows: readonly Row<Name>[] | null, name: Name): Facet {
  const all = rows ?? [];
  const lines = all.flatMap((row) => {
    const value = row[name];
    return row.isRest || value === null ? [] : [{ value, count: row.count }];
  });
  return { lines, rest: all.find((row) => row.isRest)?.count ?? 0 };
}

/**
 * What is counted, or the server's refusal to: it does where the text that is looked for is in too many events. A
 * refusal is an answer that stays while the same is asked again, which an error wouldn't.
 */
async function orRefusal<Data>(counting: Promise<Data>): Promise<Data | ApiError> {
  try {
    return await counting;
  } catch (error) {
    if (error instanceof ApiError && isAboutInput(error)) {
      return error;
    }
    throw error;
  }
}

/** The facets. */
export function useFacets(state: EventsState, extent: Extent | undefined, first: number) {
  const conditions = conditionsOf(state);
  return useQuery({
    queryKey: ["stats", "facets", conditions, movedBy(conditions, extent), first],
    enabled: extent !== undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => orRefusal(askFacets(conditions, extent, first, signal)),
  });
}

async function askFacets(
  conditions: EventsState,
  extent: Extent | undefined,
  first: number,
  signal: AbortSignal,
) {
  const now = Date.now();
  const bounds = chosenBounds(conditions, rangeOf(conditions, now, extent), now);
  const without = (name: "name" | "source" | "category" | "state") =>
    filterOf(conditions, bounds, [name]);
  const variables = {
    names: without("name"),
    sources: without("source"),
    categories: without("category"),
    states: without("state"),
    first,
  };
  const answer = await request(FacetsDocument, variables, signal);
  return {
    name: facet(answer.names, "eventName"),
    source: facet(answer.sources, "source"),
    category: facet(answer.categories, "category"),
    state: facet(answer.states, "outcomeState"),
  };
}

/** The histogram: its range, and the pieces of it. */
export interface HistogramData {
  range: Range;
  buckets: readonly Bucket[];
}

/** The histogram of the span, without what of it is chosen. */
export function useHistogram(state: EventsState, extent: Extent | undefined) {
  const conditions = conditionsOf({ ...state, from: null, to: null });
  return useQuery({
    queryKey: ["stats", "histogram", conditions, extent],
    enabled: extent !== undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => orRefusal(askHistogram(conditions, extent, signal)),
  });
}

async function askHistogram(
  conditions: EventsState,
  extent: Extent | undefined,
  signal: AbortSignal,
): Promise<HistogramData> {
  const range = rangeOf(conditions, Date.now(), extent);
  const { interval, every } = divisionOf(range);
  const filter = filterOf(conditions, { start: range.start, end: range.end });
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const variables = { filter, interval, every, timeZone };
  const { eventStats } = await request(HistogramDocument, variables, signal);
  return { range, buckets: bucketsOf(eventStats ?? []) };
}

/** How many events a list has; null where there are too many to count in time. */
export type Count = { count: number; isExact: boolean } | null;

/**
 * How many events are shown, how many there are in the span, and how many each view has: one request. Where the
 * server refuses what is shown (`isRefused`), the rest is counted without it.
 */
export function useCounts(
  state: EventsState,
  views: readonly View[],
  extent: Extent | undefined,
  isRefused: boolean,
) {
  const shown = isRefused ? eventsAddress.initial : conditionsOf(state);
  const queries = views.map((view) => view.query);
  return useQuery({
    queryKey: ["stats", "counts", shown, queries, movedBy(shown, extent)],
    enabled: extent !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const now = Date.now();
      const filterFor = (wanted: EventsState) =>
        filterOf(wanted, chosenBounds(wanted, rangeOf(wanted, now, extent), now));
      const all = conditionsOf({ ...state, from: null, to: null });
      const { start, end } = rangeOf(all, now, extent).bounds;
      const span = {
        ...(start !== undefined && { startTime: start }),
        ...(end !== undefined && { endTime: end }),
      };
      const filters = [
        filterFor(shown),
        span,
        ...views.map((view) => filterFor(conditionsOf(stateOf(view, state)))),
      ];
      const { eventCounts } = await request(
        CountsDocument,
        { filters, atMost: COUNT_LIMIT },
        signal,
      );
      const [current = null, total = null, ...ofViews] = eventCounts ?? [];
      return { current: isRefused ? undefined : current, total, views: ofViews };
    },
  });
}
