// What can go wrong with a request: `ApiError`, with the server's code where it answered, or `NETWORK`.

/** What an error's `extensions` hold. */
export interface ErrorExtensions {
  code?: string;
  errorId?: string;
  retryable?: boolean;
  /** The way to the argument or input field that is wrong: `["filter", "text"]`. */
  inputPath?: (string | number)[];
  ids?: string[];
}

/** A request that was refused, or failed. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: string;
  /** Under which the server's log has the cause. */
  readonly errorId: string | undefined;
  readonly isRetryable: boolean;
  readonly inputPath: readonly (string | number)[];
  /** The events that it is about. */
  readonly ids: readonly string[];

  constructor(message: string, extensions: ErrorExtensions = {}) {
    super(message);
    this.code = extensions.code ?? "UNKNOWN";
    this.errorId = extensions.errorId;
    this.isRetryable = extensions.retryable ?? false;
    this.inputPath = extensions.inputPath ?? [];
    this.ids = extensions.ids ?? [];
  }
}

/** The error that says that the server can't be reached. */
export const unreachable = (): ApiError =>
  new ApiError("The server can't be reached.", { code: "NETWORK", retryable: true });

/** Any thrown value as an `ApiError`. */
export const asApiError = (thrown: unknown): ApiError =>
  thrown instanceof ApiError ? thrown : new ApiError(String(thrown), { code: "PAGE" });
