import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changedWords,
  isPeoples,
  isTold,
  isWebAddress,
  narrativeFields,
  narrativeInput,
  writerOf,
} from "./narrative";

const NARRATIVE = {
  longDescription: "A story",
  screenshots: ["https://example.com/a.png"],
  codeSnippets: [{ language: "json", code: "{}", caption: null }],
  aiNarrative: null,
  aiSummary: null,
  aiTags: ["one", "two"],
  generatedBy: null,
  generatedAt: null,
  stale: false,
  sections: [],
  revision: 2,
  updatedAt: "2026-11-30T00:00:00.000Z",
};

test("only what changed is sent, and what was emptied is null", () => {
  const base = narrativeFields(NARRATIVE);
  const draft = (changes: Partial<typeof base>) => ({
    fields: { ...base, ...changes },
    base,
    revision: 2,
  });
  assert.deepEqual(narrativeInput(draft({})), { expectedRevision: 2 });
  assert.deepEqual(narrativeInput(draft({ story: " ", tags: "two,, three " })), {
    expectedRevision: 2,
    longDescription: null,
    aiTags: ["two", "three"],
  });
  assert.deepEqual(narrativeInput(draft({ snippets: [] })), {
    expectedRevision: 2,
    codeSnippets: [],
  });
});

test("a narrative of nothing is none", () => {
  assert.ok(isTold(NARRATIVE));
  assert.ok(!isTold(null));
  const emptied = { ...NARRATIVE, longDescription: null, screenshots: [], codeSnippets: [] };
  assert.ok(!isTold({ ...emptied, aiTags: [] }));
});

test("what somebody else changed is named part by part", () => {
  const base = narrativeFields(NARRATIVE);
  assert.equal(changedWords(base, base), "");
  const now = { ...base, summary: "Short", tags: "", snippets: [] };
  assert.equal(changedWords(base, now), "In short: Short\n\nTags: –\n\nCode: –");
});

test("people's are the words that no writer wrote", () => {
  const empty = { generatedBy: null, aiNarrative: null, aiSummary: null, aiTags: [] };
  assert.ok(!isPeoples(empty));
  assert.ok(isPeoples({ ...empty, aiTags: ["one"] }));
  assert.ok(!isPeoples({ ...empty, aiTags: ["one"], generatedBy: "TEMPLATE" }));
  assert.equal(writerOf({ generatedBy: "TEMPLATE" }), "the template");
  assert.equal(writerOf({ generatedBy: "<b>model</b>" }), "<b>model</b>");
  assert.equal(writerOf({ generatedBy: null }), undefined);
});

test("only addresses of pages become links", () => {
  assert.ok(isWebAddress("https://example.com/a.png"));
  for (const text of ["javascript:alert(1)", "data:text/html,x", " https://x", "//x", "x"]) {
    assert.ok(!isWebAddress(text), text);
  }
});
