import assert from "node:assert/strict";
import { test } from "node:test";
import { between, clock, count, counted, dayAndClock, duration, isoTime } from "./time";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test("durations have one unit, and a second one where it matters", () => {
  assert.equal(duration(7), "7 ms");
  assert.equal(duration(2_400), "2 s");
  assert.equal(duration(22 * MINUTE + 40_000), "22 min");
  assert.equal(duration(18 * HOUR + 57 * MINUTE), "18 h 57 min");
  assert.equal(duration(26 * HOUR), "1 d 2 h");
  assert.equal(duration(30 * 24 * HOUR + HOUR), "30 d");
  assert.equal(duration(-5), "0 ms");
});

test("distances say which way", () => {
  assert.equal(between(0, 2_000), "2 s before");
  assert.equal(between(22 * MINUTE, 0), "22 min later");
  assert.equal(between(5, 5), "at the same time");
});

test("days are named where they aren't today", () => {
  const now = new Date(2026, 10, 30, 12).getTime();
  assert.equal(dayAndClock(now - HOUR, now), "11:00");
  assert.equal(dayAndClock(now - 25 * HOUR, now), "29 Nov 11:00");
  assert.equal(dayAndClock(now - 365 * 24 * HOUR, now), "30 Nov 2025 12:00");
});

test("times that no clock can tell are numbers", () => {
  assert.equal(clock(9e15), "9000000000000000");
  assert.equal(isoTime(9e15), undefined);
});

test("numbers have commas, and words their plural", () => {
  assert.equal(count(1_284), "1,284");
  assert.equal(counted(1, "event"), "1 event");
  assert.equal(counted(3, "new event"), "3 new events");
});
