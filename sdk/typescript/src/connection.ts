/** Asks the server: attempts, and when they are made again. */

import { EventMeshError } from "./errors.js";
import { pause, within } from "./time.js";
import type { EventMeshOptions } from "./types.js";

/** A way to the server. */
export interface Connection {
  /** The data of the answer, after as many attempts as it takes. The body is a request of GraphQL. */
  ask<Data>(body: string, signal?: AbortSignal): Promise<Data>;
  /** The answers to a subscription, in the form of server-sent events. */
  open(body: string, signal?: AbortSignal): Promise<ReadableStreamDefaultReader<Uint8Array>>;
}

type Platform = { process?: { env?: Record<string, string> } };

export function connect(options: EventMeshOptions): Connection {
  const { getToken, timeout = 15_000, retries = 5 } = options;

  async function send(body: string, accept: string, signal: AbortSignal): Promise<Response> {
    // What sets the environment may come after the client.
    const { EVENT_MESH_URL, EVENT_MESH_TOKEN } = (globalThis as Platform).process?.env ?? {};
    const address = options.url || EVENT_MESH_URL || "http://127.0.0.1:8080";
    const url = address.replace(/(\/graphql)?\/*$/, "/graphql");
    try {
      // The token of the environment is for its server alone.
      const token = (await getToken?.()) ?? options.token ?? (options.url ? "" : EVENT_MESH_TOKEN);
      const headers = {
        accept,
        "content-type": "application/json",
        ...(token && { authorization: `Bearer ${token}` }),
      };
      return await (options.fetch ?? fetch)(url, { method: "POST", headers, body, signal });
    } catch (cause) {
      return fault(cause);
    }
  }

  return {
    async ask<Data>(body: string, signal?: AbortSignal) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await within(timeout, signal, async (signal) =>
            dataOf<Data>(await send(body, "application/json", signal)),
          );
        } catch (error) {
          const wait = waitBefore(error);
          if (wait === undefined || wait > timeout || attempt >= retries) {
            throw error;
          }
          await pause(attempt, wait, signal);
        }
      }
    },

    open: (body, signal) =>
      within(timeout, signal, async (signal) => {
        const response = await send(body, "text/event-stream", signal);
        const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
        return isStream && response.body ? response.body.getReader() : dataOf(response);
      }),
  };
}

/** Throws a fault on the way, after which nobody knows what became of the request. */
export function fault(cause: unknown): never {
  const details = { code: "NETWORK", retryable: true, cause };
  throw cause instanceof EventMeshError
    ? cause
    : new EventMeshError("the server can't be reached", details);
}

/** How long to wait before the next attempt, at least; nothing where none can help. */
export const waitBefore = (error: unknown): number | undefined =>
  error instanceof EventMeshError && error.retryable ? (error.retryAfterMs ?? 0) : undefined;

/** Throws an error of GraphQL, with what else is known from the response. */
export function refuse(
  error: { message: string; extensions?: object } | undefined,
  { status = 200, headers }: Partial<Response> = {},
): never {
  const after = headers?.get("retry-after") ?? "";
  const wait = Number(after) * 1_000 || Date.parse(after) - Date.now();
  throw new EventMeshError(error?.message ?? `status ${status} without an answer of GraphQL`, {
    code: "BAD_RESPONSE",
    retryable: status > 501 && status < 505,
    retryAfterMs: Math.max(wait, 0) || undefined,
    ...error?.extensions,
  });
}

/** The data of an answer. Throws its first error, or what came in its place. */
async function dataOf<Data>(response: Response): Promise<Data> {
  let answer: { data?: Data; errors?: { message: string; extensions?: object }[] };
  try {
    const text = await response.text();
    // What proxies say is no answer; one that was cut off can't be read.
    answer = text[0] === "{" ? JSON.parse(text) : {};
  } catch (cause) {
    return fault(cause);
  }
  return answer.errors || !answer.data ? refuse(answer.errors?.[0], response) : answer.data;
}
