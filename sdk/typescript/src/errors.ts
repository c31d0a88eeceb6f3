/** What can go wrong. */

import type { DocumentableEvent, NewEvent } from "./types.js";

/** The codes of the server, and those of the client: without an answer, or with none of Event Mesh. */
export type ErrorCode =
  | "BAD_USER_INPUT"
  | "RELATED_EVENT_NOT_FOUND"
  | "NOT_FOUND"
  | "CONFLICT"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "QUERY_TOO_COMPLEX"
  | "PAYLOAD_TOO_LARGE"
  | "CURSOR_INVALID"
  | "CURSOR_EXPIRED"
  | "RATE_LIMITED"
  | "OVERLOADED"
  | "TIMEOUT"
  | "UNAVAILABLE"
  | "INTERNAL_SERVER_ERROR"
  | "NETWORK"
  | "BAD_RESPONSE"
  | "BUFFER_FULL"
  | "EVENTS_LOST"
  | "PARTIAL_WORKFLOW"
  | (string & {});

/** What is known of an error. */
export interface ErrorDetails {
  code: ErrorCode;
  retryable?: boolean | undefined;
  inputPath?: readonly (string | number)[] | undefined;
  ids?: readonly string[] | undefined;
  errorId?: string | undefined;
  retryAfterMs?: number | undefined;
  cause?: unknown;
  events?: readonly object[] | undefined;
  truncatedBy?: readonly string[] | undefined;
  causes?: readonly unknown[] | undefined;
}

/** Why a call ended without a result. */
export class EventMeshError extends Error {
  override name = "EventMeshError";
  /** Its kind. */
  declare readonly code: ErrorCode;
  /** Whether the same call may succeed later. */
  declare readonly retryable: boolean;
  /** The argument or field that is wrong. */
  declare readonly inputPath: readonly (string | number)[] | undefined;
  /** The events that it is about. */
  declare readonly ids: readonly string[] | undefined;
  /** Under which id the server's log has its cause. */
  declare readonly errorId: string | undefined;
  /** How long the server asks to wait before the next attempt. */
  declare readonly retryAfterMs: number | undefined;

  constructor(message: string, details: ErrorDetails) {
    super(message, details);
    Object.assign(this, { retryable: false, ...details });
  }
}

/** A workflow goes on beyond what was returned. */
export class PartialWorkflowError extends EventMeshError {
  override name = "PartialWorkflowError";
  /** What came. */
  declare readonly events: DocumentableEvent[];
  /** What was in the way. */
  declare readonly truncatedBy: readonly ("DEPTH" | "NODE_LIMIT" | "FAN_OUT")[];
}

/** Events of a buffer were not stored, or nobody knows whether they were. */
export class LostEventsError extends EventMeshError {
  override name = "LostEventsError";
  /** With the ids that they had: to publish them again is safe. */
  declare readonly events: NewEvent[];
  /** Why, one for each event. */
  declare readonly causes: unknown[];
}
