"use client";

import {
  EventsPage,
  type EventsQuery,
  type Source,
  type Step,
  useAgain,
} from "@event-mesh-examples/shared";
import useSWR, { SWRConfig } from "swr";
import { follow } from "./follow";

async function request(address: string, init?: RequestInit) {
  const response = await fetch(address, init);
  if (!response.ok) {
    throw new Error(`${address} answered ${response.status}`);
  }
  return response.json();
}

/** What a route handler answers, asked for again when something happened. */
function useAnswer<Data>(address: string, version: number) {
  const { data, error, mutate } = useSWR<Data, Error>(address, request);
  useAgain(version, mutate);
  return { data, error };
}

const eventsBehind = (after: string | null) =>
  `/api/events?${new URLSearchParams(after === null ? {} : { after })}`;

const publish = (step: Step) =>
  request("/api/events", { method: "POST", body: JSON.stringify(step) });

const source: Source = {
  follow,
  useEvents: (after, version) => useAnswer(eventsBehind(after), version),
  useWorkflow: (eventId, version) => useAnswer(`/api/workflow/${eventId}`, version),
  usePublish: () => publish,
};

/** The page, which the server fills with the newest events before it comes to the browser. */
export function App({ events }: { events: EventsQuery }) {
  const fallback = { [eventsBehind(null)]: events };
  return (
    <SWRConfig value={{ fallback, errorRetryInterval: 1_000, dedupingInterval: 0 }}>
      <EventsPage stack="Next.js" source={source} />
    </SWRConfig>
  );
}
