// Has a writer tell what led to an event: `useWriter().write(…)`. What people wrote it refuses to write over;
// `writeOver` empties that first.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asApiError } from "../api/errors";
import type { NarrativePartsFragment as Narrative } from "../api/generated/graphql";
import { GenerateNarrativeDocument, WriteNarrativeDocument } from "../api/generated/graphql";
import { request } from "../api/request";
import { showToast } from "../ui/toasts";
import { type EventRef, eventKey } from "./useEvent";

/** Under which the stories of workflows are kept. */
export const STORY_KEY = ["workflow", "story"] as const;

/** How many links a narrative follows where no screen says otherwise: as many as workflows do. */
export const USUAL_DEPTH = 10;

interface Order {
  eventRef: EventRef;
  depth: number;
  /** The narrative as it is; null where there is none. */
  narrative: Narrative | null;
}

/** What is asked of a writer, and how that goes. */
export interface Writer {
  readonly write: (order: Order) => void;
  /** Empties what people wrote, and then has it written. */
  readonly writeOver: (order: Order) => void;
  readonly isWriting: boolean;
  /** Whether it was refused because people wrote the narrative. */
  readonly isRefused: boolean;
  readonly error: unknown;
  readonly forget: () => void;
}

/** A writer; `onWritten` is called when it wrote something. */
export function useWriter(onWritten: () => void = () => {}): Writer {
  const queries = useQueryClient();
  const { mutate, reset, isPending, error } = useMutation({
    mutationFn: ({ isOver, ...order }: Order & { isOver: boolean }) =>
      isOver ? writeOver(order) : generate(order),
    onSuccess: (revision, { narrative }) => {
      const isSame = revision === narrative?.revision;
      showToast(isSame ? "Nothing changed since it was written" : "Narrative written");
      onWritten();
    },
    onSettled: (_data, _error, { eventRef }) =>
      Promise.all([
        queries.invalidateQueries({ queryKey: eventKey(eventRef) }),
        queries.invalidateQueries({ queryKey: STORY_KEY }),
      ]),
  });
  return {
    write: (order) => mutate({ ...order, isOver: false }),
    writeOver: (order) => mutate({ ...order, isOver: true }),
    isWriting: isPending,
    isRefused: error !== null && asApiError(error).code === "CONFLICT",
    error,
    forget: reset,
  };
}

/** Returns the revision of what was written. */
async function generate({ eventRef: { id, tenant }, depth }: Order): Promise<number | undefined> {
  const variables = { id, tenantId: tenant ?? null, depth };
  const { generateNarrative } = await request(GenerateNarrativeDocument, variables);
  return generateNarrative?.narrative.revision;
}

async function writeOver(order: Order): Promise<number | undefined> {
  const { eventRef, narrative } = order;
  const { id, tenant } = eventRef;
  const set = (input: object) =>
    request(WriteNarrativeDocument, { id, tenantId: tenant ?? null, input });
  const nothing = { aiNarrative: null, aiSummary: null, aiTags: null };
  await set({ ...nothing, expectedRevision: narrative?.revision ?? 0 });
  try {
    return await generate(order);
  } catch (error) {
    // People's words are not lost to a writer that then failed.
    const { aiNarrative = null, aiSummary = null, aiTags = null } = narrative ?? {};
    await set({ aiNarrative, aiSummary, aiTags }).catch(() => {});
    throw error;
  }
}
