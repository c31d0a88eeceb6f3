// The event for programs and documents: its id, a link, and how to ask for it.
import { absolute, eventHref } from "../address/links";
import { GRAPHQL_URL } from "../api/base";
import { useViewer } from "../shell/useViewer";
import { Button } from "../ui/Button";
import { copyText } from "../ui/clipboard";
import { curlSnippet, graphqlSnippet, typescriptSnippet } from "./snippets";
import type { EventRef } from "./useEvent";

/** The tab. */
export function UseItTab({ eventRef }: { eventRef: EventRef }) {
  const known = useViewer();
  const asksWho = known !== undefined && known.viewer.role !== "ANONYMOUS";
  const context = { ...eventRef, endpoint: GRAPHQL_URL, asksWho };
  const texts = [
    ["Id", eventRef.id],
    ["Link", absolute(eventHref(eventRef.id, eventRef))],
    ["curl", curlSnippet(context)],
    ["GraphQL", graphqlSnippet(context)],
    ["TypeScript, to tell its outcome", typescriptSnippet(context)],
  ] as const;
  return texts.map(([title, text]) => (
    <section className="told" key={title}>
      <div className="section-head">
        <h3>{title}</h3>
        <Button
          look="quiet"
          className="small"
          icon="copy"
          aria-label={`Copy ${title}`}
          onClick={() => copyText(text, "Copied")}
        >
          Copy
        </Button>
      </div>
      <pre className="code">{text}</pre>
    </section>
  ));
}
