// Compares the Debugger's layout with ELK's on ten histories of 300 events, by how often links cross in what
// each draws, and measures the layout on larger graphs. Fails when ours crosses more often.
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import ELK from "elkjs/lib/elk.bundled.js";
import { build } from "vite";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const NAMES = ["layout", "types", "generate"];
const SOURCES = path("../src/debugger/workflow/layout/");
const BUILT = path("../node_modules/.cache/layout-bench/");

await build({
  configFile: false,
  logLevel: "warn",
  build: {
    ssr: true,
    outDir: BUILT,
    rolldownOptions: {
      input: NAMES.map((name) => `${SOURCES}${name}.ts`),
      output: { entryFileNames: "[name].mjs" },
    },
  },
});
const [{ layout }, { CARD_HEIGHT, CARD_WIDTH, COLUMN_PITCH }, shapes] = await Promise.all(
  NAMES.map((name) => import(`${BUILT}${name}.mjs`)),
);

const elk = new ELK();
const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "POLYLINE",
  "elk.layered.spacing.nodeNodeBetweenLayers": String(COLUMN_PITCH - CARD_WIDTH),
};

/** The links as ELK draws them, each a list of points. */
async function drawnByElk({ count, from, to }) {
  const ids = Array.from({ length: count }, (_, card) => `card ${card}`);
  const graph = await elk.layout({
    id: "graph",
    layoutOptions: OPTIONS,
    children: ids.map((id) => ({ id, width: CARD_WIDTH, height: CARD_HEIGHT })),
    edges: Array.from(from, (card, e) => ({
      id: `link ${e}`,
      sources: [ids[card]],
      targets: [ids[to[e]]],
    })),
  });
  return graph.edges.map(({ sections: [section] }) =>
    [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(({ x, y }) => [x, y]),
  );
}

/** The links as our layout draws them. */
function drawnByUs({ points, pointStart }) {
  return Array.from({ length: pointStart.length - 1 }, (_, link) =>
    Array.from({ length: pointStart[link + 1] - pointStart[link] }, (_, i) => {
      const point = 2 * (pointStart[link] + i);
      return [points[point], points[point + 1]];
    }),
  );
}

/** How many pairs of lines cross; to touch isn't to cross. */
function crossingsOf(links) {
  const lines = links.flatMap((points, link) =>
    points.slice(1).map((end, i) => ({ link, start: points[i], end })),
  );
  let crossings = 0;
  for (const [i, a] of lines.entries()) {
    for (const b of lines.slice(0, i)) {
      crossings += a.link !== b.link && doCross(a, b) ? 1 : 0;
    }
  }
  return crossings;
}

const side = (a, b, c) => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));

const doCross = (a, b) =>
  side(a.start, a.end, b.start) * side(a.start, a.end, b.end) < 0 &&
  side(b.start, b.end, a.start) * side(b.start, b.end, a.end) < 0;

async function timed(run) {
  const start = performance.now();
  const result = await run();
  return { result, ms: Math.round(performance.now() - start) };
}

async function compare() {
  const sums = { ours: 0, elk: 0 };
  for (let seed = 1; seed <= 10; seed++) {
    const graph = shapes.history(300, seed);
    const ours = await timed(() => layout(graph));
    const theirs = await timed(() => drawnByElk(graph));
    const crossings = {
      ours: crossingsOf(drawnByUs(ours.result)),
      elk: crossingsOf(theirs.result),
    };
    sums.ours += crossings.ours;
    sums.elk += crossings.elk;
    console.log(
      `history ${seed}, 300 events, ${graph.from.length} links: ` +
        `ours ${crossings.ours} crossings in ${ours.ms} ms, ELK ${crossings.elk} in ${theirs.ms} ms`,
    );
    if (crossings.ours > crossings.elk) {
      console.error(`history ${seed}: ours crosses more often than ELK's`);
      process.exitCode = 1;
    }
  }
  console.log(`together: ours ${sums.ours} crossings, ELK ${sums.elk}`);
}

async function measure() {
  const { chain, fan, history, hub, ladder, mixture } = shapes;
  const graphs = {
    chain,
    ladder,
    hub,
    fan,
    history: (n) => history(n, 1),
    mixture: (n) => mixture(n, 1),
  };
  for (const [name, make] of Object.entries(graphs)) {
    const times = [];
    for (const count of [300, 2_000, 10_000]) {
      const graph = make(count);
      layout(graph);
      times.push(`${count}: ${(await timed(() => layout(graph))).ms} ms`);
    }
    console.log(`${name}  ${times.join("  ")}`);
  }
}

await compare();
await measure();
