// The steps of the workflow that lead through the selected event: "step 5 of 7".
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { type NeighbourFragment, WorkflowStripDocument } from "../api/generated/graphql";
import { request } from "../api/request";
import { StateIcon } from "../ui/StateIcon";
import { STATES } from "../ui/state";
import { keyOf } from "./rows";
import type { Named } from "./selection";
import { stepsThrough } from "./strip";
import { useDebounced } from "./useDebounced";

/** Moving through the list asks for no strip of events that are only passed. */
const REST = 150;

/** So many steps fit; of more, those around the event are shown. */
const SHOWN = 9;

interface StripProps {
  named: Named;
  onSelect: (named: Named) => void;
}

/** The strip; nothing for an event that stands alone. */
export function Strip({ named, onSelect }: StripProps) {
  const settled = useDebounced(named, REST);
  const { data, isPlaceholderData } = useQuery({
    queryKey: ["event", "strip", settled],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const variables = { id: settled.id, tenantId: settled.tenant ?? null };
      const { workflow } = await request(WorkflowStripDocument, variables, signal);
      return { of: settled, workflow };
    },
  });
  const workflow = data?.workflow;
  if (!workflow || workflow.events.length < 2) {
    return null;
  }
  const ids = stepsThrough(data.of.id, workflow.events, workflow.edges);
  const byId = new Map(workflow.events.map((event) => [event.id, event]));
  const steps = ids.flatMap((id) => byId.get(id) ?? []);
  const place = ids.indexOf(data.of.id);
  return (
    <section className={isPlaceholderData ? "is-dimmed" : ""}>
      <div className="strip-head">
        <h3 className="preview-title clip" title={workflow.title}>
          In “{workflow.title}”
        </h3>
        <span className="label">
          step {place + 1} of {steps.length}
        </span>
      </div>
      <Steps steps={steps} place={place} onSelect={(id) => onSelect({ ...named, id })} />
    </section>
  );
}

interface StepsProps {
  steps: readonly NeighbourFragment[];
  place: number;
  onSelect: (id: string) => void;
}

function Steps({ steps, place, onSelect }: StepsProps) {
  const first = Math.max(0, Math.min(place - Math.floor(SHOWN / 2), steps.length - SHOWN));
  const shown = steps.slice(first, first + SHOWN);
  return (
    <ol className="strip">
      {shown.map((event, index) => {
        const at = first + index;
        const name = `${event.eventName}, ${STATES[event.outcomeState].label}`;
        return (
          <Fragment key={keyOf(event)}>
            {at > 0 && <li aria-hidden="true" className={at <= place ? "leg done" : "leg"} />}
            <li>
              <button
                type="button"
                title={name}
                aria-label={`Step ${at + 1}: ${name}`}
                aria-current={at === place ? "step" : undefined}
                onClick={() => onSelect(event.id)}
              >
                <StateIcon state={event.outcomeState} decorative />
              </button>
            </li>
          </Fragment>
        );
      })}
      {first + SHOWN < steps.length && <li aria-hidden="true" className="leg" />}
    </ol>
  );
}
