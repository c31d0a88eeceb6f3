import assert from "node:assert/strict";
import { test } from "node:test";
import { workflowAddress } from "./address";

test("what was opened, folded and selected comes back from the address", () => {
  const query =
    "?view=timeline&dir=causes&depth=7&open=a:b:up,c.d:down,e:run&fold=runs&path=a..b.c&sel=x&x=1.5&y=-2&z=0.5";
  const { values, broken, unknown } = workflowAddress.read(query);
  assert.deepEqual(values.open, [
    { id: "a:b", what: "up" },
    { id: "c.d", what: "down" },
    { id: "e", what: "run" },
  ]);
  assert.deepEqual(values.path, { from: "a", to: "b.c" });
  assert.deepEqual(values.fold, ["runs"]);
  assert.deepEqual([broken, unknown], [[], []]);
  assert.deepEqual(workflowAddress.read(workflowAddress.write(values)).values, values);
});

test("what is as by default isn't written", () => {
  assert.equal(workflowAddress.write(workflowAddress.initial), "");
  assert.equal(workflowAddress.write({ ...workflowAddress.initial, fold: [] }), "?fold=");
});

test("what makes no sense is told, and kept", () => {
  for (const query of [
    "?open=a",
    "?open=a:sideways",
    "?path=a",
    "?path=a..",
    "?depth=0",
    "?view=map",
  ]) {
    const found = workflowAddress.read(query);
    assert.equal(found.broken.length, 1, query);
    assert.equal(workflowAddress.write(found.values, found), query);
  }
});

test("a path's ids may have dots at their ends", () => {
  const { values } = workflowAddress.read("?path=a....b");
  assert.deepEqual(values.path, { from: "a..", to: "b" });
});
