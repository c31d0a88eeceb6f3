import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf, longText, mayFilterBy, openAtFirst, pathText, shortText } from "./json";

test("values are written in few characters", () => {
  assert.equal(shortText([]), "[]");
  assert.equal(shortText([1, 2]), "[ 2 ]");
  assert.equal(shortText({}), "{}");
  assert.equal(shortText({ a: 1 }), "{ 1 }");
  assert.equal(shortText("x"), '"x"');
  assert.ok(shortText("x".repeat(1_000)).length < 200);
  assert.equal(longText("a\u202e<b>"), '"a\u202e<b>"');
});

test("each kind has its name", () => {
  const kinds = [null, [], {}, "x", 1, true].map(kindOf);
  assert.deepEqual(kinds, ["null", "array", "object", "string", "number", "boolean"]);
});

test("large and deep values wait until they are asked for", () => {
  assert.ok(openAtFirst(["a"], { b: 1 }));
  assert.ok(!openAtFirst(["a", "b", "c"], { d: 1 }));
  assert.ok(!openAtFirst(["a"], Array.from({ length: 31 })));
  assert.ok(!openAtFirst(["a"], "text"));
});

test("the server filters by paths of up to 16 parts", () => {
  assert.equal(pathText(["items", "0", "title"]), "items.0.title");
  assert.ok(mayFilterBy(["a"]));
  assert.ok(!mayFilterBy([]));
  assert.ok(!mayFilterBy(Array.from({ length: 17 }, () => "a")));
});
