// The address of the Events screen.

import { defineAddress } from "./codec";
import { condition, payloadConditions } from "./conditions";
import { choice, choices, flag, text } from "./fields";
import { span } from "./span";
import { timePoint } from "./time";

/** The columns that can be chosen, in their order. */
export const COLUMNS = ["time", "why", "outcome", "links", "category", "expected", "user"] as const;

/** A column of the table; the event itself is always there. */
export type Column = (typeof COLUMNS)[number];

const DEFAULT_COLUMNS: readonly Column[] = ["time", "why", "outcome", "links"];

/** Words for the states, as addresses have them. */
const STATE_KINDS = ["not", "pending", "partly", "told", "met", "none"] as const;

/** Every parameter of the Events screen. */
export const eventsAddress = defineAddress({
  q: text(),
  name: condition(),
  source: condition(),
  category: condition(),
  id: condition(),
  state: choices(STATE_KINDS),
  doc: flag(),
  outcome: flag(),
  causes: flag(),
  effects: flag(),
  causedBy: text(),
  ledTo: text(),
  user: text(),
  tenant: text(),
  path: payloadConditions(),
  /** The outer range of time, within which `from` and `to` choose. */
  span: span(),
  from: timePoint(),
  to: timePoint(),
  order: choice(["newest", "oldest", "best"], "newest"),
  cols: choices(COLUMNS, DEFAULT_COLUMNS),
  rows: choice(["roomy", "dense"], "roomy"),
  sel: text(),
});

/** The state of the Events screen. */
export type EventsState = typeof eventsAddress.initial;
