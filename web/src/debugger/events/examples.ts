// How to publish an event, as text to copy.

/** For whom the text is written. */
interface Situation {
  /** Where the server is. */
  url: string;
  needsToken: boolean;
}

const EVENT = `"id": "first-widget",
    "eventName": "widget.created",
    "source": "widget_wizard",
    "payload": { "widgetType": "failed_payments" },
    "userIntent": {
      "goal": "See failed payments in one place",
      "expectedOutcome": "Failures show within 1 minute"
    }`;

const MUTATION = "mutation ($e: PublishInput!) { publish(input: $e) { created } }";

const curl = ({ url, needsToken }: Situation): string => {
  const header = needsToken ? ' \\\n  -H "authorization: Bearer $EVENT_MESH_TOKEN"' : "";
  return `curl -s ${url}${header} \\
  -H 'content-type: application/json' -d @- <<'JSON'
{ "query":
  "${MUTATION}",
  "variables": { "e": {
    ${EVENT} } } }
JSON`;
};

const typescript = ({ url, needsToken }: Situation): string => {
  const header = needsToken ? '\n    authorization: "Bearer " + token,' : "";
  return `await fetch("${url}", {
  method: "POST",
  headers: {
    "content-type": "application/json",${header}
  },
  body: JSON.stringify({
    query: \`${MUTATION}\`,
    variables: { e: {
    ${EVENT} } },
  }),
});`;
};

/** Every example. */
export const EXAMPLES = { curl, typescript };

/** The name of an example. */
export type ExampleName = keyof typeof EXAMPLES;

const KEY = /("\w+")(?=:)/;

/** The text in pieces, keys of JSON apart. */
export function pieces(text: string): { text: string; isKey: boolean; at: number }[] {
  let at = 0;
  return text.split(KEY).map((piece, index) => {
    const found = { text: piece, isKey: index % 2 === 1, at };
    at += piece.length;
    return found;
  });
}
