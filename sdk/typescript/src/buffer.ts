/** Collects events, and sends them together. */

import { STORE } from "./documents.js";
import { EventMeshError, LostEventsError } from "./errors.js";
import type { BufferOptions, CallOptions, EventBuffer, NewEvent } from "./types.js";
import { toInput } from "./values.js";

/** What a request holds, and how much each event counts beyond its text: at most 300 events. */
const LONGEST_BATCH = 300_000;
const EACH = 1_000;

type Item = { event: NewEvent; text: string };
type Ask = (body: string, signal?: AbortSignal) => Promise<unknown>;
/** Throws where a payload isn't what the catalogue says. */
type Check = (event: NewEvent, index: number) => Promise<void>;

/** The inputs that go into the next request. */
async function batchOf(items: Item[], check: Check): Promise<string[]> {
  const inputs: string[] = [];
  let length = 0;
  for (const { event, text } of items) {
    length += text.length + EACH;
    if (inputs[0] && length > LONGEST_BATCH) {
      break;
    }
    await check(event, inputs.length);
    inputs.push(text);
  }
  return inputs;
}

/** Where those begin that this is the end of, and how many they are: one is refused, or all are lost. */
function lostBy(cause: unknown, items: Item[]): [number, number] {
  const [argument, index] = (cause as EventMeshError | undefined)?.inputPath ?? [];
  return argument === "inputs" && items[index as number] ? [index as number, 1] : [0, Infinity];
}

export function createBuffer(ask: Ask, check: Check, options: BufferOptions): EventBuffer {
  const { maxEvents = 1_000, waitUntil } = options;
  const items: Item[] = [];
  let lost: NewEvent[] = [];
  let causes: unknown[] = [];
  let sending = Promise.resolve();

  function lose(cause: unknown, index: number, count: number): void {
    for (const { event } of items.splice(index, count)) {
      lost.push(event);
      causes.push(cause);
    }
  }

  function publish(event: NewEvent): string {
    const input = toInput(event);
    const { id, timestamp } = input;
    // As it is now, whatever becomes of the objects.
    items.push({ event: { ...event, id, timestamp } as NewEvent, text: JSON.stringify(input) });
    if (items.length > maxEvents) {
      const full = new EventMeshError("the buffer is full", { code: "BUFFER_FULL" });
      lose(full, maxEvents, 1);
      // Nobody asks what was lost.
      if (lost.length > maxEvents) {
        throw full;
      }
    }
    if (items.length === 1) {
      // What is published in the same turn goes along; what comes later, too, until nothing is left.
      waitUntil?.(new Promise((resolve) => setTimeout(resolve)).then(() => flush()));
    }
    return id;
  }

  async function send(signal: AbortSignal | undefined): Promise<void> {
    while (items.length > 0) {
      try {
        const inputs = await batchOf(items, check);
        await ask(`{"query":${JSON.stringify(STORE)},"variables":{"inputs":[${inputs}]}}`, signal);
        items.splice(0, inputs.length);
      } catch (cause) {
        lose(cause, ...lostBy(cause, items));
      }
    }
  }

  async function flush({ signal }: CallOptions = {}): Promise<void> {
    sending = sending.then(() => send(signal));
    await sending;
    if (lost.length > 0) {
      const details = { code: "EVENTS_LOST", events: lost, causes, cause: causes[0] };
      lost = [];
      causes = [];
      throw new LostEventsError(`events were lost: ${details.cause}`, details);
    }
  }

  return { publish, flush };
}
