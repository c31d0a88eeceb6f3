/** Collects events, and sends them together. */

import { STORE } from "./documents.js";
import { EventMeshError, LostEventsError } from "./errors.js";
import type { BufferOptions, CallOptions, EventBuffer, NewEvent } from "./types.js";
import { toInput } from "./values.js";

/** What a request holds, and how much each event counts beyond its text: at most 300 events. */
const LONGEST_BATCH = 300_000;
const EACH = 1_000;

export function createBuffer(
  ask: (body: string, signal?: AbortSignal) => Promise<unknown>,
  check: (event: NewEvent, index: number) => Promise<void>,
  { maxEvents = 1_000, waitUntil }: BufferOptions,
): EventBuffer {
  const items: { event: NewEvent; text: string }[] = [];
  let lost: NewEvent[] = [];
  let causes: unknown[] = [];
  let sending = Promise.resolve();

  function lose(index: number, count: number, cause: unknown): void {
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
      lose(maxEvents, 1, full);
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
      const inputs: string[] = [];
      let length = 0;
      try {
        for (const [index, { event, text }] of items.entries()) {
          length += text.length + EACH;
          if (index > 0 && length > LONGEST_BATCH) {
            break;
          }
          await check(event, index);
          inputs.push(text);
        }
        await ask(`{"query":${JSON.stringify(STORE)},"variables":{"inputs":[${inputs}]}}`, signal);
        items.splice(0, inputs.length);
      } catch (cause) {
        // One is refused, or there is no way for any.
        const [argument, index] = (cause as EventMeshError | undefined)?.inputPath ?? [];
        const isOne = argument === "inputs" && items[index as number];
        lose(isOne ? (index as number) : 0, isOne ? 1 : Infinity, cause);
      }
    }
  }

  async function flush({ signal }: CallOptions = {}): Promise<void> {
    sending = sending.then(() => send(signal));
    await sending;
    if (lost.length > 0) {
      const message = `${lost.length} events were lost: ${causes[0]}`;
      const details = { code: "EVENTS_LOST", events: lost, causes, cause: causes[0] };
      lost = [];
      causes = [];
      throw new LostEventsError(message, details);
    }
  }

  return { publish, flush };
}
