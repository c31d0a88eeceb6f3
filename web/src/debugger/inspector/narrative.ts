// A narrative as it is edited, and what of it is sent.
import type {
  CodeSnippetInput,
  NarrativeInput,
  NarrativePartsFragment,
} from "../api/generated/graphql";
import { type Draft, isSame } from "./draft";

/** What is edited of a narrative. Pictures have a line each, tags commas between them. */
export interface NarrativeFields {
  story: string;
  summary: string;
  narrative: string;
  tags: string;
  pictures: string;
  snippets: readonly Snippet[];
}

/** A piece of code. */
export interface Snippet {
  language: string;
  code: string;
  caption: string;
}

type Narrative = NarrativePartsFragment | null;

/** What a narrative holds of them; nothing where there is none. */
export const narrativeFields = (narrative: Narrative): NarrativeFields => ({
  story: narrative?.longDescription ?? "",
  summary: narrative?.aiSummary ?? "",
  narrative: narrative?.aiNarrative ?? "",
  tags: narrative?.aiTags.join(", ") ?? "",
  pictures: narrative?.screenshots.join("\n") ?? "",
  snippets: (narrative?.codeSnippets ?? []).map(({ language, code, caption }) => ({
    language: language ?? "",
    code,
    caption: caption ?? "",
  })),
});

/** The texts between the separators, without blanks around them. */
const parts = (text: string, separator: string): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");

const snippetInput = ({ language, code, caption }: Snippet): CodeSnippetInput => ({
  code,
  language: language.trim() || null,
  caption: caption.trim() || null,
});

/** The parts that the draft changes, for the revision that it was begun from. */
export function narrativeInput({ fields, base, revision }: Draft<NarrativeFields>): NarrativeInput {
  const input: NarrativeInput = { expectedRevision: revision };
  if (fields.story !== base.story) {
    input.longDescription = fields.story.trim() || null;
  }
  if (fields.summary !== base.summary) {
    input.aiSummary = fields.summary.trim() || null;
  }
  if (fields.narrative !== base.narrative) {
    input.aiNarrative = fields.narrative.trim() || null;
  }
  if (fields.tags !== base.tags) {
    input.aiTags = parts(fields.tags, ",");
  }
  if (fields.pictures !== base.pictures) {
    input.screenshots = parts(fields.pictures, "\n");
  }
  if (!isSame(fields.snippets, base.snippets)) {
    input.codeSnippets = fields.snippets.filter(({ code }) => code.trim()).map(snippetInput);
  }
  return input;
}

/** Whether it says anything. */
export const isTold = (narrative: Narrative): narrative is NarrativePartsFragment =>
  narrative !== null && !isSame(narrativeFields(narrative), narrativeFields(null));

/** What a writer writes. */
type Written = Pick<NarrativePartsFragment, "generatedBy" | "aiNarrative" | "aiSummary" | "aiTags">;

/** Whether people wrote what a writer would write: then none writes over it. */
export const isPeoples = ({ generatedBy, aiNarrative, aiSummary, aiTags }: Written): boolean =>
  generatedBy === null && (aiNarrative !== null || aiSummary !== null || aiTags.length > 0);

/** How the server calls the writer that needs no model. */
const TEMPLATE = "TEMPLATE";

/** Who wrote it: "the template", a model's name, or nobody but people. */
export const writerOf = ({ generatedBy }: Pick<Written, "generatedBy">): string | undefined =>
  generatedBy === TEMPLATE ? "the template" : (generatedBy ?? undefined);

const FIELD_WORDS = {
  story: "The story",
  summary: "In short",
  narrative: "The narrative",
  tags: "Tags",
  pictures: "Pictures",
} as const;

/** What somebody else changed since, part by part, to be shown beside what is being written. */
export function changedWords(base: NarrativeFields, now: NarrativeFields): string {
  const names = Object.keys(FIELD_WORDS) as (keyof typeof FIELD_WORDS)[];
  const texts = names
    .filter((name) => now[name] !== base[name])
    .map((name) => `${FIELD_WORDS[name]}: ${now[name] || "–"}`);
  const code = isSame(now.snippets, base.snippets)
    ? []
    : [`Code: ${now.snippets.map((snippet) => snippet.code).join("\n") || "–"}`];
  return [...texts, ...code].join("\n\n");
}

/** Whether this is an address that may be followed: of a page, and nothing that runs. */
export const isWebAddress = (text: string): boolean => /^https?:\/\//i.test(text);
