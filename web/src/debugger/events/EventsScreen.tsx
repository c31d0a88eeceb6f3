// The list of events.
import { useQuery } from "@tanstack/react-query";
import { EventsPageDocument } from "../api/generated/graphql";
import { request } from "../api/request";
import { ErrorView } from "../shell/ErrorView";
import { EventName } from "../ui/EventName";
import { StateIcon } from "../ui/StateIcon";

/** The newest events. */
export function EventsScreen() {
  const { data, error, refetch } = useQuery({
    queryKey: ["events"],
    queryFn: ({ signal }) => request(EventsPageDocument, { first: 50 }, signal),
  });
  if (error) {
    return <ErrorView error={error} onRetry={refetch} />;
  }
  return (
    <main>
      <ul>
        {data?.events?.edges.map(({ node }) => (
          <li key={node.id}>
            <StateIcon state={node.outcomeState} /> <EventName name={node.eventName} />
          </li>
        ))}
      </ul>
    </main>
  );
}
