// What a narrative says, but for who wrote it. Addresses of pictures are links: nothing is loaded from elsewhere.
import type { ReactNode } from "react";
import type { NarrativePartsFragment as Narrative } from "../api/generated/graphql";
import { Icon } from "../ui/Icon";
import { fullTime } from "../ui/time";
import { isWebAddress, writerOf } from "./narrative";

/** "Told by the template, Tue 24 Nov, 09:00:05 · revision 2" */
export function writtenWords(narrative: Narrative): string {
  const { generatedAt, updatedAt, revision } = narrative;
  const writer = writerOf(narrative);
  const by = writer === undefined ? "Written by people" : `Told by ${writer}`;
  const at = (writer === undefined ? null : generatedAt) ?? updatedAt;
  return `${by}, ${fullTime(Date.parse(at))} · revision ${revision}`;
}

/** Pieces of code, each with what it shows. */
export const Snippets = ({ snippets }: { snippets: Narrative["codeSnippets"] }) =>
  snippets.map(({ language, code, caption }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: snippets have no other identity
    <figure key={index} className="code-figure">
      <pre className="code">{code}</pre>
      {(caption ?? language) && <figcaption className="label">{caption ?? language}</figcaption>}
    </figure>
  ));

/** Addresses of pictures. */
export const Pictures = ({ addresses }: { addresses: readonly string[] }) => (
  <ul className="pictures" aria-label="Pictures">
    {addresses.map((address) => (
      <li key={address}>
        <Picture address={address} />
      </li>
    ))}
  </ul>
);

const Picture = ({ address }: { address: string }) =>
  isWebAddress(address) ? (
    <a className="text-link" href={address} target="_blank" rel="noreferrer">
      <Icon name="document" />
      {address}
    </a>
  ) : (
    <span>{address}</span>
  );

/** Words to find it by. */
export const Tags = ({ tags }: { tags: readonly string[] }) => (
  <ul className="tags" aria-label="Tags">
    {tags.map((tag) => (
      <li key={tag}>{tag}</li>
    ))}
  </ul>
);

/** All of it, in a narrow place: without the events that sentences rest on. */
export function NarrativeText({ narrative }: { narrative: Narrative }) {
  const { aiSummary, longDescription, aiNarrative, aiTags, screenshots, sections } = narrative;
  const asText = (text: string): ReactNode => <p className="long-text">{text}</p>;
  return (
    <>
      {aiSummary && <p className="summary">{aiSummary}</p>}
      {longDescription && asText(longDescription)}
      {sections.length === 0 && aiNarrative && asText(aiNarrative)}
      {sections.map(({ heading, sentences }) => (
        <section key={heading} className="told">
          <h3>{heading}</h3>
          {sentences.map(({ text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two sentences may say the same
            <p key={index}>{text}</p>
          ))}
        </section>
      ))}
      <Snippets snippets={narrative.codeSnippets} />
      {screenshots.length > 0 && <Pictures addresses={screenshots} />}
      {aiTags.length > 0 && <Tags tags={aiTags} />}
    </>
  );
}
