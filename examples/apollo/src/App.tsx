import { useMutation, useQuery } from "@apollo/client/react";
import {
  EventRow,
  EventsDocument,
  History,
  LiveTail,
  More,
  Page,
  Problem,
  PublishDocument,
  PublishForm,
  toEvent,
  useAgain,
  useTail,
  WorkflowDocument,
  WorkflowSteps,
} from "@event-mesh-examples/shared";
import { useCallback, useState } from "react";
import { addToList, follow, PAGE } from "./follow";

/** The workflow around an event, asked for again when something happened. */
function Workflow({ id, version }: { id: string; version: number }) {
  const { data, error, refetch } = useQuery(WorkflowDocument, { variables: { eventId: id } });
  // What can't be had now is asked for when the next thing happens.
  const ask = useCallback(() => refetch().catch(() => {}), [refetch]);
  useAgain(version, ask);
  return (
    <>
      <Problem error={error} />
      <WorkflowSteps workflow={data?.workflow} rootId={id} />
    </>
  );
}

export function App() {
  const tail = useTail(follow);
  const [openId, setOpenId] = useState<string>();
  const { data, error, loading, fetchMore } = useQuery(EventsDocument, {
    variables: PAGE,
    notifyOnNetworkStatusChange: true,
  });
  const [publish] = useMutation(PublishDocument, {
    update(cache, { data }) {
      if (data?.publish) {
        addToList(cache, data.publish.event);
      }
    },
  });
  const events = data?.events?.edges.map(({ node }) => node) ?? [];
  const page = data?.events?.pageInfo;

  const now = (
    <>
      <PublishForm
        cause={events.find(({ id }) => id === openId)}
        onPublish={(step) => publish({ variables: { input: toEvent(step) } })}
      />
      <LiveTail tail={tail} />
    </>
  );
  const history = (
    <History>
      <Problem error={error} />
      <ul className="events">
        {events.map((event) => (
          <EventRow
            key={event.id}
            event={event}
            isOpen={event.id === openId}
            onToggle={() => setOpenId(event.id === openId ? undefined : event.id)}
          >
            <Workflow id={event.id} version={tail.version} />
          </EventRow>
        ))}
      </ul>
      {page?.hasNextPage && (
        <More
          isLoading={loading}
          onMore={() => fetchMore({ variables: { after: page.endCursor } })}
        />
      )}
    </History>
  );
  return <Page stack="Apollo Client" now={now} history={history} />;
}
