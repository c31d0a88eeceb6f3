import assert from "node:assert/strict";
import { test } from "node:test";
import { readStory } from "./readStory";

const STORY = `# How widget&#46;created came about

## 1. provider&#46;connected

2026-11-23T14:02:00.000Z, by oauth&#95;flow

- Goal: See failed payments&#58; all of them
- Expected: A list

## 2. widget&#46;created

2026-11-23T14:05:00.000Z, by wizard

- Actual: &#60;b&#62;now&#60;&#47;b&#62; https:&#8288;//x
- Follows from: step 1

Further events led here, or followed, that are not told.
`;

test("a story has steps with facts and causes", () => {
  const story = readStory(STORY);
  assert.equal(story.title, "How widget.created came about");
  assert.deepEqual(story.steps[0], {
    number: 1,
    name: "provider.connected",
    line: "2026-11-23T14:02:00.000Z, by oauth_flow",
    facts: [
      { what: "Goal", said: "See failed payments: all of them" },
      { what: "Expected", said: "A list" },
    ],
    causes: [],
  });
  assert.deepEqual(story.steps[1]?.causes, [1]);
  assert.deepEqual(story.steps[1]?.facts, [{ what: "Actual", said: "<b>now</b> https://x" }]);
  assert.deepEqual(story.remarks, ["Further events led here, or followed, that are not told."]);
});

test("what isn't a story is kept as it is", () => {
  const story = readStory("hello &#99999999; there\n- no step: yet");
  assert.deepEqual(story.steps, []);
  assert.deepEqual(story.remarks, ["hello &#99999999; there", "- no step: yet"]);
});
