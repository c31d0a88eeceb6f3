import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventOrder } from "../api/generated/graphql";
import { bucketsOf } from "./buckets";
import { pieces } from "./examples";
import { type EventRow, mergeRows } from "./rows";
import { nameOf, readSelection, writeSelection } from "./selection";
import { stepsThrough } from "./strip";

const NEWEST: EventOrder = { field: "TIMESTAMP", direction: "DESC" };

const row = (id: string, timestamp: number): EventRow => ({
  id,
  tenantId: "t",
  eventName: "a.b",
  source: "s",
  timestamp,
  recordedAt: "",
  shouldDocument: false,
  userId: null,
  revision: 1,
  outcomeState: "NONE",
  causeCount: 0,
  effectCount: 0,
  userIntent: null,
  context: null,
});

const idsOf = (rows: readonly EventRow[]) => rows.map(({ id }) => id).join("");

test("live rows stand where their time puts them, each once", () => {
  const asked = [row("e", 50), row("c", 30), row("a", 10)];
  const live = [row("d", 40), row("c", 30), row("f", 60)];
  assert.equal(idsOf(mergeRows(asked, live, NEWEST, false)), "fedca");
});

test("live rows beyond the last page wait for theirs", () => {
  const asked = [row("e", 50), row("c", 30)];
  const live = [row("b", 20), row("d", 40)];
  assert.equal(idsOf(mergeRows(asked, live, NEWEST, true)), "edc");
  assert.equal(idsOf(mergeRows(asked, live, NEWEST, false)), "edcb");
});

test("without news the rows are the ones that were asked", () => {
  const asked = [row("a", 1)];
  assert.equal(mergeRows(asked, [], NEWEST, false), asked);
  assert.equal(mergeRows(asked, [row("a", 1)], NEWEST, false), asked);
});

const steps = (...ids: string[]) => ids.map((id, index) => ({ id, timestamp: index }));
const link = (text: string) => ({ from: text[0] ?? "", to: text[1] ?? "" });

test("the strip is the chain that took longest, before and behind the event", () => {
  const all = steps("a", "b", "c", "d", "e", "f");
  const links = ["bc", "ac", "cd", "ce", "df"].map(link);
  assert.deepEqual(stepsThrough("c", all, links), ["a", "c", "d", "f"]);
  assert.deepEqual(stepsThrough("e", all, links), ["a", "c", "e"]);
});

test("of chains that take as long, the one with more steps is told", () => {
  const links = ["ad", "ab", "bc", "cd"].map(link);
  assert.deepEqual(stepsThrough("d", steps("a", "b", "c", "d"), links), ["a", "b", "c", "d"]);
});

test("cycles of adopted data end the strip", () => {
  const links = ["ab", "bc", "ca"].map(link);
  const found = stepsThrough("b", steps("a", "b", "c"), links);
  assert.equal(new Set(found).size, found.length);
  assert.ok(found.includes("b"));
});

test("an event alone is its own strip", () => {
  assert.deepEqual(stepsThrough("a", steps("a"), []), ["a"]);
});

test("a selection names its tenant only where several may have the id", () => {
  const nobody = "00000000-0000-0000-0000-000000000000";
  assert.deepEqual(nameOf({ id: "a", tenantId: nobody }, true), { id: "a", tenant: undefined });
  assert.deepEqual(nameOf({ id: "a", tenantId: "t" }, false), { id: "a", tenant: undefined });
  const named = nameOf({ id: "a.b:c", tenantId: "t@u" }, true);
  assert.deepEqual(readSelection(writeSelection(named)), named);
  assert.equal(readSelection(""), undefined);
});

test("the groups of a bucket are one bar", () => {
  const stat = (
    bucketStart: number,
    outcomeState: "MET" | "NOT_MET" | "PENDING" | null,
    count: number,
  ) => ({
    bucketStart,
    outcomeState,
    count,
  });
  const rows = [stat(0, null, 0), stat(1, "MET", 3), stat(1, "NOT_MET", 2), stat(2, "PENDING", 1)];
  assert.deepEqual(bucketsOf(rows), [
    { start: 0, count: 0, notMet: 0, missing: 0 },
    { start: 1, count: 5, notMet: 2, missing: 0 },
    { start: 2, count: 1, notMet: 0, missing: 1 },
  ]);
});

test("an example in pieces is the whole example", () => {
  const text = 'x { "a": 1, "b": "c" }';
  assert.equal(
    pieces(text)
      .map((piece) => piece.text)
      .join(""),
    text,
  );
  assert.deepEqual(
    pieces(text)
      .filter(({ isKey }) => isKey)
      .map((piece) => piece.text),
    ['"a"', '"b"'],
  );
});
