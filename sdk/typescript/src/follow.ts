/** Follows what is stored, over server-sent events. */

import { type Connection, fault, refuse, waitBefore } from "./connection.js";
import { EVENT, FOLLOW } from "./documents.js";
import { pause, within } from "./time.js";
import type { FollowOptions, StreamMessage } from "./types.js";
import { fromEvent, type StoredEvent, toFilter } from "./values.js";

type Message = { type: string; cursor: string; event?: StoredEvent };

/** The messages of one connection, until it breaks. */
async function* messagesOf(
  connection: Connection,
  variables: object,
  silence: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Message> {
  const reader = await connection.open(
    JSON.stringify({ query: FOLLOW + EVENT, variables }),
    signal,
  );
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await within(silence, signal, () => reader.read().catch(fault));
      if (done) {
        fault("the stream ended");
      }
      text += decoder.decode(value, { stream: true });
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      // A line of data is an answer; comments, ids, and the end have none.
      for (const line of lines.filter((line) => /^data: *{/.test(line))) {
        const { data, errors } = JSON.parse(line.slice(5));
        yield errors ? refuse(errors[0]) : data.eventStream;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Follows: goes on behind the last message whenever the connection breaks. */
export async function* follow(
  connection: Connection,
  { after, filter, kinds, signal, silence = 45_000, onBreak }: FollowOptions = {},
): AsyncGenerator<StreamMessage, undefined> {
  const variables = { after, filter: filter && toFilter(filter), kinds };
  let isCaughtUp = false;
  for (let attempt = 0; !signal?.aborted; attempt += 1) {
    try {
      for await (const message of messagesOf(connection, variables, silence, signal)) {
        attempt = 0;
        variables.after = message.cursor;
        // Of kinds that only later servers know, the cursor is kept.
        if (message.event) {
          yield { ...message, event: fromEvent(message.event) } as StreamMessage;
        } else if (message.type === "CaughtUp" && !isCaughtUp) {
          isCaughtUp = true;
          yield message as StreamMessage;
        }
      }
    } catch (error) {
      const wait = waitBefore(error);
      if (!signal?.aborted) {
        if (wait === undefined) {
          throw error;
        }
        onBreak?.(error);
        await pause(attempt, wait, signal).catch(() => {});
      }
    }
  }
}
