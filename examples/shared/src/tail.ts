/** A live tail, as a page shows it: whatever client follows for it. */

import { useEffect, useReducer } from "react";

/** A message of an event stream, with what the tail shows of its event. */
export interface Told {
  type: string;
  cursor: string;
  event?: {
    id: string;
    eventName: string;
    timestamp: number;
    userIntent?: { goal?: string | null | undefined } | null | undefined;
    context?: { outcome?: string | null | undefined } | null | undefined;
  };
}

/** Follows what is stored, until it is told to end. After a break it says so, and goes on by itself. */
export type Follow<Message extends Told = Told> = (listener: {
  tell: (message: Message) => void;
  pause: () => void;
}) => () => void;

export interface Tail {
  status: "connecting" | "live" | "reconnecting";
  /** The newest first. */
  messages: readonly Told[];
  /** Grows with each message, and after breaks: what shows events is to ask anew. */
  version: number;
}

/** How many messages a page keeps. */
const KEPT = 100;

function reduce(tail: Tail, message: Told | "pause"): Tail {
  if (message === "pause") {
    return { ...tail, status: "reconnecting" };
  }
  // CaughtUp has no event, nor have kinds that later servers will tell of.
  if (!message.event) {
    // What a break hid may be told no more: what shows events asks.
    const version = tail.version + (tail.status === "reconnecting" ? 1 : 0);
    return { ...tail, status: "live", version };
  }
  const messages = [message, ...tail.messages].slice(0, KEPT);
  return { status: "live", messages, version: tail.version + 1 };
}

const NOTHING: Tail = { status: "connecting", messages: [], version: 0 };

/** Follows while the page is there. `follow` has to be the same each time. */
export function useTail(follow: Follow): Tail {
  const [tail, dispatch] = useReducer(reduce, NOTHING);
  useEffect(() => follow({ tell: dispatch, pause: () => dispatch("pause") }), [follow]);
  return tail;
}
