// Every outcome that the event was given, newest first, with what each changed.

import { StateIcon } from "../ui/StateIcon";
import { STATES, stateClass } from "../ui/state";
import { fullTime } from "../ui/time";
import type { Inspected } from "./useEvent";

type Revision = NonNullable<Inspected["outcomeHistory"]>[number];

/** The tab. */
export function HistoryTab({ event }: { event: Inspected }) {
  const revisions = event.outcomeHistory ?? [];
  return (
    <ol className="revisions">
      {revisions
        .map((revision, index) => (
          <Entry key={revision.revision} revision={revision} before={revisions[index - 1]} />
        ))
        .reverse()}
    </ol>
  );
}

interface EntryProps {
  revision: Revision;
  before: Revision | undefined;
}

function Entry({ revision, before }: EntryProps) {
  const { outcome, verdict, impactMetric, recordedAt, userId } = revision;
  const state = verdict ?? (outcome === null ? "NONE" : "TOLD");
  const words = outcome === null ? "Published without an outcome" : STATES[state].label;
  return (
    <li>
      <div className="revision-head">
        <StateIcon state={state} decorative />
        <strong className={`${stateClass(state)} state-text`}>{words}</strong>
        <span className="label">revision {revision.revision}</span>
      </div>
      <Change label="Outcome" now={outcome} before={before?.outcome} />
      <Change label="Measured" now={impactMetric} before={before?.impactMetric} />
      <p className="label">
        {fullTime(Date.parse(recordedAt))}
        {userId !== null && <> · {userId}</>}
      </p>
    </li>
  );
}

interface ChangeProps {
  label: string;
  now: string | null;
  before: string | null | undefined;
}

/** What it says now, below what it said before. */
function Change({ label, now, before }: ChangeProps) {
  if (now === null) {
    return null;
  }
  const isChanged = before != null && before !== now;
  return (
    <div className="revision-text">
      <span className="hidden-text">{label}: </span>
      {isChanged && <del>{before}</del>}
      <span>{now}</span>
    </div>
  );
}
