// Something that failed, in words: `<ErrorView error={error} onRetry={refetch} />` in the place of what it
// would have shown. `errorWords(error)` are the words alone.
import { type ApiError, asApiError } from "../api/errors";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";

const TITLES: Readonly<Record<string, string>> = {
  NETWORK: "The server can't be reached",
  NOT_FOUND: "This isn't there",
  FORBIDDEN: "This is not yours to see",
  UNAUTHENTICATED: "The server asks who you are",
  BAD_USER_INPUT: "The server refused a condition",
  QUERY_TOO_COMPLEX: "That asks for more than the server allows",
  TIMEOUT: "The server took too long",
  OVERLOADED: "The server has too much to do",
  UNAVAILABLE: "The server can't answer now",
  CONFLICT: "Several events have this id",
  PERSISTED_QUERY_NOT_FOUND: "This page and the server are of different versions",
  INTERNAL_SERVER_ERROR: "The server failed",
  PAGE: "This page failed",
};

/** What happened, in a few words. */
export const errorTitle = (error: ApiError): string => TITLES[error.code] ?? "That did not work";

interface ErrorViewProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
}

/** The error with its code, the id under which the server's log has its cause, and what can be done. */
export function ErrorView({ error: thrown, onRetry }: ErrorViewProps) {
  const error = asApiError(thrown);
  const isOutdated = error.code === "PERSISTED_QUERY_NOT_FOUND";
  return (
    <section className="message-view" role="alert">
      <span className="is-not state-text">
        <Icon name="warning" />
      </span>
      <h2>{errorTitle(error)}</h2>
      <p>{error.message}</p>
      <p className="label">
        {error.code}
        {error.errorId && (
          <>
            {" · "}
            <span className="mono">{error.errorId}</span>
          </>
        )}
      </p>
      {onRetry && (error.isRetryable || error.code === "PAGE") && (
        <Button onClick={onRetry} icon="refresh">
          Try again
        </Button>
      )}
      {isOutdated && <Button onClick={() => location.reload()}>Load the page anew</Button>}
    </section>
  );
}
