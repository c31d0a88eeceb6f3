// A piece of code of a narrative, edited.
import { IconButton } from "../ui/Button";
import type { Snippet } from "./narrative";

interface SnippetFieldsProps {
  snippet: Snippet;
  onChange: (changes: Partial<Snippet>) => void;
  onRemove: () => void;
}

/** Its code, what it shows, and in which language it is. */
export function SnippetFields({ snippet, onChange, onRemove }: SnippetFieldsProps) {
  return (
    <fieldset className="snippet">
      <legend className="hidden-text">A piece of code</legend>
      <div className="snippet-head">
        <input
          className="input"
          aria-label="What it shows"
          placeholder="What it shows"
          value={snippet.caption}
          onChange={({ target }) => onChange({ caption: target.value })}
        />
        <input
          className="input"
          aria-label="Language"
          placeholder="Language"
          value={snippet.language}
          onChange={({ target }) => onChange({ language: target.value })}
        />
        <IconButton icon="trash" label="Remove this piece of code" onClick={onRemove} />
      </div>
      <textarea
        className="input mono"
        aria-label="Code"
        rows={4}
        spellCheck={false}
        value={snippet.code}
        onChange={({ target }) => onChange({ code: target.value })}
      />
    </fieldset>
  );
}
