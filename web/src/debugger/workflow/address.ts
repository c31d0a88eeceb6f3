// The address of the Workflow screen.
import { defineAddress, type Field } from "../address/codec";
import { choice, choices, flag, real, text, textField, whole } from "../address/fields";
import { INSPECTOR_TABS } from "../inspector/tabs";

/** The ways to look at a workflow. */
export const VIEWS = ["graph", "timeline", "table", "story"] as const;

/** Which way the table is sorted. */
export const ORDERS = ["up", "down"] as const;

/** Who tells the story: the template, or whoever wrote the narrative. */
export const TELLERS = ["template", "narrative"] as const;

/** Which way links are followed. */
export const DIRS = ["causes", "both", "effects"] as const;

/** What the table can be sorted by. */
export const SORT_KEYS = ["time", "name", "source", "state", "causes", "effects"] as const;

/** One of them. */
export type SortKey = (typeof SORT_KEYS)[number];

/** A way to look at a workflow. */
export type View = (typeof VIEWS)[number];

/** Something that was opened in place: the causes or effects of an event, or the run that begins with it. */
export interface Opened {
  readonly id: string;
  readonly what: "up" | "down" | "run";
}

/** The ends of the path that is shown. */
export interface PathEnds {
  readonly from: string;
  readonly to: string;
}

const OPENED = /^(.+):(up|down|run)$/s;

function readOpened(written: string): readonly Opened[] | undefined {
  const parts = written.split(",").map((part) => OPENED.exec(part));
  return parts.every((part) => part !== null)
    ? parts.map((part) => ({ id: part[1] as string, what: part[2] as Opened["what"] }))
    : undefined;
}

const opened = (): Field<readonly Opened[]> =>
  textField<readonly Opened[]>(
    [],
    (written) => (written === "" ? [] : readOpened(written)),
    (list) => list.map(({ id, what }) => `${id}:${what}`).join(","),
  );

const pathEnds = (): Field<PathEnds | null> =>
  textField<PathEnds | null>(
    null,
    (written) => {
      const [, from, to] = /^(.+)\.\.(.+)$/s.exec(written) ?? [];
      return from && to ? { from, to } : undefined;
    },
    (ends) => (ends === null ? "" : `${ends.from}..${ends.to}`),
  );

/** What `sel` is while no event is selected; while it is empty, that of the address is. */
export const NOTHING_SELECTED = "-";

/** Every parameter of the Workflow screen. */
export const workflowAddress = defineAddress({
  tenant: text(),
  view: choice(VIEWS, "graph"),
  dir: choice(DIRS, "both"),
  depth: whole(10, 1, 50),
  open: opened(),
  fold: choices(["doc", "runs"], ["doc", "runs"]),
  /** Whether the longest wait is pointed out. */
  wait: flag(),
  /** Whether idle time is folded, on the timeline. */
  idle: flag(),
  /** Whether more cards are drawn than is good for the eye. */
  large: flag(),
  path: pathEnds(),
  /** Who tells the story. */
  told: choice(TELLERS, "template"),
  /** How the table is sorted. */
  sort: choice(SORT_KEYS, "time"),
  order: choice(ORDERS, "up"),
  sel: text(),
  /** The tab of the inspector. */
  tab: choice(INSPECTOR_TABS, "event"),
  /** The middle of what is in sight, and how large it is. */
  x: real(),
  y: real(),
  z: real(),
});

/** The state of the Workflow screen. */
export type WorkflowState = typeof workflowAddress.initial;
