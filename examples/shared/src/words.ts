/** How events are put into words. */

/** "widget.created" as people say it. */
export function nameInWords(eventName: string): string {
  const words = eventName.replaceAll(/[._-]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

// Of one time zone and language, whoever writes it first, the server or the browser.
const MOMENT = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
  timeZoneName: "short",
});

export const momentInWords = (timestamp: number) => MOMENT.format(timestamp);

/** What the payload says the event is about, if it has a text. */
export function subjectOf(payload: unknown): string | undefined {
  const values = typeof payload === "object" && payload !== null ? Object.values(payload) : [];
  return values.find((value) => typeof value === "string" && value !== "");
}
