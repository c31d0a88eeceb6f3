/** Where the API is, and the socket on which event streams come. */

import { createClient } from "graphql-ws";
import { authorization } from "./session";

/** The page's own server passes it on. */
export const API = new URL("/graphql", location.href).href;

/**
 * Sends the token of the moment with each connection. Its own attempts would ask behind the first cursor
 * again, so asking again is left to who follows.
 */
export const socket = createClient({
  url: API.replace(/^http/, "ws"),
  retryAttempts: 0,
  connectionParams: authorization,
});

/** How long a break lasts at least, in milliseconds. */
export const PAUSE = 1_000;
