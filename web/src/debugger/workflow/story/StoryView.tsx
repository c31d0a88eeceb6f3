// The workflow told step by step, as the server writes it, beside every expectation with what came of it.
// What events say is shown as text: nothing of it becomes markup.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { StoryQuery } from "../../api/generated/graphql";
import { StoryDocument } from "../../api/generated/graphql";
import { request } from "../../api/request";
import { download, fileName } from "../../export/files";
import { ErrorView } from "../../shell/ErrorView";
import { Button } from "../../ui/Button";
import { copyText } from "../../ui/clipboard";
import { EventName } from "../../ui/EventName";
import { Icon } from "../../ui/Icon";
import { StateIcon } from "../../ui/StateIcon";
import { counted, dayAndClock, fullTime } from "../../ui/time";
import type { CardEvent } from "../model/event";
import type { ViewProps } from "../screen";
import { DIRECTIONS } from "../useWorkflow";
import { Expectations } from "./Expectations";
import { readStory, type Step, type Story } from "./readStory";
import "./story.css";

type Told = NonNullable<StoryQuery["workflow"]>;

/** The story. */
export default function StoryView(props: ViewProps) {
  const { id, state, data } = props;
  const { tenant, depth, dir, fold } = state;
  const isFolded = fold.includes("doc");
  // What joins the workflow, and each outcome, is told anew.
  const newest = useMemo(() => newestOf(data.known.values()), [data.known]);
  const story = useQuery({
    queryKey: ["workflow", "story", id, tenant, depth, dir, isFolded, newest],
    queryFn: async ({ signal }) => {
      const direction = DIRECTIONS[dir];
      const variables = { id, tenantId: tenant || null, depth, direction, isFolded };
      return (await request(StoryDocument, variables, signal)).workflow;
    },
    placeholderData: (last) => last,
  });
  if (story.error) {
    return <ErrorView error={story.error} onRetry={() => void story.refetch()} />;
  }
  return story.data ? (
    <StoryPage {...props} told={story.data} />
  ) : (
    <div role="status" aria-label="Loading the story" />
  );
}

function newestOf(events: Iterable<CardEvent>): string {
  let count = 0;
  let revisions = 0;
  for (const { revision } of events) {
    count++;
    revisions += revision;
  }
  return `${count} ${revisions}`;
}

function StoryPage({ told, selected, select }: ViewProps & { told: Told }) {
  const story = useMemo(() => readStory(told.export), [told]);
  return (
    <div className="story-page">
      <Steps story={story} told={told} />
      <article className="story-prose">
        <div className="told-by">
          <Icon name="document" />
          <span>Told step by step from {counted(story.steps.length, "event")}.</span>
        </div>
        {story.steps.map((step) => (
          <StorySteps
            key={step.number}
            step={step}
            event={told.events[step.number - 1]}
            events={told.events}
            selected={selected}
            select={select}
          />
        ))}
        {story.remarks.map((remark) => (
          <p key={remark} className="story-remark">
            {remark}
          </p>
        ))}
      </article>
      <Expectations select={select} events={told.events} />
    </div>
  );
}

/** Leads to each step, and gives the text away. */
function Steps({ story, told }: { story: Story; told: Told }) {
  const goTo = (number: number) =>
    document.getElementById(stepId(number))?.scrollIntoView({ block: "start" });
  const save = () =>
    download(new Blob([told.export], { type: "text/markdown" }), fileName(told.title, "md"));
  return (
    <nav className="story-steps" aria-label="Steps">
      <span className="label">Steps</span>
      <ol>
        {story.steps.map(({ number, name }) => (
          <li key={number}>
            <button type="button" onClick={() => goTo(number)}>
              <span>{number}</span>
              <span className="clip">
                <EventName name={name} />
              </span>
            </button>
          </li>
        ))}
      </ol>
      <hr />
      <Button
        look="quiet"
        icon="copy"
        onClick={() => void copyText(told.export, "Markdown copied")}
      >
        Copy Markdown
      </Button>
      <Button look="quiet" icon="export" onClick={save}>
        Download
      </Button>
    </nav>
  );
}

const stepId = (number: number): string => `story-step-${number}`;

interface StepProps extends Pick<ViewProps, "selected" | "select"> {
  step: Step;
  event: Told["events"][number] | undefined;
  events: Told["events"];
}

function StorySteps({ step, event, events, selected, select }: StepProps) {
  const { number, name, facts, causes, line } = step;
  return (
    <section id={stepId(number)} className="story-step" aria-label={`Step ${number}`}>
      <h2>
        <EventName name={name} />
        <small>{event ? fullTime(event.timestamp) : line}</small>
      </h2>
      {event?.narrative?.aiSummary && <p className="story-summary">{event.narrative.aiSummary}</p>}
      <dl>
        {facts.map(({ what, said }) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{said}</dd>
          </div>
        ))}
      </dl>
      <p className="story-chips">
        {event && <EventChip event={event} isSelected={event.id === selected} select={select} />}
        {causes.length > 0 && <span>follows from</span>}
        {causes.map((cause) => {
          const before = events[cause - 1];
          return (
            before && (
              <EventChip
                key={cause}
                event={before}
                isSelected={before.id === selected}
                select={select}
              />
            )
          );
        })}
      </p>
    </section>
  );
}

interface ChipProps extends Pick<ViewProps, "select"> {
  event: CardEvent;
  isSelected: boolean;
}

/** State, last part of the name, and time. */
function EventChip({ event, isSelected, select }: ChipProps) {
  return (
    <button
      type="button"
      className="event-chip"
      aria-pressed={isSelected}
      onClick={() => select(event.id)}
    >
      <StateIcon state={event.outcomeState} />
      {event.eventName.slice(event.eventName.lastIndexOf(".") + 1)}
      <span>{dayAndClock(event.timestamp)}</span>
    </button>
  );
}
