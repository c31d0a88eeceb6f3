/** The client of Event Mesh: a history of what users did, why, and what came of it. */

export { createEventMesh } from "./client.js";
export {
  followEvents,
  getEvent,
  publishDocumentable,
  queryEventHistory,
  updateEventOutcome,
} from "./default.js";
export {
  type ErrorCode,
  type ErrorDetails,
  EventMeshError,
  LostEventsError,
  PartialWorkflowError,
} from "./errors.js";
export type * from "./types.js";
