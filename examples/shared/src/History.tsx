/** The list of events, with what a page says around it. */

import type { ReactNode } from "react";

export function History({ children }: { children: ReactNode }) {
  return (
    <section className="card history" aria-labelledby="history">
      <h2 id="history">History</h2>
      <p className="lead">Newest first. Open an event to see what led to it, and what it led to.</p>
      {children}
    </section>
  );
}

/** Asks for the next page. */
export function More({ isLoading, onMore }: { isLoading: boolean; onMore: () => void }) {
  return (
    <button type="button" className="button more" disabled={isLoading} onClick={onMore}>
      {isLoading ? "Loading…" : "Show older events"}
    </button>
  );
}

/** What went wrong, if anything did. */
export function Problem({ error }: { error: Error | undefined }) {
  return (
    error && (
      <p className="problem" role="alert">
        {error.message}
      </p>
    )
  );
}
