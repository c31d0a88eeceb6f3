/** The client: what can be asked of a server. */

import { createBuffer } from "./buffer.js";
import { check } from "./catalogue.js";
import { connect } from "./connection.js";
import { EVENT, GET, PUBLISH, PUBLISH_MANY, UPDATE_OUTCOME } from "./documents.js";
import { follow } from "./follow.js";
import { history } from "./history.js";
import type {
  AnyCatalogue,
  CallOptions,
  Catalogue,
  CatalogueOf,
  EventMesh,
  EventMeshOptions,
  NewEvent,
  PayloadSchema,
} from "./types.js";
import { fromEvent, type StoredEvent, toInput, toOutcomeInput } from "./values.js";

type Told = { event: StoredEvent };

/** A client whose catalogue its schemas tell. */
export function createEventMesh<const S extends Record<string, PayloadSchema>>(
  options: Omit<EventMeshOptions, "catalogue"> & { catalogue: S },
): EventMesh<CatalogueOf<S>>;
/** A client, typed by the catalogue that is named. */
export function createEventMesh<C extends Catalogue = AnyCatalogue>(
  options?: EventMeshOptions<C>,
): EventMesh<C>;
export function createEventMesh(options: EventMeshOptions = {}): EventMesh {
  const { catalogue, waitUntil } = options;
  const connection = connect(options);

  /** Asks for what the variables say now, once it is checked. */
  function ask<Data>(
    query: string,
    variables: object,
    options?: CallOptions,
    checks: () => Promise<unknown> = async () => {},
  ): Promise<Data> {
    const body = JSON.stringify({ query: query + EVENT, variables });
    const answer = checks().then(() => connection.ask<Data>(body, options?.signal));
    // Keeps alive what runs; what becomes of it is the caller's to know.
    waitUntil?.(answer.catch(() => {}));
    return answer;
  }

  const checkOne = (event: NewEvent, index: number) =>
    check(catalogue, event, "inputs", index, "payload");

  async function publish(event: NewEvent, options?: CallOptions) {
    const variables = { input: toInput(event) };
    const checks = () => check(catalogue, event, "input", "payload");
    const data = await ask<{ publish: Told }>(PUBLISH, variables, options, checks);
    return fromEvent(data.publish.event);
  }

  return {
    publish,
    publishDocumentable: publish,
    async publishMany(events, options) {
      const variables = { inputs: events.map(toInput) };
      const checks = () => Promise.all(events.map(checkOne));
      const data = await ask<{ publishMany: { results: Told[] } }>(
        PUBLISH_MANY,
        variables,
        options,
        checks,
      );
      return data.publishMany.results.map(({ event }) => fromEvent(event));
    },
    queryEventHistory: (query = {}, options) =>
      history((document, variables) => ask(document, variables, options), query),
    async updateEventOutcome(id, outcome, options) {
      const variables = { id, input: toOutcomeInput(outcome) };
      const data = await ask<{ updateOutcome: Told }>(UPDATE_OUTCOME, variables, options);
      return fromEvent(data.updateOutcome.event);
    },
    async getEvent(id, options) {
      const { event } = await ask<{ event: StoredEvent | null }>(GET, { id }, options);
      return event ? fromEvent(event) : undefined;
    },
    followEvents: (options) => follow(connection, options),
    buffered: (options) => createBuffer(connection.ask, checkOne, { waitUntil, ...options }),
  } as EventMesh;
}
