// Who asks: a token that the reader typed in, kept until the tab is closed. `signIn(token)`, `signOut()`;
// `session` is `open` until the server asks who is there. Requests and sockets report refusals by
// `askToSignIn`.
import { createStore } from "../ui/store";

/** Whether the server lets the page ask. */
export type SessionState =
  | { kind: "open" }
  /** It wants a token; `reason` is what it said, where there was one already. */
  | { kind: "asked"; reason: string | undefined };

const KEY = "event-mesh:token";

function readToken(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keepToken(value: string | null): void {
  try {
    if (value === null) {
      sessionStorage.removeItem(KEY);
    } else {
      sessionStorage.setItem(KEY, value);
    }
  } catch {
    // Without storage the token lasts as long as the page.
  }
}

/** The token, if there is one. */
export const token = createStore<string | null>(readToken());

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
  keepToken(bare);
  token.set(bare);
  session.set({ kind: "open" });
}

/** Forgets the token. */
export function signOut(): void {
  keepToken(null);
  token.set(null);
}

/** The server refused: the reader has to sign in. */
export function askToSignIn(message: string): void {
  session.set({ kind: "asked", reason: token.get() === null ? undefined : message });
}
