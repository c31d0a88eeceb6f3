// Cards that stand for several events: long runs without branches, and what hubs caused or were caused by.
import { byTime, type CardEvent, type Known, type Side } from "./event";
import { hiddenOf, type Links, push } from "./links";
import type { Folding } from "./scene";
import type { ShownLink } from "./shownLinks";

/** Events that follow one another, oldest first. */
export interface Run {
  readonly kind: "run";
  readonly key: string;
  readonly events: readonly CardEvent[];
}

/** Many causes or effects of one event, oldest first. */
export interface Stack {
  readonly kind: "stack";
  readonly key: string;
  readonly hub: CardEvent;
  readonly side: Side;
  readonly events: readonly CardEvent[];
  /** How many more there are that aren't known yet. */
  readonly hidden: number;
}

/** Several events as one card. */
export type Group = Run | Stack;

/** A run of more events is folded, but for so many at each end. */
const LONGEST_RUN = 12;
const RUN_ENDS = 2;
/** From so many on, causes or effects that are alike are one stack. */
const STACK_FROM = 20;

/** Finds the groups. No event is in two of them. */
export function groupsOf(
  shown: Known,
  pairs: readonly ShownLink[],
  links: Links,
  folding: Folding,
): readonly Group[] {
  const around: Around = { shown, before: new Map(), after: new Map(), links };
  for (const { from, to } of pairs) {
    push(around.after, from, to);
    push(around.before, to, from);
  }
  const taken = new Set<string>();
  return [
    ...stacks(around, folding, "effects", taken),
    ...stacks(around, folding, "causes", taken),
    ...(folding.runs ? runs(around, folding) : []),
  ];
}

interface Around {
  readonly shown: Known;
  readonly before: Map<string, string[]>;
  readonly after: Map<string, string[]>;
  readonly links: Links;
}

/**
 * What a hub alone led to, or was led to by, where it has the same further neighbours, or none: for the rest of
 * the graph one is like the other. Those that a stack of effects holds are in no stack of causes.
 */
function stacks(around: Around, { kept }: Folding, side: Side, taken: Set<string>): Group[] {
  const { shown, before, after, links } = around;
  const towards = side === "effects" ? after : before;
  const back = side === "effects" ? before : after;
  const groups: Group[] = [];
  for (const [hubId, ids] of towards) {
    const alike = new Map<string, CardEvent[]>();
    for (const id of ids.length < STACK_FROM ? [] : ids) {
      const event = shown.get(id) as CardEvent;
      const hidden = hiddenOf(event, links);
      const isAlone = back.get(id)?.length === 1 && hidden.causes + hidden.effects === 0;
      if (isAlone && !kept.has(id) && !taken.has(id)) {
        push(alike, [...(towards.get(id) ?? [])].sort().join(" "), event);
      }
    }
    const hub = shown.get(hubId) as CardEvent;
    const large = [...alike.values()].filter(({ length }) => length >= STACK_FROM);
    large.sort((a, b) => b.length - a.length);
    large.forEach((events, i) => {
      const hidden = i === 0 ? hiddenOf(hub, links)[side] : 0;
      const key = `${hubId}:${side}${i === 0 ? "" : `:${i}`}`;
      groups.push({ kind: "stack", key, hub, side, events: events.sort(byTime), hidden });
      for (const { id } of events) {
        taken.add(id);
      }
    });
  }
  return groups;
}

function runs(around: Around, { kept, openRuns }: Folding): Group[] {
  const { shown, before, after, links } = around;
  const isInner = (id: string): boolean => {
    const event = shown.get(id) as CardEvent;
    const hidden = hiddenOf(event, links);
    return (
      before.get(id)?.length === 1 &&
      after.get(id)?.length === 1 &&
      hidden.causes + hidden.effects === 0 &&
      !kept.has(id)
    );
  };
  const groups: Group[] = [];
  for (const id of shown.keys()) {
    const cause = before.get(id)?.[0];
    if (!isInner(id) || (cause !== undefined && isInner(cause))) {
      continue;
    }
    const run: CardEvent[] = [];
    for (let next: string | undefined = id; next !== undefined && isInner(next); ) {
      run.push(shown.get(next) as CardEvent);
      next = after.get(next)?.[0];
    }
    const events = run.slice(RUN_ENDS, run.length - RUN_ENDS);
    const first = events[0];
    if (run.length > LONGEST_RUN && first !== undefined && !openRuns.has(first.id)) {
      groups.push({ kind: "run", key: `${first.id}:run`, events });
    }
  }
  return groups;
}
