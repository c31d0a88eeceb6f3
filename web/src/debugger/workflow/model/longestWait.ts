// The longest wait: the chain of links through an event that took longest, from something without a cause to
// something without an effect.
import { byTime, type CardEvent } from "./event";
import type { Links } from "./links";

/** What comes after an event on one side: how long it takes, in how many links, and by whom it goes on. */
interface Way {
  readonly wait: number;
  readonly steps: number;
  readonly next: CardEvent | undefined;
}

/**
 * The ids of the chain through this event, oldest first. Waits add up to the time between the ends, so
 * chains with the same ends are equally long: the one with most steps is taken, which says most about where
 * the time went.
 */
export function longestWait(event: CardEvent, links: Links): readonly string[] {
  const before = follow(event, links.causes);
  const after = follow(event, links.effects);
  return [...before.reverse(), event.id, ...after];
}

/** The ids on the longest way from the event, nearest first. */
function follow(event: CardEvent, lists: Links["causes"]): string[] {
  const ways = longestWays(event, lists);
  const ids: string[] = [];
  for (let next = ways.get(event.id)?.next; next; next = ways.get(next.id)?.next) {
    ids.push(next.id);
  }
  return ids;
}

/** The longest way of each event that can be reached, those further away first. */
function longestWays(start: CardEvent, lists: Links["causes"]): Map<string, Way> {
  const ways = new Map<string, Way>();
  const entered = new Set<string>();
  const stack = [start];
  while (stack.length > 0) {
    const event = stack[stack.length - 1] as CardEvent;
    if (!entered.has(event.id)) {
      entered.add(event.id);
      // A link back into the chain closes a cycle, and isn't followed.
      stack.push(...(lists.get(event.id) ?? []).filter((next) => !entered.has(next.id)));
      continue;
    }
    stack.pop();
    if (!ways.has(event.id)) {
      ways.set(event.id, best(event, lists.get(event.id) ?? [], ways));
    }
  }
  return ways;
}

function best(event: CardEvent, nexts: readonly CardEvent[], ways: Map<string, Way>): Way {
  let found: Way = { wait: 0, steps: 0, next: undefined };
  for (const next of nexts) {
    const way = ways.get(next.id);
    if (way === undefined) {
      continue;
    }
    const wait = way.wait + Math.abs(event.timestamp - next.timestamp);
    const steps = way.steps + 1;
    const isEqual = wait === found.wait && steps === found.steps;
    if (
      wait > found.wait ||
      (wait === found.wait && steps > found.steps) ||
      (isEqual && found.next !== undefined && byTime(next, found.next) < 0)
    ) {
      found = { wait, steps, next };
    }
  }
  return found;
}
