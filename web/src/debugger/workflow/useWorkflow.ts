// The events of a workflow: those that the server finds around one event, what the reader opened beyond them,
// and what comes live.
import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { asApiError } from "../api/errors";
import {
  type Direction,
  NeighboursDocument,
  PathDocument,
  type TruncationReason,
  WorkflowDocument,
} from "../api/generated/graphql";
import { request } from "../api/request";
import type { WorkflowState } from "./address";
import { type Known, merge } from "./model/event";
import { type Links, linksOf } from "./model/links";
import type { ShownLink } from "./model/shownLinks";
import { type Joined, useJoins } from "./useJoins";

/** A workflow, as far as it is known. */
export interface WorkflowData {
  readonly title: string;
  readonly known: Known;
  readonly links: Links;
  /** Why the server left events out. */
  readonly truncatedBy: readonly TruncationReason[];
  /** What the server folded, where there were too many events to fold them here. */
  readonly folded: { readonly count: number; readonly links: readonly ShownLink[] } | undefined;
  /** The ids of the chain that `path` asks for; empty where there is none. */
  readonly path: readonly string[] | undefined;
}

/** The state of the questions about it. */
export interface WorkflowResult extends Joined {
  /** Nothing while it isn't there, null where there is no such event. */
  readonly data: WorkflowData | null | undefined;
  readonly error: unknown;
  /** Whether what is shown is older than what was asked for. */
  readonly isStale: boolean;
  readonly retry: () => void;
}

/** How the API calls the directions. */
export const DIRECTIONS: Readonly<Record<WorkflowState["dir"], Direction>> = {
  both: "BOTH",
  causes: "UPSTREAM",
  effects: "DOWNSTREAM",
};

/** What is asked for at once when an address with many opened cards is opened. */
const OPENED_AT_MOST = 20;

/** Asks for the workflow of an event. */
export function useWorkflow(id: string, state: WorkflowState): WorkflowResult {
  const base = useBase(id, state);
  const opened = useOpened(state);
  const path = usePath(state);
  const loaded = useMemo(() => {
    const known = merge(new Map(), base.data?.events ?? []);
    return merge(merge(known, opened.events), path.data ?? []);
  }, [base.data, opened.events, path.data]);
  const client = useQueryClient();
  const joins = useJoins(loaded, id, state, base.queryKey, client);
  const { known, news } = joins;
  const links = useMemo(() => linksOf(known, news), [known, news]);
  const data = useMemo((): WorkflowData | null | undefined => {
    if (base.data === undefined || base.data === null) {
      return base.data;
    }
    const { title, truncatedBy, folded, edges } = base.data;
    return {
      title,
      known,
      links,
      truncatedBy,
      folded: edges === undefined ? undefined : { count: folded, links: edges },
      path: path.data?.map((event) => event.id),
    };
  }, [base.data, known, links, path.data]);
  const error = base.error ?? opened.error ?? path.error;
  const retry = () => {
    void client.refetchQueries({
      queryKey: ["workflow"],
      type: "active",
      predicate: ({ state: { status } }) => status === "error",
    });
  };
  return { ...joins, data, error, isStale: base.isStale, retry };
}

/** What the server finds. Where that is too much to be folded here, the server folds. */
function useBase(id: string, { tenant, dir, depth, fold }: WorkflowState) {
  const wantsFolded = fold.includes("doc");
  const queryKey = useMemo(() => ["workflow", id, tenant, dir, depth], [id, tenant, dir, depth]);
  const ask = (isFolded: boolean) => ({
    queryKey: [...queryKey, isFolded],
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const variables = {
        id,
        tenantId: tenant || null,
        depth,
        direction: DIRECTIONS[dir],
        isFolded,
      };
      return (await request(WorkflowDocument, variables, signal)).workflow;
    },
    placeholderData: keepPreviousData,
    // To compare thousands of events one by one takes longer than to take the new ones.
    structuralSharing: false,
  });
  const whole = useQuery(ask(false));
  const isTooLarge = whole.data?.truncatedBy.includes("NODE_LIMIT") === true && wantsFolded;
  const folded = useQuery({ ...ask(true), enabled: isTooLarge });
  const shown = isTooLarge && folded.data ? folded : whole;
  return {
    queryKey,
    data: shown.data,
    error: whole.error ?? folded.error,
    isStale: shown.isPlaceholderData,
  };
}

/** The neighbours of the cards whose causes or effects the reader opened. */
function useOpened({ open, tenant }: WorkflowState) {
  const sides = open.filter(({ what }) => what !== "run").slice(0, OPENED_AT_MOST);
  return useQueries({
    queries: sides.map(({ id, what }) => ({
      queryKey: ["workflow", "neighbours", id, tenant, what],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const direction: Direction = what === "up" ? "UPSTREAM" : "DOWNSTREAM";
        const variables = { id, tenantId: tenant || null, direction };
        return (await request(NeighboursDocument, variables, signal)).workflow?.events ?? [];
      },
    })),
    combine: joinResults,
  });
}

interface Result<Item> {
  readonly data: readonly Item[] | undefined;
  readonly error: Error | null;
}

const joinResults = <Item>(results: readonly Result<Item>[]) => ({
  events: results.flatMap(({ data }) => data ?? []),
  error: results.find(({ error }) => error !== null)?.error ?? null,
});

function usePath({ path, tenant }: WorkflowState) {
  return useQuery({
    queryKey: ["workflow", "path", path, tenant],
    enabled: path !== null,
    queryFn: async ({ signal }) => {
      const ends = { from: path?.from ?? "", to: path?.to ?? "", tenantId: tenant || null };
      return (await request(PathDocument, ends, signal)).path ?? [];
    },
  });
}

/** Whether the error says that there is no such event. */
export const isMissing = (error: unknown): boolean => asApiError(error).code === "NOT_FOUND";
