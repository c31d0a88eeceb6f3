/** A step that a user takes, as the form tells it, and the event that it becomes. */

/** What the example publishes. */
export const STEPS = ["provider.connected", "widget.created", "automation.created"] as const;

export interface Step {
  /** Chosen by the page: however often it is sent, it is stored once. */
  id: string;
  eventName: (typeof STEPS)[number];
  subject: string;
  problemSolved?: string;
  goal?: string;
  expectedOutcome?: string;
  /** The event that it follows from. */
  cause?: string;
}

export function toEvent({ id, eventName, subject, cause, ...userIntent }: Step) {
  return {
    id,
    eventName,
    source: "example",
    payload: { subject },
    userIntent,
    context: { relatedEvents: cause === undefined ? [] : [cause] },
  };
}
