// The time axis of the timeline: busy stretches are drawn true to time, idle ones as strips of one width.

/** A stretch of the axis, in time and in pixels. */
export interface Stretch {
  readonly isIdle: boolean;
  readonly start: number;
  readonly end: number;
  readonly left: number;
  readonly width: number;
}

/** A label of the axis. */
export interface Tick {
  readonly time: number;
  readonly x: number;
}

/** Where times are on the axis. */
export interface Scale {
  readonly width: number;
  readonly stretches: readonly Stretch[];
  /** How long all idle stretches are together. */
  readonly idle: number;
  x(time: number): number;
}

/** How a scale is made. */
export interface ScaleOptions {
  /** How much room there is. The axis is wider when the stretches need it. */
  readonly width: number;
  readonly foldsIdle: boolean;
  /** Room behind the last instant, for bars that go on. */
  readonly tail: number;
}

const MINUTE = 60_000;
/** A pause is idle from so many times the median pause on, and from so long on. */
const IDLE_FACTOR = 10;
const IDLE_LEAST = 45 * MINUTE;
/** Width of a strip, and the least width of what is between two. */
const STRIP = 34;
const BUSY = 30;
/** Room for dots and bars at both ends. */
const MARGIN = 16;
const TICK_DISTANCE = 74;

/** The pauses between instants that are idle, as start and end; of these instants, in order. */
export function idlePauses(instants: readonly number[]): readonly (readonly [number, number])[] {
  const pauses: [number, number][] = [];
  for (let i = 1; i < instants.length; i++) {
    const pause: [number, number] = [instants[i - 1] as number, instants[i] as number];
    if (pause[1] > pause[0]) {
      pauses.push(pause);
    }
  }
  const lengths = pauses.map(([start, end]) => end - start).sort((a, b) => a - b);
  const median = lengths[lengths.length >> 1] ?? 0;
  const least = Math.max(IDLE_LEAST, IDLE_FACTOR * median);
  return pauses.filter(([start, end]) => end - start > least);
}

/** The axis for these instants, which are in order. */
export function scaleOf(
  instants: readonly number[],
  { width, foldsIdle, tail }: ScaleOptions,
): Scale {
  const start = instants[0] ?? 0;
  const end = instants[instants.length - 1] ?? start;
  const pauses = foldsIdle ? idlePauses(instants) : [];
  const idle = pauses.reduce((sum, [from, to]) => sum + to - from, 0);
  const room = width - 2 * MARGIN - tail - pauses.length * STRIP - (pauses.length + 1) * BUSY;
  const perMillisecond = Math.max(0, room) / Math.max(1, end - start - idle);
  const stretches: Stretch[] = [];
  let left = MARGIN;
  const add = (isIdle: boolean, from: number, to: number): void => {
    const wide = isIdle ? STRIP : BUSY + (to - from) * perMillisecond;
    stretches.push({ isIdle, start: from, end: to, left, width: wide });
    left += wide;
  };
  let from = start;
  for (const [idleStart, idleEnd] of pauses) {
    add(false, from, idleStart);
    add(true, idleStart, idleEnd);
    from = idleEnd;
  }
  add(false, from, end);
  return { width: left + MARGIN + tail, stretches, idle, x: (time) => place(stretches, time) };
}

function place(stretches: readonly Stretch[], time: number): number {
  let low = 0;
  let high = stretches.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle] as Stretch).end < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const { start, end, left, width } = stretches[low] as Stretch;
  const part = end > start ? Math.min(1, Math.max(0, (time - start) / (end - start))) : 0;
  return left + part * width;
}

/** Labels where busy stretches begin, and in between where there is room. */
export function ticksOf({ stretches, width }: Scale): readonly Tick[] {
  const ticks: Tick[] = [];
  let free = 0;
  const busy = stretches.filter(({ isIdle }) => !isIdle);
  busy.forEach((stretch, index) => {
    const next = busy[index + 1]?.left ?? width;
    const end = Math.min(next, width) - TICK_DISTANCE;
    for (
      let x = Math.max(stretch.left, free);
      x <= Math.max(end, stretch.left);
      x += TICK_DISTANCE * 1.5
    ) {
      if (x > stretch.left + stretch.width || (x > stretch.left && x > end)) {
        break;
      }
      const part = stretch.width > 0 ? (x - stretch.left) / stretch.width : 0;
      ticks.push({ time: stretch.start + part * (stretch.end - stretch.start), x });
      free = x + TICK_DISTANCE;
    }
  });
  return ticks.filter(({ x }) => x <= width - TICK_DISTANCE / 2);
}
