import assert from "node:assert/strict";
import { test } from "node:test";
import { matching, mayBeId } from "./match";

const NAMES = ["workflow.completed", "Complete list", "incomplete", "automation.created"];
const find = (typed: string) => matching(NAMES, typed, (name) => name);

test("beginnings come before words, and words before what is within them", () => {
  assert.deepEqual(find("comp"), ["Complete list", "workflow.completed", "incomplete"]);
});

test("all words must be there, in any order and case", () => {
  assert.deepEqual(find("LIST comp"), ["Complete list"]);
  assert.deepEqual(find("list created"), []);
  assert.deepEqual(find(" "), NAMES);
});

test("what has a blank in it is no id", () => {
  assert.ok(mayBeId("evt_01"));
  assert.ok(!mayBeId("two words"));
  assert.ok(!mayBeId("ab"));
});
