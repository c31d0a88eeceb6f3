import { EventMeshError, type StreamMessage } from "@event-mesh/client";
import { mesh } from "../../../lib/mesh";

/** What was stored behind a cursor, and what comes; all that is left, where the log has it no longer. */
async function* messagesBehind(after: string | undefined, signal: AbortSignal) {
  try {
    yield* mesh.followEvents({ after, signal });
  } catch (error) {
    if (!(error instanceof EventMeshError) || error.code !== "CURSOR_EXPIRED") {
      throw error;
    }
    yield* mesh.followEvents({ signal });
  }
}

const inWords = (message: StreamMessage) =>
  `id: ${message.cursor}\ndata: ${JSON.stringify(message)}\n\n`;

/** Passes the stream on to the browser, which comes back with the last cursor after a break. */
export function GET(request: Request) {
  const after =
    request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("after");
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, request.signal]);
  const messages = messagesBehind(after ?? undefined, signal);
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode("retry: 1000\n\n")),
    async pull(controller) {
      const { done, value } = await messages.next();
      if (done) {
        controller.close();
      } else {
        controller.enqueue(encoder.encode(inWords(value)));
      }
    },
    cancel: () => gone.abort(),
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-cache, no-transform" },
  });
}
