/** An answer as the server gives it. */
export const json = (body, { status = 200, headers = {} } = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });

/** A refusal with this code. */
export const refusal = (code, extensions = {}) =>
  json({ errors: [{ message: `refused: ${code}`, extensions: { code, ...extensions } }] });

/** An event as the server tells it. */
export const stored = (input = {}) => ({
  source: "unknown",
  payload: {},
  userIntent: null,
  context: null,
  metadata: null,
  ...input,
});

/** An answer to `publish`. */
export const published = (input) => json({ data: { publish: { event: stored(input) } } });

/** A `fetch` that gives these answers, one after the other, and remembers what was asked. */
export function scripted(...answers) {
  const asked = [];
  const fetch = async (url, init) => {
    asked.push({ url, init, at: performance.now(), ...JSON.parse(init.body) });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return typeof answer === "function" ? answer(asked.at(-1)) : answer.clone();
  };
  return { asked, fetch };
}
