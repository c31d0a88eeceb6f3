// Graphs for tests and measurements.
import { random } from "./random";
import type { LayoutInput } from "./types";

/** A graph from pairs of cause and effect. */
export function graphOf(count: number, links: readonly (readonly [number, number])[]): LayoutInput {
  return {
    count,
    from: Uint32Array.from(links, ([from]) => from),
    to: Uint32Array.from(links, ([, to]) => to),
  };
}

/** One event after the other. */
export function chain(count: number): LayoutInput {
  return graphOf(
    count,
    Array.from({ length: Math.max(0, count - 1) }, (_, i) => [i, i + 1] as const),
  );
}

/** Two chains side by side; each event of the one names that of the other, too. */
export function ladder(count: number): LayoutInput {
  const links: [number, number][] = [];
  for (let i = 0; i < count; i++) {
    if (i >= 2) {
      links.push([i - 2, i]);
    }
    if (i % 2 === 1) {
      links.push([i - 1, i]);
    }
  }
  return graphOf(count, links);
}

/** One event that all others name. */
export function hub(count: number): LayoutInput {
  return graphOf(
    count,
    Array.from({ length: Math.max(0, count - 1) }, (_, i) => [0, i + 1] as const),
  );
}

/** A chain whose every event names the first one as well: all but one of its links are long. */
export function fan(count: number): LayoutInput {
  const links: [number, number][] = [];
  for (let i = 1; i < count; i++) {
    links.push([i - 1, i]);
    if (i > 1) {
      links.push([0, i]);
    }
  }
  return graphOf(count, links);
}

/** A history as products write it: most events follow a recent one, some join two, some are hubs. */
export function history(count: number, seed: number): LayoutInput {
  const next = random(seed);
  const links: [number, number][] = [];
  const hubs = [0];
  for (let i = 1; i < count; i++) {
    const recent = Math.max(0, i - 1 - Math.floor(next() ** 2 * 12));
    const kind = next();
    const first = kind < 0.12 ? (hubs[Math.floor(next() * hubs.length)] as number) : recent;
    links.push([first, i]);
    if (kind > 0.86) {
      const second = Math.max(0, i - 1 - Math.floor(next() * 30));
      if (second !== first) {
        links.push([second, i]);
      }
    }
    if (next() < 0.02) {
      hubs.push(i);
    }
  }
  return graphOf(count, links);
}

/** Anything: links either way between any two events, to themselves, and twice. */
export function anything(count: number, linkCount: number, seed: number): LayoutInput {
  const next = random(seed);
  const pick = (): number => Math.floor(next() * count);
  return graphOf(
    count,
    Array.from({ length: count === 0 ? 0 : linkCount }, () => [pick(), pick()] as const),
  );
}

/** Chains, ladders, hubs and histories that hang together loosely. */
export function mixture(count: number, seed: number): LayoutInput {
  const next = random(seed);
  const links: [number, number][] = [];
  let size = 0;
  while (size < count) {
    const part = Math.min(count - size, 20 + Math.floor(next() * 180));
    const shapes = [chain, ladder, hub, fan, (n: number) => history(n, seed + size)];
    const shape = shapes[Math.floor(next() * shapes.length)] ?? chain;
    const { from, to } = shape(part);
    for (let e = 0; e < from.length; e++) {
      links.push([(from[e] as number) + size, (to[e] as number) + size]);
    }
    if (size > 0) {
      links.push([Math.floor(next() * size), size]);
    }
    size += part;
  }
  return graphOf(count, links);
}
