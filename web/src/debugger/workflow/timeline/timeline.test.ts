import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventOf } from "../model/sample";
import { barOf, instantsOf, summaryOf } from "./rows";
import { idlePauses, scaleOf, ticksOf } from "./scale";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("idle time", () => {
  test("is more than ten times the median pause, and at least 45 minutes", () => {
    const minutes = (...list: number[]): number[] => list.map((minute) => minute * MINUTE);
    assert.deepEqual(idlePauses(minutes(0, 1, 2, 3, 47)), []);
    assert.deepEqual(idlePauses(minutes(0, 1, 2, 3, 49)), [minutes(3, 49)]);
    assert.deepEqual(idlePauses(minutes(0, 60, 120, 180, 400)), []);
    assert.deepEqual(idlePauses(minutes(0, 60, 120, 180, 900)), [minutes(180, 900)]);
    assert.deepEqual(idlePauses([]), []);
  });

  test("is a strip of one width, however long it is", () => {
    const short = scaleOf([0, MINUTE, 2 * MINUTE, 5 * HOUR], {
      width: 600,
      foldsIdle: true,
      tail: 0,
    });
    const long = scaleOf([0, MINUTE, 2 * MINUTE, 90 * HOUR], {
      width: 600,
      foldsIdle: true,
      tail: 0,
    });
    const strips = [short, long].map(({ stretches }) => stretches.filter(({ isIdle }) => isIdle));
    assert.deepEqual(
      strips.map((list) => list.map(({ width }) => width)),
      [[34], [34]],
    );
    assert.equal(long.idle, 90 * HOUR - 2 * MINUTE);
    assert.equal(
      scaleOf([0, MINUTE, 90 * HOUR], { width: 600, foldsIdle: false, tail: 0 }).idle,
      0,
    );
  });
});

describe("the time axis", () => {
  test("never runs backward, and ends where the room ends", () => {
    const instants = [0, 1, 2, 3, 400, 500, 9_000, 9_100].map((hour) => hour * HOUR);
    const scale = scaleOf(instants, { width: 640, foldsIdle: true, tail: 0 });
    const places = instants.map((time) => scale.x(time));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
    assert.ok((places[0] ?? -1) >= 0 && (places.at(-1) ?? 0) <= 640);
    assert.ok(Math.abs(scale.width - 640) < 1);
  });

  test("is as wide as its stretches need", () => {
    const instants = Array.from({ length: 60 }, (_, i) => [
      i * 900 * HOUR,
      i * 900 * HOUR + 1,
    ]).flat();
    assert.ok(scaleOf(instants, { width: 640, foldsIdle: true, tail: 0 }).width > 640);
  });

  test("holds a single instant", () => {
    const scale = scaleOf([7], { width: 640, foldsIdle: true, tail: 0 });
    assert.ok(scale.x(7) > 0);
    assert.equal(ticksOf(scale)[0]?.time, 7);
  });

  test("has labels that don't overlap", () => {
    const instants = [0, 1, 2, 3, 400, 500, 9_000, 9_100].map((hour) => hour * HOUR);
    const ticks = ticksOf(scaleOf(instants, { width: 900, foldsIdle: true, tail: 0 }));
    assert.ok(ticks.length >= 3);
    ticks.slice(1).forEach((tick, i) => {
      assert.ok(tick.x - (ticks[i]?.x ?? 0) >= 60);
    });
  });
});

describe("bars", () => {
  const at = (time: number): string => new Date(time).toISOString();
  const told = (outcomeAt: string | null) =>
    eventOf("a", [], {
      timestamp: HOUR,
      outcomeState: "MET",
      context: { relatedEvents: [], outcome: "done", outcomeAt },
    });

  test("end when the outcome was told, and go on while it is missing", () => {
    assert.deepEqual(barOf(told(at(2 * HOUR))), { start: HOUR, end: 2 * HOUR });
    const missing = eventOf("a", [], { timestamp: HOUR, outcomeState: "PENDING" });
    assert.deepEqual(barOf(missing), { start: HOUR, end: null });
  });

  test("aren't there where the outcome came with the event, or nobody knows when", () => {
    assert.equal(barOf(told(at(HOUR))), undefined);
    assert.equal(barOf(told(null)), undefined);
    assert.equal(barOf(eventOf("a")), undefined);
  });

  test("are summed up", () => {
    const events = [
      { ...told(at(3 * HOUR)), id: "b" },
      eventOf("c", [], { timestamp: 5 * HOUR, outcomeState: "PENDING" }),
    ];
    assert.deepEqual(summaryOf(events), {
      length: 4 * HOUR,
      longest: 2 * HOUR,
      missing: 1,
      missingSince: 5 * HOUR,
    });
    assert.deepEqual(instantsOf(events), [HOUR, 3 * HOUR, 5 * HOUR]);
  });
});
