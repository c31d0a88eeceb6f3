// What can be done with the story: copied, saved, edited, and written.
import { useMemo, useState } from "react";
import { download, fileName } from "../../export/files";
import { attempt, textOf } from "../../export/texts";
import { isSame } from "../../inspector/draft";
import { useNarrativeDraft } from "../../inspector/NarrativeForm";
import { isTold } from "../../inspector/narrative";
import { useWriter } from "../../inspector/useWriter";
import { useIsOnline } from "../../shell/Banners";
import { useKeys } from "../../shell/keys";
import { copyText } from "../../ui/clipboard";
import type { ViewProps } from "../screen";
import { DIRECTIONS } from "../useWorkflow";
import type { StoryAction } from "./Chapters";
import { narratedEvent, narrativeText, type Told, type ToldNarrative } from "./told";
import { isFolded } from "./useStory";

/** The event whose narrative it is about. */
type Subject = ToldNarrative["event"];

interface ActionsProps extends Pick<ViewProps, "id" | "state" | "data" | "update"> {
  told: Told;
  /** The narrative, where that is what is read. */
  shown: ToldNarrative | null;
}

/** The actions, and the states of editing and writing. */
export function useStoryActions({ id, state, data, update, told, shown }: ActionsProps) {
  const isOnline = useIsOnline();
  const { narrative } = told;
  const tenant = state.tenant || undefined;
  const showNarrative = () => update({ told: "narrative" });
  const writer = useWriter(showNarrative);
  const [edited, setEdited] = useState<Subject>();
  // Who asks for it anew means the narrative that is there, of whichever event it is: another event's beside it would
  // leave the first one stale, and hide it.
  const subject = useMemo<Subject | undefined>(
    () => told.narrative?.event ?? narratedEvent(told.events, id),
    [told, id],
  );
  const [draft, , begin] = useNarrativeDraft(subject ?? { id, tenantId: "" });
  const isUnsaved = draft !== undefined && !isSame(draft.fields, draft.base);

  const order = { eventRef: { id: subject?.id ?? id, tenant }, depth: state.depth, narrative };
  const write = () => writer.write(order);
  const edit = () => {
    begin(narrative);
    setEdited(subject);
    showNarrative();
  };
  const leave = () => setEdited(undefined);
  useKeys([{ keys: ["e"], label: "Edit the narrative", group: "Workflow", run: edit }]);

  const { depth, dir } = state;
  const source = { id, tenant, depth, direction: DIRECTIONS[dir], isFolded: isFolded(data) };
  const markdown = async (): Promise<string> =>
    shown ? narrativeText(shown) : textOf(source, "MARKDOWN");
  const isDisabled = writer.isWriting || !isOnline;
  const label = isTold(narrative) ? "Write anew" : "Write narrative";
  const writing: readonly StoryAction[] = [
    {
      label: isUnsaved ? "Go on editing" : "Edit",
      icon: "pencil",
      isDisabled: writer.isWriting,
      run: edit,
    },
    { label, icon: "refresh", isDisabled, run: write },
  ];
  const list: readonly StoryAction[] = [
    {
      label: "Copy Markdown",
      icon: "copy",
      run: () => void attempt(async () => copyText(await markdown(), "Markdown copied")),
    },
    {
      label: "Download",
      icon: "export",
      run: () =>
        void attempt(async () =>
          download(
            new Blob([await markdown()], { type: "text/markdown" }),
            fileName(told.title, "md"),
          ),
        ),
    },
    ...(edited ? [] : writing),
  ];
  return {
    list,
    writer,
    writeOver: () => writer.writeOver(order),
    /** For the box above the story, where it would make a difference. */
    write:
      !isTold(narrative) || narrative.stale || shown?.generatedBy
        ? { label, isDisabled, run: write }
        : undefined,
    /** For the editor, while there is one. */
    editor: edited && {
      event: edited,
      eventRef: { id: edited.id, tenant },
      onLeave: leave,
      onLetWrite: write,
    },
  };
}
