import assert from "node:assert/strict";
import { test } from "node:test";
import { defineAddress } from "./codec";
import { type EventsState, eventsAddress } from "./events";
import { choice, text } from "./fields";
import { startOf } from "./span";
import { ago, at, resolve } from "./time";

const state = (changes: Partial<EventsState>): EventsState => ({
  ...eventsAddress.initial,
  ...changes,
});

/** What an address says, written and read again. */
const again = (values: EventsState) => eventsAddress.read(eventsAddress.write(values));

test("the initial state has no query", () => {
  assert.equal(eventsAddress.write(eventsAddress.initial), "");
  assert.deepEqual(eventsAddress.read("").values, eventsAddress.initial);
});

test("an address reads as the design writes it", () => {
  const query =
    "?q=token&name=widget.created,widget.removed&state=not,pending&doc=1" +
    "&path=widgetType:eq:%22x%22&from=-24h&cols=why,outcome&sel=ID";
  const { values, broken, unknown } = eventsAddress.read(query);
  assert.deepEqual([broken, unknown], [[], []]);
  assert.deepEqual(values.name.terms, [
    { kind: "is", value: "widget.created" },
    { kind: "is", value: "widget.removed" },
  ]);
  assert.deepEqual(values.from, ago(24, "h"));
  assert.deepEqual(values.path, [{ path: ["widgetType"], operator: "eq", value: "x" }]);
  assert.deepEqual(values.cols, ["why", "outcome"]);
  assert.equal(eventsAddress.write(values), query);
});

const HOSTILE = [
  "a,b",
  "-a",
  "a*",
  "*a*",
  "\\",
  "a\\*",
  "*",
  "a\\,b",
  "<b>&amp;=?#+%41",
  "ü 字 👩‍🔬",
  "a\nb",
  ".:.",
  "..",
];

for (const value of HOSTILE) {
  test(`texts come back as they were: ${JSON.stringify(value)}`, () => {
    for (const isNot of [false, true]) {
      for (const kind of ["is", "starts", "contains"] as const) {
        const condition = {
          isNot,
          terms: [
            { kind, value },
            { kind: "is" as const, value: "z" },
          ],
        };
        const values = state({ q: value, name: condition, sel: value, causedBy: value });
        assert.deepEqual(again(values), { values, broken: [], unknown: [] });
      }
    }
    const path = [{ path: [value, "x"], operator: "contains" as const, value: { [value]: [1] } }];
    assert.deepEqual(again(state({ path })).values.path, path);
  });
}

test("every combination of small states comes back as it was", () => {
  const flags = [null, true, false];
  for (const doc of flags) {
    for (const outcome of flags) {
      for (const span of ["all", "7d", "2026-11-23T00:00Z..2026-11-24T00:00:01.500Z"]) {
        for (const order of ["newest", "oldest", "best"] as const) {
          const read = eventsAddress.read(`?span=${span}`).values.span;
          const values = state({ doc, outcome, span: read, order, from: at(123), cols: [] });
          assert.deepEqual(again(values).values, values);
        }
      }
    }
  }
});

test("what makes no sense is kept apart, and written again", () => {
  const { values, broken, unknown } = eventsAddress.read(
    "?from=yesterday&state=bad&order=up&path=a&path=a:eq:1&name=&span=0h&utm=1&utm=2",
  );
  assert.deepEqual(values, state({ path: [{ path: ["a"], operator: "eq", value: 1 }] }));
  assert.deepEqual(
    broken.map(([name]) => name),
    ["name", "state", "path", "span", "from", "order"],
  );
  assert.deepEqual(unknown, [
    ["utm", "1"],
    ["utm", "2"],
  ]);
  const written = eventsAddress.write(values, { broken, unknown });
  const reread = eventsAddress.read(written);
  assert.deepEqual(reread.broken, broken);
  assert.deepEqual(reread.unknown, unknown);
});

test("half a character becomes a sign in its place", () => {
  assert.equal(defineAddress({ q: text() }).write({ q: "\ud800" }), "?q=%EF%BF%BD");
});

test("a value that is the default is left out", () => {
  const address = defineAddress({ view: choice(["graph", "table"], "graph") });
  assert.equal(address.write({ view: "graph" }), "");
  assert.equal(address.write({ view: "table" }), "?view=table");
});

test("relative times follow the clock, fixed ones don't", () => {
  const now = Date.UTC(2026, 10, 24, 12);
  assert.equal(resolve(ago(90, "m"), now), now - 5_400_000);
  assert.equal(resolve(at(5), now), 5);
  assert.equal(startOf(eventsAddress.initial.span, now), now - 86_400_000);
});
