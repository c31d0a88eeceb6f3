// The Workflow screen: what led to an event and what it led to, as graph, timeline, table, or story.
import { lazy, Suspense, useCallback, useEffect, useMemo } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { useAddress } from "../address/hooks";
import { eventsHref, workflowHref } from "../address/links";
import { Inspector } from "../inspector/Inspector";
import { ErrorView } from "../shell/ErrorView";
import { lastWorkflow } from "../shell/Header";
import { useKeys } from "../shell/keys";
import { copyText } from "../ui/clipboard";
import { NOTHING_SELECTED, VIEWS, type View, workflowAddress } from "./address";
import { BrokenParameters } from "./BrokenParameters";
import { byTime } from "./model/event";
import { shownEvents } from "./model/scene";
import { Skeleton } from "./Skeleton";
import type { ViewProps } from "./screen";
import { useSettled } from "./useSettled";
import { useIsNarrow } from "./useWidth";
import { isMissing, useWorkflow } from "./useWorkflow";
import { WorkflowHeader } from "./WorkflowHeader";
import "./workflow.css";

const LOAD = {
  graph: () => import("./graph/GraphView"),
  timeline: () => import("./timeline/TimelineView"),
  table: () => import("./table/TableView"),
  story: () => import("./story/StoryView"),
} as const;

const VIEW_PARTS = {
  graph: lazy(LOAD.graph),
  timeline: lazy(LOAD.timeline),
  table: lazy(LOAD.table),
  story: lazy(LOAD.story),
} as const;

interface ScreenProps {
  params: { id: string };
}

/** The screen, as its route shows it. */
export default function WorkflowScreen({ params: { id } }: ScreenProps) {
  // Another event begins anew: nothing that joined the last one belongs to it.
  return <Workflow key={id} id={id} />;
}

function Workflow({ id }: { id: string }) {
  const { values, update, broken, removeBroken } = useAddress(workflowAddress);
  const state = useSettled(values);
  const result = useWorkflow(id, state);
  const { data, error, isStale, join, retry } = result;
  const isNarrow = useIsNarrow();
  // What is read would be covered by an event that its reader hasn't asked for.
  const isAsked = state.view === "story" || (isNarrow && state.view !== "graph");
  const select = useCallback<ViewProps["select"]>(
    (next, change) => update({ sel: selParameter(next, isAsked ? undefined : id) }, change),
    [update, id, isAsked],
  );
  const selected = state.sel === NOTHING_SELECTED ? undefined : state.sel === "" ? id : state.sel;
  const isFolded = state.fold.includes("doc");
  const events = useMemo(() => {
    const kept = new Set([id, ...(selected === undefined ? [] : [selected])]);
    const known = data?.known ?? new Map();
    return [...shownEvents(known, { undocumented: isFolded, kept }).values()].sort(byTime);
  }, [data, isFolded, id, selected]);
  useEffect(() => {
    // While the events are asked for.
    void LOAD[state.view]();
  }, [state.view]);
  useLastWorkflow(data?.title);
  useScreenKeys(state, update, select, selected);

  if (data === null || (error && isMissing(error))) {
    return <NoSuchEvent id={id} />;
  }
  if (data === undefined) {
    return error ? <ErrorView error={error} onRetry={retry} /> : <Skeleton />;
  }
  const props: ViewProps = { id, state, update, data, events, selected, select, join };
  const hasInspector = state.sel !== "" || !isAsked;
  const Part = VIEW_PARTS[state.view];
  return (
    <div className={`workflow ${isStale ? "is-stale" : ""}`}>
      <WorkflowHeader {...props} />
      <BrokenParameters broken={broken} remove={removeBroken} />
      {error !== null && <ErrorView error={error} onRetry={retry} />}
      <div className="workflow-split">
        <main className="workflow-view" id="workflow-view" role="tabpanel" aria-label={state.view}>
          <Suspense>
            <Part {...props} />
          </Suspense>
        </main>
        {selected !== undefined && hasInspector && (
          <Inspector
            id={selected}
            tenant={state.tenant || undefined}
            tab={state.tab}
            onTab={(tab) => update({ tab })}
            onSelect={(next) => select(next)}
            onClose={() => select(undefined)}
          />
        )}
      </div>
    </div>
  );
}

/** Nothing has to be said of the event that is selected by itself. */
const selParameter = (next: string | undefined, byItself: string | undefined): string =>
  next === undefined ? NOTHING_SELECTED : next === byItself ? "" : next;

function useLastWorkflow(title: string | undefined): void {
  const [path] = useLocation();
  const search = useSearch();
  useEffect(() => {
    if (title !== undefined) {
      document.title = `${title} · Event Mesh`;
      lastWorkflow.set(path + (search && `?${search}`));
    }
  }, [title, path, search]);
  useEffect(
    () => () => {
      document.title = "Event Mesh";
    },
    [],
  );
}

const VIEW_NAMES: Readonly<Record<View, string>> = {
  graph: "Graph",
  timeline: "Timeline",
  table: "Table",
  story: "Story",
};

function useScreenKeys(
  state: ViewProps["state"],
  update: ViewProps["update"],
  select: ViewProps["select"],
  selected: string | undefined,
): void {
  const back = () => {
    if (state.path !== null) {
      update({ path: null });
    } else if (selected !== undefined) {
      select(undefined);
    }
  };
  useKeys([
    ...VIEWS.map((view, i) => ({
      keys: [String(i + 1)],
      label: VIEW_NAMES[view],
      group: "Workflow",
      run: () => update({ view }),
    })),
    { keys: ["Escape"], label: "Back", group: "Workflow", run: back },
    {
      keys: ["c"],
      label: "Copy link",
      group: "Workflow",
      run: () => void copyText(location.href, "Link copied"),
    },
  ]);
}

function NoSuchEvent({ id }: { id: string }) {
  return (
    <section className="message-view">
      <h2>There is no such event</h2>
      <p>
        Nothing with the id <span className="mono">{id}</span> is stored, or it isn’t yours to see.
      </p>
      <div className="message-actions">
        <Link className="button" href={eventsHref({ q: id })}>
          Look for it among the events
        </Link>
        <Link className="button quiet" href={workflowHref(id)}>
          Without further conditions
        </Link>
      </div>
    </section>
  );
}
