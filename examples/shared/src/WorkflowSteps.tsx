/** A workflow as steps, oldest first, with what each follows from. */

import type { WorkflowQuery } from "./generated/graphql";
import { momentInWords, nameInWords } from "./words";

type Workflow = NonNullable<WorkflowQuery["workflow"]>;

export function WorkflowSteps(props: { workflow: Workflow | null | undefined; rootId: string }) {
  const { workflow, rootId } = props;
  if (!workflow) {
    return <p className="faint">Looking for what belongs to it…</p>;
  }
  const { events, edges, title, isPartial } = workflow;
  const placeOf = new Map(events.map(({ id }, index) => [id, index + 1]));
  const causesOf = (id: string) =>
    edges.flatMap(({ from, to }) => (to === id ? [placeOf.get(from)] : [])).join(", ");
  return (
    <>
      <h3>{title}</h3>
      <ol className="steps">
        {events.map(({ id, eventName, timestamp, userIntent, context }) => (
          <li
            className="step"
            key={id}
            data-step={id}
            aria-current={id === rootId ? "step" : undefined}
          >
            <span className="step-name">{nameInWords(eventName)}</span>
            <span className="faint">
              {momentInWords(timestamp)}
              {causesOf(id) && ` · follows from ${causesOf(id)}`}
            </span>
            {userIntent?.goal && <p>{userIntent.goal}</p>}
            {userIntent?.problemSolved && <p>Because: {userIntent.problemSolved}</p>}
            {context?.decision && <p>Decided: {context.decision}</p>}
            {context?.outcome && <p>Came of it: {context.outcome}</p>}
          </li>
        ))}
      </ol>
      {isPartial && <p className="faint">There is more than fits into one workflow.</p>}
    </>
  );
}
