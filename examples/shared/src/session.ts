/** Who asks: the token that the page's own server hands out, renewed before it expires. */

import type { Token } from "./token";

/** A token that expires sooner than this might do so on its way. */
const MARGIN = 2_000;

let known: Promise<Token> | undefined;
let expiresAt = Number.POSITIVE_INFINITY;

async function fetchToken(): Promise<Token> {
  const response = await fetch("/token", { method: "POST" });
  if (!response.ok) {
    throw new Error(`no token: ${response.status}`);
  }
  const token: Token = await response.json();
  expiresAt = token.expiresAt ?? Number.POSITIVE_INFINITY;
  return token;
}

/** Whether the token that was handed out last is of no use any more. */
export const isTokenExpired = () => expiresAt - MARGIN < Date.now();

/** Forgets the token, which the server refused. */
export function forgetToken() {
  known = undefined;
}

/** What requests and sockets say of who asks, now. Those who ask at the same time share an answer. */
export async function authorization(): Promise<{ authorization?: string }> {
  if (isTokenExpired()) {
    expiresAt = Number.POSITIVE_INFINITY;
    forgetToken();
  }
  known ??= fetchToken();
  try {
    const { token } = await known;
    return token ? { authorization: `Bearer ${token}` } : {};
  } catch (error) {
    forgetToken();
    throw error;
  }
}
