// Cycles, which only histories have that were written elsewhere.
import { adjacency, at } from "./adjacency";
import type { LayoutInput } from "./types";

/**
 * Marks the links that have to be turned round for the rest to have no cycle.
 *
 * Those are the links of a strongly connected component that lead to an earlier card: what is left
 * of it leads from earlier to later cards only. A history without cycles keeps every link, also
 * where clocks disagreed.
 */
export function cutCycles(input: LayoutInput): Uint8Array {
  const component = components(input);
  const cut = new Uint8Array(input.from.length);
  for (let e = 0; e < cut.length; e++) {
    const from = at(input.from, e);
    const to = at(input.to, e);
    cut[e] = from >= to && component[from] === component[to] ? 1 : 0;
  }
  return cut;
}

/** Tarjan's strongly connected components, without recursion: chains are thousands of links long. */
function components({ count, from, to }: LayoutInput): Int32Array {
  const { start, list } = adjacency(count, from, to);
  const component = new Int32Array(count).fill(-1);
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const next = start.slice(0, count);
  const open: number[] = [];
  const path: number[] = [];
  let seen = 0;
  let found = 0;
  const enter = (vertex: number): void => {
    index[vertex] = low[vertex] = seen++;
    open.push(vertex);
    path.push(vertex);
  };
  const leave = (vertex: number): void => {
    path.pop();
    const parent = path[path.length - 1];
    if (parent !== undefined) {
      low[parent] = Math.min(at(low, parent), at(low, vertex));
    }
    if (low[vertex] === index[vertex]) {
      let member: number;
      do {
        member = open.pop() as number;
        component[member] = found;
      } while (member !== vertex);
      found++;
    }
  };
  for (let root = 0; root < count; root++) {
    if (index[root] === -1) {
      enter(root);
    }
    while (path.length > 0) {
      const vertex = path[path.length - 1] as number;
      const place = at(next, vertex);
      if (place === at(start, vertex + 1)) {
        leave(vertex);
        continue;
      }
      next[vertex] = place + 1;
      const neighbour = at(list, place);
      if (index[neighbour] === -1) {
        enter(neighbour);
      } else if (component[neighbour] === -1) {
        low[vertex] = Math.min(at(low, vertex), at(index, neighbour));
      }
    }
  }
  return component;
}
