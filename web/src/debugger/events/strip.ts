// The steps of a workflow that lead through an event: the chain that took longest from a root to it, and from
// there the one that took longest until now.

interface Step {
  id: string;
  timestamp: number;
}

interface Link {
  from: string;
  to: string;
}

interface Reach {
  /** The farthest time that is reached. */
  time: number;
  /** How many links that takes: of chains that take as long, the one with more steps is told. */
  links: number;
  next: string | undefined;
}

/** The ids of the steps, oldest first, the event among them. */
export function stepsThrough(id: string, steps: readonly Step[], links: readonly Link[]): string[] {
  const times = new Map(steps.map((step) => [step.id, step.timestamp]));
  const causes = chain(id, neighbours(links, "to", "from"), times, -1).reverse();
  const effects = chain(id, neighbours(links, "from", "to"), times, 1);
  return [...causes, id, ...effects];
}

function neighbours(links: readonly Link[], of: keyof Link, side: keyof Link) {
  const found = new Map<string, string[]>();
  for (const link of links) {
    found.set(link[of], [...(found.get(link[of]) ?? []), link[side]]);
  }
  return found;
}

function chain(
  id: string,
  next: ReadonlyMap<string, readonly string[]>,
  times: ReadonlyMap<string, number>,
  sign: 1 | -1,
): string[] {
  const reaches = new Map<string, Reach>();
  const visit = (at: string): Reach => {
    const known = reaches.get(at);
    if (known) {
      return known;
    }
    let best: Reach = { time: times.get(at) ?? 0, links: 0, next: undefined };
    // What a cycle of adopted data leads back to counts as an end.
    reaches.set(at, best);
    for (const neighbour of next.get(at) ?? []) {
      const { time, links } = visit(neighbour);
      const gain = sign * (time - best.time);
      if (gain > 0 || (gain === 0 && links + 1 > best.links)) {
        best = { time, links: links + 1, next: neighbour };
      }
    }
    reaches.set(at, best);
    return best;
  };
  visit(id);
  const found: string[] = [];
  const seen = new Set([id]);
  for (
    let at = reaches.get(id)?.next;
    at !== undefined && !seen.has(at);
    at = reaches.get(at)?.next
  ) {
    found.push(at);
    seen.add(at);
  }
  return found;
}
