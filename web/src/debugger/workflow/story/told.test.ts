import assert from "node:assert/strict";
import { test } from "node:test";
import { eventsOf, lastPart, narratedEvent, stepNumbers, stepOf, type ToldEvent } from "./told";

const SECTIONS = [
  { heading: "Why", sentences: [{ text: "To: “1. See it” (step 1).", eventIds: ["a"] }] },
  {
    heading: "What happened",
    sentences: [
      { text: "1. Widget created, 10:00, by wizard.", eventIds: ["a"] },
      { text: "2 hours later", eventIds: ["a", "b"] },
      { text: "12. 40 × Ticket imported.", eventIds: ["b", "c"] },
    ],
  },
];

test("a sentence that tells a step begins with its number", () => {
  assert.deepEqual(stepOf("12. 40 × Ticket imported."), {
    number: "12",
    words: "40 × Ticket imported.",
  });
  assert.deepEqual(stepOf("2 hours later"), { number: undefined, words: "2 hours later" });
  assert.deepEqual(
    [...stepNumbers(SECTIONS)],
    [
      ["a", "1"],
      ["b", "12"],
      ["c", "12"],
    ],
  );
});

test("events are told once, in their order", () => {
  assert.deepEqual(eventsOf(SECTIONS), ["a", "b", "c"]);
  assert.equal(lastPart("widget.chart.created"), "created");
  assert.equal(lastPart("created"), "created");
});

const event = (id: string, relatedEvents: string[] = [], shouldDocument = true): ToldEvent => ({
  id,
  tenantId: "t",
  eventName: `step.${id}`,
  timestamp: id.charCodeAt(0),
  outcomeState: "NONE",
  shouldDocument,
  context: { relatedEvents },
});

test("a new narrative becomes that of the event which most of the story led to", () => {
  const story = [event("a"), event("b", ["a"]), event("c", ["b"]), event("d", ["a"])];
  assert.equal(narratedEvent(story, "a")?.id, "c");
  assert.equal(narratedEvent(story, "d")?.id, "c");
  const forked = [event("a"), event("b", ["a"]), event("c", ["a"])];
  assert.equal(narratedEvent(forked, "b")?.id, "b", "the one in the address");
  assert.equal(narratedEvent(forked, "a")?.id, "c", "the latest");
  const undocumented = [event("a"), event("b", ["a"]), event("c", ["b"], false)];
  assert.equal(narratedEvent(undocumented, "b")?.id, "b", "which tells no less than its effects");
  const none = [event("a", [], false), event("b", ["a"], false)];
  assert.equal(narratedEvent(none, "a")?.id, "b", "where none is documented, all are told");
  const circle = [event("a", ["b"]), event("b", ["a"])];
  assert.equal(narratedEvent(circle, "a")?.id, "a");
  assert.equal(narratedEvent([], "a"), undefined);
});
