/** A client that the environment describes, for code that needs no other. */

import { createEventMesh } from "./client.js";

/** What code imports that was written for the original TypeScript layer, and `followEvents`. */
export const {
  publishDocumentable,
  queryEventHistory,
  updateEventOutcome,
  getEvent,
  followEvents,
} = createEventMesh();
