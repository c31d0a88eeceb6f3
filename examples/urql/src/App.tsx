import {
  EventsDocument,
  EventsPage,
  PublishDocument,
  type Source,
  toEvent,
  useAgain,
  WorkflowDocument,
} from "@event-mesh-examples/shared";
import { useCallback } from "react";
import { type AnyVariables, type UseQueryArgs, useMutation, useQuery } from "urql";
import { follow } from "./follow";

/** A query that is asked again when something happened: the cache of documents hears of mutations only. */
function useFreshQuery<Data, Variables extends AnyVariables>(
  args: UseQueryArgs<Variables, Data>,
  version: number,
) {
  const [result, execute] = useQuery(args);
  const ask = useCallback(() => execute({ requestPolicy: "network-only" }), [execute]);
  useAgain(version, ask);
  return result;
}

const source: Source = {
  follow,
  useEvents: (after, version) =>
    useFreshQuery({ query: EventsDocument, variables: { first: 10, after } }, version),
  useWorkflow: (eventId, version) =>
    useFreshQuery({ query: WorkflowDocument, variables: { eventId } }, version),
  usePublish() {
    const [, publish] = useMutation(PublishDocument);
    return async (step) => {
      const { error } = await publish({ input: toEvent(step) });
      if (error) {
        throw error;
      }
    };
  },
};

export const App = () => <EventsPage stack="urql" source={source} />;
