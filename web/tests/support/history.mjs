// A history of an afternoon, the same each time but for the clock.

const NAMES = ["widget.created", "automation.triggered", "payment.failed", "dashboard.viewed"];
const CATEGORIES = ["feature", "reliability", undefined];

/** What came of every sixth event, in turn. */
const OUTCOMES = [
  {},
  { expectedOutcome: "It shows within a minute" },
  { expectedOutcome: "It shows within a minute", outcome: "It showed after 20 seconds" },
  { expectedOutcome: "It shows within a minute", outcome: "It did", verdict: "MET" },
  { expectedOutcome: "It shows within a minute", outcome: "Half of it did", verdict: "PARTLY" },
  { expectedOutcome: "It shows within a minute", outcome: "It never did", verdict: "NOT_MET" },
];

const MINUTE = 60_000;

/**
 * So many events, two minutes apart, the last one two minutes ago: `afternoon-0` is the oldest. Every tenth
 * leads to the one behind it.
 */
export function afternoon(count, now = Date.now()) {
  return Array.from({ length: count }, (_, index) => {
    const { expectedOutcome, outcome, verdict } = OUTCOMES[index % OUTCOMES.length];
    const category = CATEGORIES[index % CATEGORIES.length];
    return {
      id: `afternoon-${index}`,
      eventName: NAMES[index % NAMES.length],
      source: index % 2 === 0 ? "wizard" : "billing",
      timestamp: now - (count - index) * 2 * MINUTE,
      shouldDocument: index % 4 === 0,
      payload: { number: index, widget: { type: index % 5 === 0 ? "chart" : "table" } },
      userIntent: { goal: `Goal number ${index}`, expectedOutcome },
      context: {
        category,
        outcome,
        verdict,
        relatedEvents: index % 10 === 1 ? [`afternoon-${index - 1}`] : [],
      },
    };
  });
}
