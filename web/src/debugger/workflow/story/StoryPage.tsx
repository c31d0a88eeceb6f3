// The story, between its chapters and what was expected.
import { useEffect, useMemo, useRef } from "react";
import { isTold } from "../../inspector/narrative";
import { WriterTrouble } from "../../inspector/WriterTrouble";
import { Tabs } from "../../ui/Tabs";
import { missingParts } from "../partial";
import type { ViewProps } from "../screen";
import { useRowKeys } from "../useRowKeys";
import { Chapters, ChaptersMenu } from "./Chapters";
import { narrativeChapters, type StoryChapter, templateChapters } from "./content";
import { Expectations } from "./Expectations";
import type { Cast } from "./Sections";
import { StoryEditor } from "./StoryEditor";
import { ToldByTemplate, ToldByWriter } from "./ToldBy";
import { eventsOf, type Section, stepNumbers, type Told, type ToldNarrative } from "./told";
import { useSpy } from "./useSpy";
import { useStoryActions } from "./useStoryActions";

const PANEL = "story-panel";
const TABS = [
  { name: "template", label: "Template’s story" },
  { name: "narrative", label: "Narrative" },
] as const;

const NONE: readonly Section[] = [];

type PageProps = ViewProps & { told: Told };

/** The page. */
export function StoryPage(props: PageProps) {
  const { told, state, update } = props;
  const page = useRef<HTMLDivElement>(null);
  const narrative = isTold(told.narrative) ? told.narrative : null;
  const shown = state.told === "narrative" ? narrative : null;
  const cast = useCast(props);
  const actions = useStoryActions({ ...props, shown });
  const { editor } = actions;
  const chapters = shown ? narrativeChapters(shown, cast) : templateChapters(told, cast);
  const listed = editor ? [] : chapters;
  const [current, go] = useSpy(
    page,
    listed.map(({ id }) => id),
  );
  const sections = told.story?.sections ?? NONE;
  const numbers = useMemo(() => stepNumbers(sections), [sections]);
  useEventKeys(shown?.sections ?? sections, cast);
  const list = { chapters: listed, current, onGo: go, actions: actions.list };
  return (
    <div className="story-page" ref={page}>
      <Chapters {...list} />
      <article className="story-prose" aria-label="Story">
        {!editor && (
          <div className="story-bar">
            {narrative && (
              <Tabs
                className="segments"
                label="Who tells it"
                tabs={TABS}
                chosen={state.told}
                onChoose={(next) => update({ told: next })}
                panelId={PANEL}
              />
            )}
            <ChaptersMenu {...list} />
          </div>
        )}
        {editor ? (
          <StoryEditor {...editor} />
        ) : (
          <div id={PANEL} role={narrative ? "tabpanel" : undefined}>
            <Head {...props} shown={shown} cast={cast} actions={actions} />
            {chapters.map((chapter) => (
              <Chapter key={chapter.id} {...chapter} />
            ))}
          </div>
        )}
      </article>
      <Expectations expectations={told.story?.expectations ?? []} numbers={numbers} cast={cast} />
    </div>
  );
}

/** The events by their ids, as they are now: what is told live is newer than the story. */
function useCast({ told, data: { known }, state, selected, select }: PageProps): Cast {
  // Nothing is pressed before the reader selects something.
  const chosen = state.sel === "" ? undefined : selected;
  return useMemo(() => {
    const events = new Map(told.events.map((event) => [event.id, event]));
    const about = told.narrative?.event;
    return {
      find: (id) => known.get(id) ?? events.get(id) ?? (about?.id === id ? about : undefined),
      selected: chosen,
      select,
    };
  }, [told, known, chosen, select]);
}

/** Keys go through the events in the order in which they are told, and keep them in sight. */
function useEventKeys(sections: readonly Section[], { selected, select }: Cast): void {
  const events = useMemo(() => eventsOf(sections).map((id) => ({ id })), [sections]);
  useRowKeys({ events, selected, select });
  useEffect(() => {
    if (selected !== undefined) {
      const chip = document.querySelector('.sentences .event-chip[aria-pressed="true"]');
      chip?.scrollIntoView({ block: "nearest" });
    }
  }, [selected]);
}

interface HeadProps extends PageProps {
  shown: ToldNarrative | null;
  cast: Cast;
  actions: ReturnType<typeof useStoryActions>;
}

/** Who tells it, and why it isn't written. */
function Head({ told, data, state, update, shown, cast, actions }: HeadProps) {
  const { truncatedBy, narrative } = told;
  return (
    <>
      {shown ? (
        <ToldByWriter narrative={shown} cast={cast} action={actions.write} />
      ) : (
        <ToldByTemplate
          told={told}
          missing={missingParts({ ...data, truncatedBy }, state)}
          update={update}
          action={actions.write}
        />
      )}
      <WriterTrouble
        writer={actions.writer}
        narrative={narrative}
        onWriteOver={actions.writeOver}
      />
    </>
  );
}

function Chapter({ id, heading, when, content }: StoryChapter) {
  return (
    <section id={id} className="chapter narrative" tabIndex={-1} aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>
        {heading}
        {when && <small>{when}</small>}
      </h2>
      {content}
    </section>
  );
}
