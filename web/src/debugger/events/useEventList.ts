// The rows of the list: pages asked for as they are scrolled to, and what comes live. The list is asked at once,
// and its start again when the stream has caught up. At most `PAGES` pages are kept.
import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import {
  type EventFilter,
  type EventOrder,
  EventsPageDocument,
  type EventsPageQuery,
} from "../api/generated/graphql";
import { request } from "../api/request";
import type { EventRow } from "./rows";

/** A piece of text in which something was found. */
export type Highlight = NonNullable<
  NonNullable<EventsPageQuery["events"]>["edges"][number]["highlights"]
>[number];

/** A row with what was found in it. */
export type FoundRow = EventRow & { highlights?: readonly Highlight[] };

const PAGE = 100;
const PAGES = 20;

interface Place {
  /** How many rows stand before the page. */
  offset: number;
  after?: string;
  before?: string;
}

interface Page {
  rows: readonly FoundRow[];
  offset: number;
  startCursor: string | null;
  endCursor: string | null;
  hasNext: boolean;
}

/** What is in the cache for a list. */
export type ListData = InfiniteData<Page, Place>;

/** What a list is of. */
export interface ListQuery {
  filter: EventFilter;
  order: EventOrder;
}

/** Under which the cache has the list. */
export const listKey = ({ filter, order }: ListQuery) => ["events", "list", filter, order] as const;

async function askPage(query: ListQuery, place: Place, signal?: AbortSignal): Promise<Page> {
  const { filter, order: orderBy } = query;
  const size = Math.min(PAGE, place.before === undefined ? PAGE : place.offset);
  const part =
    place.before === undefined
      ? { first: size, after: place.after ?? null }
      : { last: size, before: place.before };
  const isSearch = filter.text !== undefined;
  const variables = { filter, orderBy, isSearch, ...part };
  const { events } = await request(EventsPageDocument, variables, signal);
  const edges = events?.edges ?? [];
  return {
    rows: edges.map(({ node, highlights }) => (highlights ? { ...node, highlights } : node)),
    offset: place.before === undefined ? place.offset : place.offset - edges.length,
    startCursor: events?.pageInfo.startCursor ?? null,
    endCursor: events?.pageInfo.endCursor ?? null,
    hasNext: place.before !== undefined || (events?.pageInfo.hasNextPage ?? false),
  };
}

/** The first rows of the list as they are now. */
export const askHead = async (query: ListQuery): Promise<readonly FoundRow[]> =>
  (await askPage(query, { offset: 0 })).rows;

/** The pages of the list. */
export function useEventPages(query: ListQuery) {
  const result = useInfiniteQuery({
    queryKey: listKey(query),
    queryFn: ({ pageParam, signal }) => askPage(query, pageParam, signal),
    initialPageParam: { offset: 0 } as Place,
    maxPages: PAGES,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    getNextPageParam: ({ offset, rows, hasNext, endCursor }): Place | undefined =>
      hasNext && endCursor !== null
        ? { offset: offset + rows.length, after: endCursor }
        : undefined,
    getPreviousPageParam: ({ offset, startCursor }): Place | undefined =>
      offset > 0 && startCursor !== null ? { offset, before: startCursor } : undefined,
  });
  // What was there stays, dimmed, where the next list can't be had.
  const last = useRef(result.data);
  useEffect(() => {
    last.current = result.data ?? last.current;
  }, [result.data]);
  const pages = (result.data ?? (result.isError ? last.current : undefined))?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.rows) ?? [], [pages]);
  return { ...result, rows, offset: pages?.[0]?.offset ?? 0 };
}

/** Changes rows where `change` returns another one, or nothing for one that leaves. */
export type ChangeRows = (change: (row: FoundRow) => FoundRow | undefined) => void;

/** Changes the rows that the cache has. */
export function useChangeRows(query: ListQuery): ChangeRows {
  const queries = useQueryClient();
  return useCallback(
    (change) => {
      queries.setQueryData<ListData>(listKey(query), (data) => {
        if (!data) {
          return data;
        }
        const pages = data.pages.map((page) => changePage(page, change));
        return pages.every((page, index) => page === data.pages[index]) ? data : { ...data, pages };
      });
    },
    [queries, query],
  );
}

function changePage(page: Page, change: (row: FoundRow) => FoundRow | undefined): Page {
  const rows = page.rows.flatMap((row) => change(row) ?? []);
  const isSame =
    rows.length === page.rows.length && rows.every((row, index) => row === page.rows[index]);
  return isSame ? page : { ...page, rows };
}
