/** The page around everything: what is done and told at one side, what was at the other. */

import type { ReactNode } from "react";

export function Page(props: { stack: string; now: ReactNode; history: ReactNode }) {
  const { stack, now, history } = props;
  return (
    <>
      <header className="top">
        <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M5 6l7 5 7-5M12 11v8M5 6v9l7 4 7-4V6" />
          <circle cx="5" cy="6" r="2.2" />
          <circle cx="19" cy="6" r="2.2" />
          <circle cx="12" cy="11" r="2.2" />
          <circle cx="12" cy="19" r="2.2" />
        </svg>
        <h1>Event Mesh</h1>
        <span className="stack">with {stack}</span>
      </header>
      <main>
        <div className="now">{now}</div>
        {history}
      </main>
    </>
  );
}
