/** The history, as the server asks for it: the browser knows neither its address nor a token. */

import { createEventMesh } from "@event-mesh/client";
import { EventsDocument, type Step } from "@event-mesh-examples/shared/documents";
import { signToken } from "@event-mesh-examples/shared/token";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";

type Catalogue = Record<Step["eventName"], { subject: string }>;

/** In your product: the token of the user who asks, from their session. */
async function getToken(): Promise<string | undefined> {
  const { token } = await signToken();
  return token ?? undefined;
}

/** It reads `EVENT_MESH_URL` itself, and asks for a token each time that it needs one. */
export const mesh = createEventMesh<Catalogue>({ getToken });

const { EVENT_MESH_URL: origin = "http://127.0.0.1:8080" } = process.env;

/** Asks what the client has no function for, with a document that codegen typed. */
export async function ask<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const token = await getToken();
  const response = await fetch(new URL("/graphql", origin), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query: print(document), variables }),
    cache: "no-store",
  });
  const { data, errors } = await response.json();
  if (errors) {
    throw new Error(errors[0].message);
  }
  return data;
}

export const askForEvents = (after: string | null) => ask(EventsDocument, { first: 10, after });
