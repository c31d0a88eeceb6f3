/** Checks payloads by what a catalogue says of them. */

import { EventMeshError } from "./errors.js";
import type { EventMeshOptions, NewEvent } from "./types.js";

/** Throws where the payload isn't what the event's schema says; `inputPath` leads to the event. */
export async function check(
  catalogue: EventMeshOptions["catalogue"],
  { eventName, payload }: NewEvent,
  ...inputPath: (string | number)[]
): Promise<void> {
  const { issues } = (await catalogue?.[eventName]?.["~standard"]?.validate(payload)) ?? {};
  if (issues) {
    throw new EventMeshError(`${eventName}: ${issues[0]?.message}`, {
      code: "BAD_USER_INPUT",
      inputPath,
      cause: issues,
    });
  }
}
