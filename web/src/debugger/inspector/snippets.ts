// How programs ask for an event, or tell its outcome: texts to be copied.

/** What the snippets are about. */
export interface SnippetContext {
  id: string;
  tenant: string | undefined;
  /** The address of the API. */
  endpoint: string;
  /** Whether the server asks who is there. */
  asksWho: boolean;
}

const FIELDS = `id
    eventName
    occurredAt
    payload
    userIntent { goal expectedOutcome }
    outcomeState
    context { outcome verdict impactMetric }`;

/** The query of the event. */
export function graphqlSnippet({ id, tenant }: SnippetContext): string {
  const whose = tenant === undefined ? "" : `, tenantId: ${JSON.stringify(tenant)}`;
  return `query {
  event(id: ${JSON.stringify(id)}${whose}) {
    ${FIELDS}
  }
}`;
}

/** The text as a POSIX shell reads it: within single quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The same query from a shell. */
export function curlSnippet(context: SnippetContext): string {
  const query = graphqlSnippet(context).replaceAll(/\s+/g, " ");
  const lines = [`curl -s ${quoted(context.endpoint)}`, `-H 'content-type: application/json'`];
  if (context.asksWho) {
    lines.push(`-H "authorization: Bearer $EVENT_MESH_TOKEN"`);
  }
  lines.push(`-d ${quoted(JSON.stringify({ query }))}`);
  return lines.join(" \\\n  ");
}

/** Telling the event's outcome from a program. */
export function typescriptSnippet({ id, tenant, endpoint, asksWho }: SnippetContext): string {
  const whose = tenant === undefined ? "" : `, tenantId: ${JSON.stringify(tenant)}`;
  const header = asksWho ? '\n    authorization: "Bearer " + token,' : "";
  return `const response = await fetch(${JSON.stringify(endpoint)}, {
  method: "POST",
  headers: {
    "content-type": "application/json",${header}
  },
  body: JSON.stringify({
    query: \`mutation ($id: ID!, $tenantId: ID, $input: OutcomeInput!) {
      updateOutcome(id: $id, tenantId: $tenantId, input: $input) { event { revision } }
    }\`,
    variables: {
      id: ${JSON.stringify(id)}${whose},
      input: { outcome: "What came of it", verdict: "MET" },
    },
  }),
});
const { data, errors } = await response.json();`;
}
