// What the graph shows: the known events, of which some are folded away, together in a run, or in a stack.
import { byTime, type CardEvent, type Known } from "./event";
import { type Group, groupsOf } from "./groups";
import { type Hidden, hiddenOf, type Links, linksOf } from "./links";
import { type ShownLink, shownLinks } from "./shownLinks";

/** One card of the graph. */
export type SceneNode =
  | {
      readonly kind: "event";
      readonly key: string;
      readonly event: CardEvent;
      readonly hidden: Hidden;
    }
  | Group;

/** A link between two cards, by their places in `nodes`. */
export interface SceneLink {
  readonly from: number;
  readonly to: number;
  /** How many events are folded into it. */
  readonly via: number;
}

/** The whole graph, oldest first. */
export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly links: readonly SceneLink[];
  /** The place of the card that shows an event. */
  readonly placeOf: ReadonlyMap<string, number>;
  /** How many events aren't shown because they aren't to be documented. */
  readonly folded: number;
}

/** What is folded. */
export interface Folding {
  readonly undocumented: boolean;
  readonly runs: boolean;
  /** Events that are shown as cards whatever is folded. */
  readonly kept: ReadonlySet<string>;
  /** Runs that were unfolded, by the ids of their first events. */
  readonly openRuns: ReadonlySet<string>;
}

/** Makes the graph of the known events. */
export function sceneOf(known: Known, folding: Folding, links: Links = linksOf(known)): Scene {
  const shown = shownEvents(known, folding);
  const pairs = shownLinks(shown, links);
  const groups = groupsOf(shown, pairs, links, folding);
  const nodes = nodesOf(shown, groups, links);
  const placeOf = new Map<string, number>();
  nodes.forEach((node, place) => {
    for (const event of eventsOf(node)) {
      placeOf.set(event.id, place);
    }
  });
  return { nodes, links: between(pairs, placeOf), placeOf, folded: known.size - shown.size };
}

/** The known events without those that are folded because they are not to be documented. */
export function shownEvents(
  known: Known,
  { undocumented, kept }: Pick<Folding, "undocumented" | "kept">,
): Known {
  if (!undocumented) {
    return known;
  }
  const shown = [...known].filter(([id, event]) => event.shouldDocument || kept.has(id));
  return new Map(shown);
}

/** The events that a card stands for. */
export const eventsOf = (node: SceneNode): readonly CardEvent[] =>
  node.kind === "event" ? [node.event] : node.events;

/** The event that a card shows, or the first of those that it stands for. */
export const firstOf = (node: SceneNode): CardEvent => eventsOf(node)[0] as CardEvent;

function nodesOf(shown: Known, groups: readonly Group[], links: Links): SceneNode[] {
  const grouped = new Set(groups.flatMap(({ events }) => events.map(({ id }) => id)));
  const stacked = new Map<string, Group>();
  for (const group of groups) {
    if (group.kind === "stack") {
      stacked.set(`${group.hub.id} ${group.side}`, group);
    }
  }
  const single = [...shown.values()].filter(({ id }) => !grouped.has(id));
  const cards = single.map((event): SceneNode => {
    const hidden = hiddenOf(event, links);
    // What a stack stands for has its number there.
    return {
      kind: "event",
      key: event.id,
      event,
      hidden: {
        causes: stacked.has(`${event.id} causes`) ? 0 : hidden.causes,
        effects: stacked.has(`${event.id} effects`) ? 0 : hidden.effects,
      },
    };
  });
  return [...cards, ...groups].sort((a, b) => byTime(firstOf(a), firstOf(b)));
}

function between(
  pairs: readonly ShownLink[],
  placeOf: ReadonlyMap<string, number>,
): readonly SceneLink[] {
  const links: SceneLink[] = [];
  const seen = new Set<string>();
  for (const { from, to, via } of pairs) {
    const a = placeOf.get(from) as number;
    const b = placeOf.get(to) as number;
    const key = `${a} ${b}`;
    const isWithinCard = a === b && from !== to;
    if (!isWithinCard && !seen.has(key)) {
      seen.add(key);
      links.push({ from: a, to: b, via });
    }
  }
  return links;
}

/** Whether two scenes have the same cards and links, so that one layout serves both. */
export function isSameShape(a: Scene, b: Scene): boolean {
  return (
    a.nodes.length === b.nodes.length &&
    a.links.length === b.links.length &&
    a.nodes.every((node, place) => node.key === b.nodes[place]?.key) &&
    a.links.every((link, i) => link.from === b.links[i]?.from && link.to === b.links[i]?.to)
  );
}
