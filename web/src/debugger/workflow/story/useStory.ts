// The story of the workflow: told anew when an event joins it, when an outcome is told, and when somebody writes a
// narrative.
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { FollowChangesDocument, StoryDocument } from "../../api/generated/graphql";
import { request } from "../../api/request";
import { useStream } from "../../api/useStream";
import { STORY_KEY } from "../../inspector/useWriter";
import type { CardEvent } from "../model/event";
import type { ViewProps } from "../screen";
import { DIRECTIONS, type WorkflowData } from "../useWorkflow";

/**
 * Whether undocumented events are left out of what the story is told from. The template tells documented ones anyway,
 * whatever else is shown, and has to know the others for the links through them; so they are left out only where there
 * are too many.
 */
export const isFolded = ({ folded }: WorkflowData): boolean => folded !== undefined;

/** Asks for the story. */
export function useStory({ id, state, data }: ViewProps) {
  const { tenant, depth, dir } = state;
  const newest = useMemo(() => newestOf(data.known.values()), [data.known]);
  const story = useQuery({
    queryKey: [...STORY_KEY, id, tenant, depth, dir, isFolded(data), newest],
    queryFn: async ({ signal }) => {
      const direction = DIRECTIONS[dir];
      const variables = {
        id,
        tenantId: tenant || null,
        depth,
        direction,
        isFolded: isFolded(data),
      };
      return (await request(StoryDocument, variables, signal)).workflow;
    },
    placeholderData: keepPreviousData,
  });
  const queries = useQueryClient();
  const isTold = (event: { id: string; tenantId: string }): boolean =>
    story.data?.events.some((one) => one.id === event.id && one.tenantId === event.tenantId) ??
    false;
  useStream(
    FollowChangesDocument,
    {},
    {
      onMessage: (message) => {
        if (message.__typename === "NarrativeUpdated" && isTold(message.event)) {
          void queries.invalidateQueries({ queryKey: STORY_KEY });
        }
      },
    },
  );
  return story;
}

/** Another text for other events, and for other outcomes of the same. */
function newestOf(events: Iterable<CardEvent>): string {
  let count = 0;
  let revisions = 0;
  for (const { revision } of events) {
    count++;
    revisions += revision;
  }
  return `${count} ${revisions}`;
}
