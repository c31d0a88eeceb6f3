/** Runs on any database: it takes no variables, and an empty history answers with an empty list. */
export const DEFAULT_QUERY = `# The newest event and the steps that led to it.
# Run it: the pink button, or Ctrl-Enter.
# Try a larger "first", or direction: DOWNSTREAM.
# Ctrl-Space lists what fits at the cursor.
# The next two tabs publish an event and then say
# what came of it. Run them, and come back here.
query LatestWorkflow {
  events(first: 1) {
    nodes {
      id
      eventName
      userIntent {
        problemSolved
        goal
      }
      context {
        decision
        outcome
      }
      workflow(maxDepth: 10, direction: UPSTREAM) {
        nodes {
          depth
          event {
            eventName
            occurredAt
            userIntent {
              goal
            }
            context {
              outcome
            }
          }
        }
        edges {
          from
          to
        }
      }
    }
  }
}
`;
