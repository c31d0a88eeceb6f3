// Who asks: a token that the reader typed in, kept until the tab is closed. `signIn(token)`, `signOut()`, with which
// the tab forgets what else it kept; `session` is `open` until the server asks who is there. Requests and sockets
// report refusals by `askToSignIn`.
import { forgetSession, readSession, writeSession } from "../ui/storage";
import { createStore } from "../ui/store";

/** Whether the server lets the page ask. */
export type SessionState =
  | { kind: "open" }
  /** It wants a token; `reason` is what it said, where there was one already. */
  | { kind: "asked"; reason: string | undefined };

const KEY = "token";

const isText = (value: unknown): value is string => typeof value === "string";

/** The token, if there is one. */
export const token = createStore<string | null>(readSession(KEY, isText) ?? null);

/** Whether the reader has to sign in. */
export const session = createStore<SessionState>({ kind: "open" });

/** The header or parameter that shows the token. */
export const authorization = (): { authorization?: string } => {
  const value = token.get();
  return value === null ? {} : { authorization: `Bearer ${value}` };
};

/** Shows this token from now on. */
export function signIn(value: string): void {
  const bare = value.trim().replace(/^bearer\s+/i, "");
  writeSession(KEY, bare);
  token.set(bare);
  session.set({ kind: "open" });
}

/** Forgets the token, and what was typed. */
export function signOut(): void {
  forgetSession();
  token.set(null);
}

/** The server refused: the reader has to sign in. */
export function askToSignIn(message: string): void {
  session.set({ kind: "asked", reason: token.get() === null ? undefined : message });
}
