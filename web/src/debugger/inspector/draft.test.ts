import assert from "node:assert/strict";
import { test } from "node:test";
import { hasFields, isOvertaken, rebased } from "./draft";

const draft = { fields: { text: "mine" }, base: { text: "first" }, revision: 1 };

test("a draft is overtaken by what somebody else has written, and by nothing else", () => {
  assert.ok(isOvertaken(draft, { text: "theirs" }, 2));
  assert.ok(!isOvertaken(draft, { text: "first" }, 1));
  assert.ok(!isOvertaken(draft, { text: "first" }, 2), "the text is the old one");
  assert.ok(!isOvertaken(draft, { text: "mine" }, 2), "they wrote the same");
});

test("a draft that is saved over another's text changes what its writer changed, and no more", () => {
  const base = { text: "first", tags: [] as string[] };
  const own = { fields: { ...base, text: "mine" }, base, revision: 1 };
  const theirs = { text: "theirs", tags: ["one"] };
  const fields = { text: "mine", tags: ["one"] };
  assert.deepEqual(rebased(own, theirs, 2), { fields, base: theirs, revision: 2 });
});

test("a draft with other fields than the form has is none", () => {
  assert.ok(hasFields(draft, { text: "" }));
  assert.ok(!hasFields(draft, { text: "", tags: "" }));
  assert.ok(!hasFields({ ...draft, base: null }, { text: "" }));
  assert.ok(!hasFields({ ...draft, revision: Number.NaN }, { text: "" }));
  assert.ok(!hasFields(undefined, {}));
});
