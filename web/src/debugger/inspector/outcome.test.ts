import assert from "node:assert/strict";
import { test } from "node:test";
import { mayHaveNoVerdict, type OutcomeFields, outcomeInput, outcomeProblem } from "./outcome";

const told: OutcomeFields = { outcome: "Late", verdict: "NOT_MET", measured: "2 h" };
const nothing: OutcomeFields = { outcome: "", verdict: null, measured: "" };
const draft = (base: OutcomeFields, changes: Partial<OutcomeFields>) => ({
  fields: { ...base, ...changes },
  base,
  revision: 3,
});

test("only what changed is sent, with the revision it was begun from", () => {
  assert.deepEqual(outcomeInput(draft(told, { measured: "1 h" })), {
    expectedRevision: 3,
    impactMetric: "1 h",
  });
  assert.deepEqual(outcomeInput(draft(told, { verdict: "PARTLY" })), {
    expectedRevision: 3,
    verdict: "PARTLY",
  });
});

test("another outcome is sent with its verdict, since it takes the old one with it", () => {
  assert.deepEqual(outcomeInput(draft(told, { outcome: "In time" })), {
    expectedRevision: 3,
    outcome: "In time",
    verdict: "NOT_MET",
  });
});

test("what the server would refuse is said before it is sent", () => {
  assert.match(outcomeProblem(draft(told, { outcome: " " })) ?? "", /not removed/);
  assert.match(outcomeProblem(draft(told, { measured: "" })) ?? "", /not removed/);
  assert.match(outcomeProblem(draft(nothing, { verdict: "MET" })) ?? "", /needs an outcome/);
  assert.equal(outcomeProblem(draft(nothing, { measured: "5 min" })), undefined);
});

test("a verdict stays with its outcome", () => {
  assert.equal(mayHaveNoVerdict(draft(told, {})), false);
  assert.equal(mayHaveNoVerdict(draft(told, { outcome: "In time" })), true);
  assert.equal(mayHaveNoVerdict(draft(nothing, { outcome: "In time" })), true);
});
