import type { GraphiQLProps } from "graphiql";
import { DEFAULT_QUERY } from "./defaultQuery";

/** Both mutations name the same event, so that the third tab works once the second has run. */
const EXAMPLE_EVENT_ID = "graphiql-example-widget";

const PUBLISH_WIDGET = `# Publishes an event with the reason behind it;
# the variables below hold its content. The id is
# yours to choose: the same event sent once more
# answers created: false. To continue a workflow,
# name earlier events in context.relatedEvents.
mutation PublishWidget($input: PublishInput!) {
  publish(input: $input) {
    created
    event {
      id
      eventName
      occurredAt
      shouldDocument
      revision
    }
  }
}
`;

const PUBLISH_WIDGET_VARIABLES = {
  input: {
    id: EXAMPLE_EVENT_ID,
    eventName: "widget.created",
    source: "graphiql",
    payload: { widgetType: "open_invoices", refreshSeconds: 60 },
    userIntent: {
      problemSolved: "Overdue invoices were noticed days too late",
      painPoint: "Someone had to compare two lists by hand every morning",
      goal: "See every overdue invoice on the team's dashboard",
      expectedOutcome: "A new overdue invoice shows up within a minute",
    },
    context: {
      decision: "Poll once a minute: the provider offers no webhook",
      category: "feature",
      relatedEvents: [],
    },
  },
};

const UPDATE_OUTCOME = `# Records what really came of the event that the
# tab before published. Outcomes given earlier
# stay in outcomeHistory.
mutation UpdateOutcome($id: ID!, $input: OutcomeInput!) {
  updateOutcome(id: $id, input: $input) {
    event {
      id
      revision
      userIntent {
        expectedOutcome
      }
      context {
        outcome
        impactMetric
      }
      outcomeHistory {
        revision
        outcome
        recordedAt
      }
    }
  }
}
`;

const UPDATE_OUTCOME_VARIABLES = {
  id: EXAMPLE_EVENT_ID,
  input: {
    outcome: "Three overdue invoices found in the first hour, shown after 40 seconds",
    impactMetric: "The morning comparison is no longer needed",
  },
};

const asText = (variables: object): string => JSON.stringify(variables, null, 2);

export const DEFAULT_TABS: NonNullable<GraphiQLProps["defaultTabs"]> = [
  { query: DEFAULT_QUERY },
  { query: PUBLISH_WIDGET, variables: asText(PUBLISH_WIDGET_VARIABLES) },
  { query: UPDATE_OUTCOME, variables: asText(UPDATE_OUTCOME_VARIABLES) },
];
