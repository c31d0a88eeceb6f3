// The events that were looked at last, in the browser's storage.
import type { OutcomeState } from "../api/generated/graphql";
import { STATES } from "../ui/state";
import { readStored, writeStored } from "../ui/storage";

/** An event as the palette offers it. */
export interface RecentEvent {
  id: string;
  tenant?: string | undefined;
  eventName: string;
  outcomeState: OutcomeState;
}

const KEY = "recent-events";
const AT_MOST = 12;

const isText = (value: unknown): value is string => typeof value === "string";

function isRecent(value: unknown): value is RecentEvent {
  const { id, eventName, outcomeState, tenant } = Object(value) as Record<string, unknown>;
  const isState = isText(outcomeState) && Object.hasOwn(STATES, outcomeState);
  return isText(id) && isText(eventName) && isState && (tenant === undefined || isText(tenant));
}

const isList = (value: unknown): value is RecentEvent[] =>
  Array.isArray(value) && value.every(isRecent);

/** What was looked at, the last first. */
export const recentEvents = (): readonly RecentEvent[] => readStored(KEY, isList) ?? [];

/** Remembers that an event was looked at. */
export function noteRecent(event: RecentEvent): void {
  const others = recentEvents().filter(
    ({ id, tenant }) => id !== event.id || tenant !== event.tenant,
  );
  writeStored(KEY, [event, ...others].slice(0, AT_MOST));
}
