/** The whole page, for clients whose caches keep one answer for each question. */

import { useState } from "react";
import { EventRow } from "./EventRow";
import type { EventCardFragment, EventsQuery, WorkflowQuery } from "./generated/graphql";
import { History, More, Problem } from "./History";
import { LiveTail } from "./LiveTail";
import { Page } from "./Page";
import { PublishForm } from "./PublishForm";
import type { Step } from "./step";
import { type Follow, useTail } from "./tail";
import { WorkflowSteps } from "./WorkflowSteps";

interface Asked<Data> {
  data?: Data | undefined;
  error?: Error | undefined;
}

/** How a client asks. What has a version is asked anew when that changes. */
export interface Source {
  follow: Follow;
  /** A page of the list, behind this place. */
  useEvents: (after: string | null, version: number) => Asked<EventsQuery>;
  useWorkflow: (eventId: string, version: number) => Asked<WorkflowQuery>;
  usePublish: () => (step: Step) => Promise<unknown>;
}

function Workflow(props: { source: Source; id: string; version: number }) {
  const { source, id, version } = props;
  const { data, error } = source.useWorkflow(id, version);
  return (
    <>
      <Problem error={error} />
      <WorkflowSteps workflow={data?.workflow} rootId={id} />
    </>
  );
}

interface PagesProps {
  source: Source;
  after: string | null;
  count: number;
  version: number;
  openId: string | undefined;
  onToggle: (event: EventCardFragment) => void;
  onMore: () => void;
}

/**
 * So many pages, one behind the end of the other: when something new comes on the first one, the others
 * move on with it.
 */
function Pages(props: PagesProps) {
  const { source, after, count, version, openId, onToggle, onMore } = props;
  const { data, error } = source.useEvents(after, version);
  const { hasNextPage = false, endCursor = null } = data?.events?.pageInfo ?? {};
  return (
    <>
      <Problem error={error} />
      <ul className="events">
        {data?.events?.edges.map(({ node: event }) => (
          <EventRow
            key={event.id}
            event={event}
            isOpen={event.id === openId}
            onToggle={() => onToggle(event)}
          >
            <Workflow source={source} id={event.id} version={version} />
          </EventRow>
        ))}
      </ul>
      {hasNextPage && count > 1 && <Pages {...props} after={endCursor} count={count - 1} />}
      {(!data || (hasNextPage && count === 1)) && <More isLoading={!data} onMore={onMore} />}
    </>
  );
}

export function EventsPage({ stack, source }: { stack: string; source: Source }) {
  const tail = useTail(source.follow);
  const publish = source.usePublish();
  const [count, setCount] = useState(1);
  const [open, setOpen] = useState<EventCardFragment>();

  const now = (
    <>
      <PublishForm cause={open} onPublish={publish} />
      <LiveTail tail={tail} />
    </>
  );
  const history = (
    <History>
      <Pages
        source={source}
        after={null}
        count={count}
        version={tail.version}
        openId={open?.id}
        onToggle={(event) => setOpen(event.id === open?.id ? undefined : event)}
        onMore={() => setCount(count + 1)}
      />
    </History>
  );
  return <Page stack={stack} now={now} history={history} />;
}
