/** What the compiler lets through, and what it doesn't: compiled only. */

import {
  createEventMesh,
  type DocumentableEvent,
  EventMeshError,
  LostEventsError,
  type NewEvent,
  PartialWorkflowError,
  publishDocumentable,
  queryEventHistory,
  type StreamMessage,
} from "@event-mesh/client";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";

interface Events {
  "widget.created": { widgetType: string; providerId?: string };
  "payment.failed": { amount: number };
}

const mesh = createEventMesh<Events>({ url: "http://localhost:8080", token: "t" });

export async function namesAndPayloads() {
  const widget = await mesh.publish({
    eventName: "widget.created",
    payload: { widgetType: "graph" },
  });
  widget.eventName satisfies "widget.created";
  widget.payload.widgetType satisfies string;
  // @ts-expect-error The catalogue has no such name.
  await mesh.publish({ eventName: "widget.creatd", payload: { widgetType: "graph" } });
  // @ts-expect-error The payload is another one's.
  await mesh.publish({ eventName: "widget.created", payload: { amount: 1 } });
  // @ts-expect-error It has no such key.
  await mesh.publish({ eventName: "payment.failed", payload: { amount: 1, currency: "EUR" } });
  await mesh.publishMany([
    { eventName: "widget.created", payload: { widgetType: "graph" } },
    { eventName: "payment.failed", payload: { amount: 1 } },
  ]);
  const buffer = mesh.buffered();
  buffer.publish({ eventName: "payment.failed", payload: { amount: 1 } }) satisfies string;
  // @ts-expect-error The payload is another one's.
  buffer.publish({ eventName: "payment.failed", payload: { widgetType: "graph" } });
}

export async function whatIsRead() {
  const failed = await mesh.queryEventHistory({ eventName: "payment.failed" });
  failed.map((event) => event.payload.amount) satisfies number[];
  for (const event of await mesh.queryEventHistory()) {
    if (event.eventName === "payment.failed") {
      event.payload.amount satisfies number;
    } else {
      event.payload.widgetType satisfies string;
    }
  }
  for await (const message of mesh.followEvents({ filter: { hasOutcome: true } })) {
    if (message.type === "EventPublished" && message.event.eventName === "widget.created") {
      message.event.payload.widgetType satisfies string;
    }
    // @ts-expect-error What caught up has no event.
    message.event;
  }
}

export async function withoutCatalogue() {
  let last = await publishDocumentable({ eventName: "a", payload: {} });
  last = await publishDocumentable({ eventName: "b", payload: { any: [last.payload.thing] } });
  last satisfies DocumentableEvent;
  const options: { source: string | undefined; goal: string | undefined } = {
    source: undefined,
    goal: undefined,
  };
  // What may be undefined needn't be left out by hand.
  const event: NewEvent = {
    eventName: "a",
    payload: {},
    source: options.source,
    timestamp: new Date(),
    userIntent: { goal: options.goal },
    context: { relatedEvents: [last.id] as const, anything: { at: "all" } },
  };
  await publishDocumentable(event, { signal: AbortSignal.timeout(1_000) });
  // What was read can be published as something else.
  const { userIntent, context, metadata } = last;
  await publishDocumentable({
    eventName: "c",
    payload: last.payload,
    userIntent,
    context,
    metadata,
  });
  const events: DocumentableEvent[] = await queryEventHistory({ eventName: "a", limit: 3 });
  events[0]?.context?.outcome satisfies string | undefined;
  events[0]?.context?.outcomeAt satisfies number | undefined;
  const tell = (message: StreamMessage) => message.cursor;
  for await (const message of createEventMesh().followEvents()) {
    tell(message);
  }
  // @ts-expect-error An event is about something.
  await publishDocumentable({ eventName: "a" });
}

export async function schemas() {
  const checked = createEventMesh({
    catalogue: {
      "widget.created": z.object({ widgetType: z.string() }),
      "payment.failed": v.object({ amount: v.number() }),
      "user.invited": type({ email: "string.email" }),
    },
  });
  const payment = await checked.publish({ eventName: "payment.failed", payload: { amount: 1 } });
  payment.payload.amount satisfies number;
  await checked.publish({ eventName: "user.invited", payload: { email: "a@b.example" } });
  // @ts-expect-error The schema says otherwise.
  await checked.publish({ eventName: "widget.created", payload: { widgetType: 1 } });
  // @ts-expect-error There is no schema for it.
  await checked.publish({ eventName: "widget.moved", payload: {} });
  createEventMesh<Events>({ catalogue: { "payment.failed": z.object({ amount: z.number() }) } });
  createEventMesh<Events>({
    // @ts-expect-error The schema is another one's.
    catalogue: { "payment.failed": z.object({ amount: z.string() }) },
  });
}

export function errors(error: unknown) {
  if (error instanceof PartialWorkflowError) {
    error.events satisfies DocumentableEvent[];
  } else if (error instanceof LostEventsError) {
    error.events satisfies NewEvent[];
  } else if (error instanceof EventMeshError && error.code === "CURSOR_EXPIRED") {
    error.retryable satisfies boolean;
  }
}

// Back ends of serverless platforms.
declare const context: { waitUntil(promise: Promise<unknown>): void };
export const serverless = createEventMesh({
  url: "https://mesh.example",
  getToken: async () => "token",
  fetch,
  timeout: 5_000,
  retries: 2,
  waitUntil: (promise) => context.waitUntil(promise),
});
