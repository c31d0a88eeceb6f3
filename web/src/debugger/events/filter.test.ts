import assert from "node:assert/strict";
import { test } from "node:test";
import { type EventsState, eventsAddress } from "../address/events";
import { changesOf, type Typed } from "./conditionFields";
import { toggledTerms } from "./facetTerms";
import { filterOf, orderOf, staysWith } from "./filter";
import { chosenBounds, divisionOf, rangeOf } from "./range";

const state = (query: string): EventsState => eventsAddress.read(query).values;

test("no condition is no filter", () => {
  assert.deepEqual(filterOf(state(""), {}), {});
});

test("conditions become the API's", () => {
  const query =
    "?q=a%20b&name=x,y,z*&source=-u&category=*c*&state=not,met&doc=0&outcome=1&causes=1&effects=0" +
    "&causedBy=p&ledTo=q&user=r&tenant=s&path=a.0:contains:%22b%22&id=i";
  assert.deepEqual(filterOf(state(query), { start: 1, end: 2 }), {
    text: "a b",
    textPrefix: true,
    outcomeState: ["NOT_MET", "MET"],
    shouldDocument: false,
    hasOutcome: true,
    hasCauses: true,
    hasEffects: false,
    causedBy: "p",
    ledTo: "q",
    userId: "r",
    tenantId: "s",
    startTime: 1,
    endTime: 2,
    payload: [{ path: ["a", "0"], op: "CONTAINS", value: "b" }],
    and: [
      { or: [{ eventName: { in: ["x", "y"] } }, { eventName: { startsWith: "z" } }] },
      { not: { source: { eq: "u" } } },
      { category: { contains: "c" } },
      { id: { eq: "i" } },
    ],
  });
});

test("a condition can be left out", () => {
  const both = state("?name=x&source=y");
  assert.deepEqual(filterOf(both, {}, ["name"]), { and: [{ source: { eq: "y" } }] });
});

test("what fits best comes first only where a text is looked for", () => {
  assert.equal(orderOf(state("?order=best&q=a")).field, "RELEVANCE");
  assert.equal(orderOf(state("?order=best")).field, "TIMESTAMP");
  assert.equal(orderOf(state("?order=oldest")).direction, "ASC");
});

test("an event leaves a list that its outcome no longer fits", () => {
  const pending = filterOf(state("?state=pending"), {});
  assert.ok(staysWith(pending, { outcomeState: "PENDING", hasOutcome: false }));
  assert.ok(!staysWith(pending, { outcomeState: "MET", hasOutcome: true }));
  assert.ok(!staysWith({ hasOutcome: false }, { outcomeState: "TOLD", hasOutcome: true }));
  assert.ok(staysWith({}, { outcomeState: "TOLD", hasOutcome: true }));
});

const NOW = Date.UTC(2026, 10, 30, 12);
const DAY = 86_400_000;

test("the span is the last day, open at its end", () => {
  const range = rangeOf(state(""), NOW, { oldest: 0, newest: NOW - 1_000 });
  assert.deepEqual(range, {
    start: NOW - DAY,
    end: NOW,
    bounds: { start: NOW - DAY },
    isMoved: false,
  });
});

test("where the last day is empty, the span ends with the newest event", () => {
  const newest = NOW - 5 * DAY;
  const range = rangeOf(state(""), NOW, { oldest: 0, newest });
  assert.equal(range.isMoved, true);
  assert.deepEqual([range.start, range.end], [newest - DAY, newest]);
  assert.equal(rangeOf(state(""), NOW, undefined).isMoved, false);
});

test("all time begins with the oldest event, and reaches to events that are still to come", () => {
  const range = rangeOf(state("?span=all"), NOW, { oldest: 7, newest: NOW + DAY });
  assert.deepEqual([range.start, range.end, range.bounds], [7, NOW + DAY, {}]);
});

test("what is chosen lies within the span", () => {
  const chosen = state("?from=-2h");
  const range = rangeOf(chosen, NOW, undefined);
  assert.deepEqual(chosenBounds(chosen, range, NOW), { start: NOW - DAY / 12, end: undefined });
});

test("bars are as fine as leaves them wide enough", () => {
  const division = (length: number) => {
    const { interval, every } = divisionOf({ start: 0, end: length });
    return `${every} ${interval}`;
  };
  assert.equal(division(DAY), "20 MINUTE");
  assert.equal(division(7 * DAY), "2 HOUR");
  assert.equal(division(60_000), "1 SECOND");
  assert.equal(division(3_650 * DAY), "3 MONTH");
  assert.equal(division(1e15), "1000 MONTH");
});

const typed = (changes: Partial<Typed>): Typed => ({
  field: "name",
  operator: "is",
  path: "",
  value: "",
  ...changes,
});

test("what is typed by hand changes the address", () => {
  const initial = state("");
  assert.equal(changesOf(typed({}), initial), undefined);
  const one = changesOf(typed({ value: "a" }), initial);
  assert.deepEqual(one, { name: { isNot: false, terms: [{ kind: "is", value: "a" }] } });
  const two = changesOf(typed({ value: "b", operator: "starts" }), { ...initial, ...one });
  assert.equal(two?.name?.terms.length, 2);
  const not = changesOf(typed({ value: "b", operator: "not is" }), { ...initial, ...two });
  assert.deepEqual(not, { name: { isNot: true, terms: [{ kind: "is", value: "b" }] } });
});

test("values in payloads are what they are in JSON, and text otherwise", () => {
  const value = (text: string) => {
    const changes = typed({ field: "path", operator: "eq", path: "a\\.b.c", value: text });
    return changesOf(changes, state(""))?.path?.[0];
  };
  assert.deepEqual(value("12"), { path: ["a.b", "c"], operator: "eq", value: 12 });
  assert.equal(value("true")?.value, true);
  assert.equal(value("yes")?.value, "yes");
  assert.equal(value('"12"')?.value, "12");
  assert.equal(value(""), undefined);
});

test("a facet's value is added, and taken away again", () => {
  const none = { isNot: false, terms: [] };
  const one = toggledTerms(none, "a");
  const two = toggledTerms(one, "b");
  assert.deepEqual(
    two.terms.map(({ value }) => value),
    ["a", "b"],
  );
  assert.deepEqual(toggledTerms(toggledTerms(two, "a"), "b"), none);
  assert.deepEqual(toggledTerms({ isNot: true, terms: two.terms }, "a"), one);
});
