// The chapters of a story, in their order: of the template's, and of a narrative.
import type { ReactNode } from "react";
import { Pictures, Snippets, Tags } from "../../inspector/NarrativeText";
import { timeRange } from "../../ui/time";
import { type Cast, Sentences } from "./Sections";
import { eventsOf, type Section, type Told, type ToldNarrative } from "./told";

/** A chapter. */
export interface StoryChapter {
  readonly id: string;
  readonly heading: string;
  /** When what it tells happened. */
  readonly when?: string | undefined;
  readonly content: ReactNode;
}

/** What the template tells. */
export function templateChapters({ story }: Told, cast: Cast): readonly StoryChapter[] {
  return numbered([
    story && chapter("In short", <p className="story-lead">{story.summary}</p>),
    ...(story?.sections ?? []).map((section) => sectionChapter(section, cast)),
  ]);
}

/** What a narrative tells: by its writer sentence by sentence, by people as they wrote it. */
export function narrativeChapters(narrative: ToldNarrative, cast: Cast): readonly StoryChapter[] {
  const { aiSummary, longDescription, aiNarrative, sections } = narrative;
  const { codeSnippets, screenshots, aiTags } = narrative;
  return numbered([
    aiSummary !== null && chapter("In short", <p className="story-lead">{aiSummary}</p>),
    longDescription !== null && chapter("In people’s words", asText(longDescription)),
    sections.length === 0 && aiNarrative !== null && chapter("Narrative", asText(aiNarrative)),
    ...sections.map((section) => sectionChapter(section, cast)),
    codeSnippets.length > 0 && chapter("Code", <Snippets snippets={codeSnippets} />),
    screenshots.length > 0 && chapter("Pictures", <Pictures addresses={screenshots} />),
    aiTags.length > 0 && chapter("Tags", <Tags tags={aiTags} />),
  ]);
}

type Unnumbered = Omit<StoryChapter, "id">;

const chapter = (heading: string, content: ReactNode): Unnumbered => ({ heading, content });

const numbered = (chapters: readonly (Unnumbered | false | null)[]): readonly StoryChapter[] =>
  chapters
    .filter((one) => one !== false && one !== null)
    .map((one, index) => ({ ...one, id: `story-chapter-${index}` }));

const asText = (text: string): ReactNode => <p className="long-text">{text}</p>;

function sectionChapter(section: Section, cast: Cast): Unnumbered {
  const times = eventsOf([section]).flatMap((id) => cast.find(id)?.timestamp ?? []);
  return {
    heading: section.heading,
    when: times.length > 0 ? timeRange(Math.min(...times), Math.max(...times)) : undefined,
    content: <Sentences section={section} cast={cast} />,
  };
}
