// `request(SomeDocument, variables, signal)` asks the server, by the document's id, and throws an `ApiError`.
// Screens use it within TanStack Query: `useQuery({ queryKey: [...], queryFn: ({ signal }) => request(…) })`.
import { GRAPHQL_URL } from "./base";
import { ApiError, type ErrorExtensions, unreachable } from "./errors";
import type { TypedDocumentString } from "./generated/graphql";
import { askToSignIn, authorization } from "./session";

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: ErrorExtensions }[];
}

/** How the server is told of a document: the id under which it knows it, and its operation's name. */
export function named(document: TypedDocumentString<unknown, never>) {
  const { hash, name }: { hash?: unknown; name?: unknown } = document.__meta__ ?? {};
  if (typeof hash !== "string") {
    throw new Error("The document has no id: run npm run codegen");
  }
  return { documentId: hash, operationName: String(name) };
}

/** Asks, and returns the data. */
export async function request<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Data> {
  const answer = await post<Data>({ ...named(document), variables }, signal);
  const [error] = answer.errors ?? [];
  if (error || !answer.data) {
    throw refused(new ApiError(error?.message ?? "The server sent no data.", error?.extensions));
  }
  return answer.data;
}

async function post<Data>(body: object, signal: AbortSignal | undefined): Promise<Answer<Data>> {
  let response: Response;
  try {
    response = await fetch(GRAPHQL_URL, {
      method: "POST",
      headers: {
        accept: "application/graphql-response+json, application/json",
        "content-type": "application/json",
        ...authorization(),
      },
      body: JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (error) {
    throw signal?.aborted ? error : unreachable();
  }
  try {
    return (await response.json()) as Answer<Data>;
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    const message = `The server answered ${response.status}, which is no answer to a question.`;
    throw new ApiError(message, { code: "NETWORK", retryable: response.status >= 500 });
  }
}

/** The error, of which the session is told where it is about who asks. */
function refused(error: ApiError): ApiError {
  if (error.code === "UNAUTHENTICATED") {
    askToSignIn(error.message);
  }
  return error;
}
