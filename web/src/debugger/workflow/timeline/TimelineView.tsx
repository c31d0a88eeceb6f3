// The workflow as a timeline: a row for each event, and a lane that shows when it happened and when its outcome
// was told. On phones a list with the same facts.
import { useMemo } from "react";
import { Button } from "../../ui/Button";
import { day, duration } from "../../ui/time";
import { missingParts } from "../partial";
import { flagOf, isOn, type ViewProps } from "../screen";
import { DocumentedToggle, WaitToggle } from "../toggles";
import { useRowKeys } from "../useRowKeys";
import { useIsNarrow } from "../useWidth";
import { Lanes } from "./Lanes";
import { instantsOf, summaryOf } from "./rows";
import { idlePauses } from "./scale";
import { TimeList } from "./TimeList";
import "./timeline.css";

/** The timeline. */
export default function TimelineView(props: ViewProps) {
  const { state, update, data } = props;
  const isNarrow = useIsNarrow();
  useRowKeys(props);
  if (isNarrow) {
    return <TimeList {...props} />;
  }
  return (
    <div className="timeline">
      <div className="view-bar">
        <Button
          icon="clock"
          aria-pressed={isOn(state.idle)}
          onClick={() => update({ idle: flagOf(!isOn(state.idle)) })}
        >
          Idle time folded
        </Button>
        <WaitToggle state={state} update={update} initial={false} />
        <DocumentedToggle state={state} update={update} />
        {missingParts(data, state).map(({ text }) => (
          <span className="label" key={text}>
            {text}
          </span>
        ))}
        <span className="spacer" />
        <span className="timeline-legend">
          <span>
            <i className="is-met" />
            until its outcome was told
          </span>
          <span>
            <i className="is-pending is-open" />
            still missing
          </span>
        </span>
      </div>
      <Lanes {...props} />
      <Foot {...props} />
    </div>
  );
}

function Foot({ events }: ViewProps) {
  const summary = useMemo(() => summaryOf(events), [events]);
  const idle = useMemo(
    () => idlePauses(instantsOf(events)).reduce((sum, [start, end]) => sum + end - start, 0),
    [events],
  );
  const { length, longest, missing, missingSince } = summary;
  return (
    <footer className="timeline-foot">
      <span>
        <b>{duration(length)}</b> from first to last
      </span>
      {idle > 0 && (
        <span>
          <b>{duration(idle)}</b> of it idle
        </span>
      )}
      {longest !== undefined && (
        <span>
          <b>{duration(longest)}</b> longest until an outcome was told
        </span>
      )}
      {missing > 0 && (
        <span>
          <b>{missing}</b> {missing === 1 ? "outcome" : "outcomes"} missing
          {missingSince === undefined ? "" : ` since ${day(missingSince)}`}
        </span>
      )}
    </footer>
  );
}
