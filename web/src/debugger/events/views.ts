// Named addresses of the Events screen: those that come with the page, and those that the reader saved in this
// browser.
import { type EventsState, eventsAddress } from "../address/events";
import { readStored, writeStored } from "../ui/storage";
import { createStore } from "../ui/store";
import { CONDITIONS } from "./filter";

/** A named address. */
export interface View {
  name: string;
  /** The query of its address. */
  query: string;
  /** Whether the reader saved it. */
  isOwn: boolean;
  /** What its count tells of. */
  tone?: "pending" | "not";
}

const view = (name: string, query: string, tone?: View["tone"]): View =>
  tone ? { name, query, isOwn: false, tone } : { name, query, isOwn: false };

/** The views that come with the page. */
const GIVEN: readonly View[] = [
  view("All events", ""),
  view("Outcome missing", "?state=pending", "pending"),
  view("Not met", "?state=not", "not"),
  view("Started a workflow", "?causes=0&effects=1"),
  view("Goes into the docs", "?doc=1"),
];

interface Stored {
  name: string;
  query: string;
}

const areStored = (value: unknown): value is Stored[] =>
  Array.isArray(value) &&
  value.every((item) => typeof item?.name === "string" && typeof item?.query === "string");

const saved = createStore<readonly Stored[]>(readStored("views", areStored) ?? []);
saved.subscribe(() => writeStored("views", saved.get()));

/** The saved views, as a store. */
export const savedViews = saved;

/** Every view, the page's own first. */
export const allViews = (own: readonly Stored[]): View[] => [
  ...GIVEN,
  ...own.map(({ name, query }) => ({ name, query, isOwn: true })),
];

/** At most so many views are kept: each is counted. */
export const MOST_VIEWS = 30;

/** Keeps the conditions of this state under a name; the older view of that name goes. */
export function saveView(name: string, state: EventsState): void {
  const others = saved.get().filter((other) => other.name !== name);
  saved.set(
    [...others, { name, query: eventsAddress.write(conditionsOf(state)) }].slice(-MOST_VIEWS),
  );
}

/** Forgets a view. */
export function removeView(name: string): void {
  saved.set(saved.get().filter((other) => other.name !== name));
}

/** The state with nothing but its conditions and its time. */
export function conditionsOf(state: EventsState): EventsState {
  const kept = [...CONDITIONS, "span", "from", "to"] as const;
  const values = Object.fromEntries(kept.map((name) => [name, state[name]]));
  return { ...eventsAddress.initial, ...values };
}

/** What a view shows: its conditions, and its span where it says one, else the one that is shown now. */
export function stateOf({ query }: View, current: EventsState): EventsState {
  const { values } = eventsAddress.read(query);
  const saysWhen = /[?&](span|from|to)=/.test(query);
  return saysWhen ? values : { ...values, span: current.span };
}

/** Whether the screen shows this view now. */
export const isShown = (shown: View, current: EventsState): boolean =>
  eventsAddress.write(conditionsOf(stateOf(shown, current))) ===
  eventsAddress.write(conditionsOf(current));
