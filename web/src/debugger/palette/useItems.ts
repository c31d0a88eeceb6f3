// What the palette offers for what is typed.
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { eventHref, eventsHref, workflowHref } from "../address/links";
import { GRAPHIQL_URL } from "../api/base";
import { asApiError } from "../api/errors";
import {
  type OutcomeState,
  PaletteEventDocument,
  PaletteNamesDocument,
} from "../api/generated/graphql";
import { request } from "../api/request";
import { allViews, savedViews } from "../events/views";
import { lastWorkflow } from "../shell/Header";
import { actions, effective, keyLabel } from "../shell/keys";
import { useStore } from "../ui/store";
import { count } from "../ui/time";
import { matching, mayBeId } from "./match";
import { type RecentEvent, recentEvents } from "./recent";

/** One line of the palette. */
export interface Item {
  key: string;
  label: string;
  /** Behind the label. */
  hint?: string;
  /** Of an event, whose name the label is. */
  state?: OutcomeState;
  shortcut?: string;
  run: () => void;
}

/** Lines that belong together. */
export interface Section {
  title: string;
  items: readonly Item[];
}

const SHOWN = 6;
const NAMES_SINCE = 30 * 86_400_000;
const HOUR = 3_600_000;

/** The sections that have something. */
export function useSections(typed: string): readonly Section[] {
  const [, navigate] = useLocation();
  const text = typed.trim();
  const sections = [
    { title: "Event", items: useFound(text, navigate) },
    { title: "Looked at lately", items: recent(text, navigate) },
    { title: "Names", items: useNames(text, navigate) },
    { title: "Views", items: useViews(text, navigate) },
    { title: "Go to", items: usePlaces(text, navigate) },
    { title: "Actions", items: useActions(text) },
    { title: "Find", items: find(text, navigate) },
  ];
  return sections.filter(({ items }) => items.length > 0);
}

type Navigate = (href: string) => void;

function useFound(text: string, navigate: Navigate): Item[] {
  const { data, error } = useQuery({
    queryKey: ["palette event", text],
    queryFn: ({ signal }) => request(PaletteEventDocument, { id: text }, signal),
    enabled: mayBeId(text),
    retry: false,
  });
  const key = `event ${text}`;
  if (error && asApiError(error).code === "CONFLICT") {
    const label = "Several events have this id";
    return [{ key, label, run: () => navigate(eventHref(text)) }];
  }
  const event = data?.event;
  if (!event) {
    return [];
  }
  const { id, eventName, outcomeState } = event;
  return [
    { key, label: eventName, state: outcomeState, hint: id, run: () => navigate(workflowHref(id)) },
    { key: `${key} alone`, label: "Open it on its own", run: () => navigate(eventHref(id)) },
  ];
}

function recent(text: string, navigate: Navigate): Item[] {
  const found = matching(recentEvents(), text, ({ eventName, id }) => `${eventName} ${id}`);
  const item = ({ id, tenant, eventName, outcomeState }: RecentEvent): Item => ({
    key: `recent ${tenant ?? ""} ${id}`,
    label: eventName,
    hint: id,
    state: outcomeState,
    run: () => navigate(workflowHref(id, { tenant })),
  });
  return found.slice(0, SHOWN).map(item);
}

function useNames(text: string, navigate: Navigate): Item[] {
  const since = Math.floor((Date.now() - NAMES_SINCE) / HOUR) * HOUR;
  const { data } = useQuery({
    queryKey: ["palette names", since],
    queryFn: ({ signal }) => request(PaletteNamesDocument, { since }, signal),
    enabled: text !== "",
    retry: false,
  });
  if (text === "") {
    return [];
  }
  const names = (data?.eventStats ?? []).flatMap(({ eventName, count: many }) =>
    eventName === null ? [] : [{ name: eventName, many }],
  );
  return matching(names, text, ({ name }) => name)
    .slice(0, SHOWN)
    .map(({ name, many }) => ({
      key: `name ${name}`,
      label: name,
      hint: `${count(many)} in 30 days`,
      run: () =>
        navigate(
          eventsHref({
            name: { isNot: false, terms: [{ kind: "is", value: name }] },
            span: { kind: "all" },
          }),
        ),
    }));
}

function useViews(text: string, navigate: Navigate): Item[] {
  const views = allViews(useStore(savedViews));
  return matching(text === "" ? [] : views, text, ({ name }) => name).map(({ name, query }) => ({
    key: `view ${name}`,
    label: name,
    run: () => navigate(`/${query}`),
  }));
}

function usePlaces(text: string, navigate: Navigate): Item[] {
  const workflow = useStore(lastWorkflow);
  const places: Item[] = [
    { key: "to events", label: "Events", shortcut: "g e", run: () => navigate("/") },
    { key: "to graphiql", label: "GraphiQL", run: () => location.assign(GRAPHIQL_URL) },
  ];
  if (workflow) {
    const run = () => navigate(workflow);
    places.splice(1, 0, { key: "to workflow", label: "Workflow", shortcut: "g w", run });
  }
  return matching(places, text, ({ label }) => label);
}

function find(text: string, navigate: Navigate): Item[] {
  const run = () => navigate(eventsHref({ q: text, span: { kind: "all" } }));
  return text === "" ? [] : [{ key: "find", label: `Events with “${text}”`, run }];
}

function useActions(text: string): Item[] {
  // Places are offered as such, and the palette is open.
  const isElsewhere = (key: string) => key.startsWith("g ") || key === "mod+k";
  const offered = effective(useStore(actions)).filter(({ keys }) => !keys.some(isElsewhere));
  return matching(offered, text, ({ label, group }) => `${label} ${group}`).map(
    ({ label, keys, run }, index) => {
      const [first] = keys;
      const item: Item = { key: `action ${index} ${label}`, label, run: () => run() };
      return first === undefined ? item : { ...item, shortcut: keyLabel(first) };
    },
  );
}
