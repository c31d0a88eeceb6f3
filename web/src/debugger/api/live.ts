// What is stored, as it is stored. `follow(options)` subscribes, resumes behind the last cursor after a break,
// and tells of each message; it returns what ends it. Screens query at once, and again when `onCaughtUp` says
// that nothing is missed from there on. `useStream` in `useStream.ts` is what components use.
//
// All streams share one socket. `connection` is what the header shows.
import { type Client, CloseCode, createClient, type SubscribePayload } from "graphql-ws/client";
import { createStore } from "../ui/store";
import { SOCKET_URL } from "./base";
import type { TypedDocumentString } from "./generated/graphql";
import { named } from "./request";
import { askToSignIn, authorization, session, token } from "./session";

/** How the page hears of news. */
export type Connection = "off" | "connecting" | "live" | "broken";

/** How all streams together are. */
export const connection = createStore<Connection>("off");

/** A message of an event stream, of which there may be kinds that the page doesn't know. */
export interface Message {
  __typename: string;
  cursor: string;
}

/** The variables of a stream that can be taken up again. */
export interface Resumable {
  after?: string | null | undefined;
}

/** What is followed, and who is told. */
export interface StreamOptions<M extends Message, V extends Resumable> {
  document: TypedDocumentString<{ eventStream: M }, V>;
  variables: Omit<V, "after">;
  onMessage: (message: M) => void;
  /** From here on everything is told; `isGap` says that something before may have been missed. */
  onCaughtUp: (isGap: boolean) => void;
}

interface StreamError {
  message: string;
  extensions?: { code?: string };
}

// The client wants a text; the server takes an id in its place, so the text is left out of what is sent.
const NO_TEXT = "";
const withoutText = (key: string, value: unknown): unknown =>
  key === "query" && value === NO_TEXT ? undefined : value;

/** What the list says already, at the condition that it is about. */
const REFUSALS = ["BAD_USER_INPUT", "QUERY_TOO_COMPLEX"];

const FIRST_DELAY = 400;
const LONGEST_DELAY = 10_000;
const PING_EVERY = 10_000;
const PONG_WITHIN = 5_000;

/** A stream, as the connection sees it. */
interface Followed {
  readonly state: "opening" | "alive" | "broken" | "refused";
  open(): void;
}

let client: Client | undefined;
const streams = new Set<Followed>();

/** Follows, until the returned function is called. */
export function follow<M extends Message, V extends Resumable>(
  options: StreamOptions<M, V>,
): () => void {
  const stream = new Stream(options);
  streams.add(stream);
  stream.open();
  return () => {
    streams.delete(stream);
    stream.close();
  };
}

/** Whoever signed in is told of what is theirs: on another socket. */
token.subscribe(() => {
  client?.terminate();
  reopen();
});

/** Broken streams don't wait any longer once there is a network. */
addEventListener("online", reopen);

function reopen(): void {
  for (const stream of streams) {
    if (stream.state === "broken") {
      stream.open();
    }
  }
}

function tellConnection(): void {
  const states = [...streams].map((stream) => stream.state);
  if (states.length === 0) {
    connection.set("off");
  } else if (states.includes("broken")) {
    connection.set("broken");
  } else if (!states.includes("opening")) {
    connection.set("live");
  } else if (connection.get() !== "broken") {
    connection.set("connecting");
  }
}

class Stream<M extends Message, V extends Resumable> implements Followed {
  #options: StreamOptions<M, V>;
  #state: Followed["state"] = "opening";
  #after: string | undefined;
  #isGap = true;
  #isClosed = false;
  #isRefused = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(options: StreamOptions<M, V>) {
    this.#options = options;
  }

  get state(): Followed["state"] {
    return this.#state;
  }

  open(): void {
    clearTimeout(this.#timer);
    this.#setState("opening");
    const payload: SubscribePayload & { documentId: string } = {
      query: NO_TEXT,
      ...named(this.#options.document),
      variables: { ...this.#options.variables, after: this.#after ?? null },
    };
    this.#unsubscribe = sharedClient().subscribe<{ eventStream: M }>(payload, {
      next: ({ data, errors }) => {
        if (data) {
          this.#hear(data.eventStream);
        } else {
          this.#isRefused = this.#noteErrors(errors ?? []);
        }
      },
      error: (reason) => this.#break(reason),
      complete: () => this.#break(undefined),
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#unsubscribe?.();
    tellConnection();
  }

  #hear(message: M): void {
    if (this.#isClosed) {
      return;
    }
    this.#after = message.cursor;
    if (message.__typename === "CaughtUp") {
      this.#failures = 0;
      this.#setState("alive");
      this.#options.onCaughtUp(this.#isGap);
      this.#isGap = false;
    } else {
      this.#options.onMessage(message);
    }
  }

  /** Takes up what the errors say; whether asking again as it is makes no sense. */
  #noteErrors(errors: readonly StreamError[]): boolean {
    const codes = errors.map((error) => error.extensions?.code);
    if (codes.includes("CURSOR_EXPIRED") || codes.includes("CURSOR_INVALID")) {
      this.#after = undefined;
      this.#isGap = true;
    }
    if (codes.includes("UNAUTHENTICATED")) {
      askToSignIn(errors[0]?.message ?? "");
    }
    return codes.some((code) => code !== undefined && REFUSALS.includes(code));
  }

  #break(reason: unknown): void {
    if (this.#isClosed) {
      return;
    }
    if (Array.isArray(reason)) {
      this.#isRefused = this.#noteErrors(reason);
    }
    if (this.#isRefused) {
      this.#setState("refused");
      return;
    }
    this.#setState("broken");
    if (session.get().kind === "open") {
      const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#failures);
      this.#failures += 1;
      this.#timer = setTimeout(() => this.open(), delay * (0.75 + Math.random() / 2));
    }
  }

  #setState(state: Followed["state"]): void {
    this.#state = state;
    tellConnection();
  }
}

function sharedClient(): Client {
  client ??= createClient({
    url: SOCKET_URL,
    connectionParams: authorization,
    jsonMessageReplacer: withoutText,
    retryAttempts: 0,
    lazyCloseTimeout: 2_000,
    keepAlive: PING_EVERY,
    on: { ...watchForSilence(), closed: noteRefusal },
  });
  return client;
}

/** Gives a socket up whose other end says nothing, as after a laptop has slept. */
function watchForSilence() {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    ping: (isReceived: boolean) => {
      if (!isReceived) {
        timer = setTimeout(() => client?.terminate(), PONG_WITHIN);
      }
    },
    pong: (isReceived: boolean) => {
      if (isReceived) {
        clearTimeout(timer);
      }
    },
  };
}

function noteRefusal(event: unknown): void {
  const { code, reason } = event as CloseEvent;
  if (code === CloseCode.Unauthorized || code === CloseCode.Forbidden) {
    askToSignIn(reason);
  }
}
