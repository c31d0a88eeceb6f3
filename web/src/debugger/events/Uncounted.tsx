// Why nothing was counted: what else would look like a time without events.
import { ApiError, asApiError } from "../api/errors";
import { errorTitle } from "../shell/ErrorView";
import { Button } from "../ui/Button";
import { isAboutInput, wordsOf } from "./inputErrors";

/** A count that failed. */
export interface Trouble {
  error: ApiError;
  onRetry: () => void;
}

interface Counting<Data> {
  data: Data | ApiError | undefined;
  error: Error | null;
  refetch: () => unknown;
}

/** What was counted, or why nothing was, unless the list says itself what is wrong (`listError`). */
export function countedOf<Data>(counting: Counting<Data>, listError: ApiError | undefined) {
  const isRefused = counting.data instanceof ApiError;
  const data = counting.data instanceof ApiError ? undefined : counting.data;
  const error = isRefused ? counting.data : counting.error;
  const isSaid = data !== undefined || listError !== undefined;
  const trouble: Trouble | undefined =
    error && !isSaid
      ? { error: asApiError(error), onRetry: () => void counting.refetch() }
      : undefined;
  return { data, trouble };
}

/** The reason in words. */
export const Uncounted = ({ error, onRetry }: Trouble) => (
  <div className="uncounted">
    <p>
      {isAboutInput(error)
        ? `Not counted. ${wordsOf(error)}.`
        : `Not counted. ${errorTitle(error)}: ${error.message}`}
    </p>
    {error.isRetryable && (
      <Button className="small" onClick={onRetry}>
        Try again
      </Button>
    )}
  </div>
);
