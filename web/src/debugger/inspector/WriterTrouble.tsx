// Why a narrative wasn't written. Where people wrote it, what would be lost, and the choice.
import { asApiError } from "../api/errors";
import type { NarrativePartsFragment as Narrative } from "../api/generated/graphql";
import { Button } from "../ui/Button";
import { isPeoples } from "./narrative";
import type { Writer } from "./useWriter";

interface WriterTroubleProps {
  writer: Writer;
  /** The narrative as it is now. */
  narrative: Narrative | null;
  onWriteOver: () => void;
}

/** Nothing, while all is well. */
export function WriterTrouble({ writer, narrative, onWriteOver }: WriterTroubleProps) {
  if (writer.error === null) {
    return null;
  }
  if (writer.isRefused && narrative !== null && isPeoples(narrative)) {
    return (
      <section className="overtaken" role="alert">
        <h3>People wrote this narrative</h3>
        <p>
          What people wrote is not written over. The template can tell it all the same: then this is
          gone, while the story, pictures and code that people added stay.
        </p>
        <blockquote>{peoplesWords(narrative)}</blockquote>
        <div className="form-actions">
          <Button disabled={writer.isWriting} onClick={onWriteOver}>
            Let the template write it
          </Button>
          <Button look="quiet" onClick={writer.forget}>
            Keep it as it is
          </Button>
        </div>
      </section>
    );
  }
  const error = asApiError(writer.error);
  return (
    <p className="field-error" role="alert">
      Nothing was written: {error.message} <span className="label">{error.code}</span>
    </p>
  );
}

function peoplesWords({ aiSummary, aiNarrative, aiTags }: Narrative): string {
  const tags = aiTags.length > 0 ? `Tags: ${aiTags.join(", ")}` : null;
  return [aiSummary, aiNarrative, tags].filter((text) => text !== null).join("\n\n");
}
