// The links between the events that are known.
import { type CardEvent, causesOf, type Known } from "./event";

/** Who led to whom, among the known events. */
export interface Links {
  readonly causes: ReadonlyMap<string, readonly CardEvent[]>;
  readonly effects: ReadonlyMap<string, readonly CardEvent[]>;
  /** Events that came live: those that they name don't count them among their effects yet. */
  readonly news: ReadonlySet<string>;
}

const NO_NEWS: ReadonlySet<string> = new Set();

/** Finds the links; each once, however often an event names another. */
export function linksOf(known: Known, news = NO_NEWS): Links {
  const causes = new Map<string, CardEvent[]>();
  const effects = new Map<string, CardEvent[]>();
  for (const event of known.values()) {
    for (const id of new Set(causesOf(event))) {
      const cause = known.get(id);
      if (cause !== undefined) {
        push(causes, event.id, cause);
        push(effects, id, event);
      }
    }
  }
  return { causes, effects, news };
}

/** Adds to the list under the key. */
export function push<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) {
    lists.set(key, [item]);
  } else {
    list.push(item);
  }
}

/** How many causes and effects of an event exist that aren't known. */
export function hiddenOf(event: CardEvent, { causes, effects, news }: Links): Hidden {
  const missing = (count: number | null, list: readonly CardEvent[] = []): number => {
    const known = news.size === 0 ? list : list.filter(({ id }) => !news.has(id));
    return Math.max(0, (count ?? 0) - known.length);
  };
  return {
    causes: missing(event.causeCount, causes.get(event.id)),
    effects: missing(event.effectCount, effects.get(event.id)),
  };
}

/** Numbers of events that exist and aren't shown. */
export interface Hidden {
  readonly causes: number;
  readonly effects: number;
}
