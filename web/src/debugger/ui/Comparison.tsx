// What was expected beside what came of it: `<Comparison expected actual … />`. The inspector puts its form
// into the right column (`actual` may be any element).
import type { ReactNode } from "react";
import type { OutcomeState } from "../api/generated/graphql";
import { stateClass } from "./state";

interface ComparisonProps {
  state: OutcomeState;
  expected: string | null | undefined;
  actual: ReactNode;
  /** How success is measured, and what was measured. */
  measure: string | null | undefined;
  measured: ReactNode;
  /** Behind the head of the right column. */
  action?: ReactNode;
}

const unsaid = (words: string) => <span className="unsaid">{words}</span>;

/** Two columns, and a second row where something is measured. */
export function Comparison(props: ComparisonProps) {
  const { state, expected, actual, measure, measured, action } = props;
  const actualClass = `actual ${stateClass(state)}`;
  const nothing =
    state === "PENDING" ? <span className="missing">Outcome missing</span> : unsaid("–");
  return (
    <section className="comparison" aria-label="Expected and what came of it">
      <div className="heads">
        <h3>Expected</h3>
        <h3>What came of it{action}</h3>
      </div>
      <div className="cells">
        <div>{expected ?? unsaid("Nothing was said")}</div>
        <div className={actualClass}>{actual ?? nothing}</div>
      </div>
      {(measure || measured) && (
        <div className="cells">
          <div>
            <div className="label">Measured by</div>
            {measure ?? unsaid("–")}
          </div>
          <div className={actualClass}>
            <div className="label">Measured</div>
            {measured ?? unsaid("–")}
          </div>
        </div>
      )}
    </section>
  );
}
