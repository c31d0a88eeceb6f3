// A JSON value as a tree: `<JsonTree value={payload} name="payload" onFilter={…} />`. Keys and values are text,
// whatever they hold; large ones are drawn in parts.
import "./json.css";
import { useState } from "react";
import { IconButton } from "../ui/Button";
import { copyText } from "../ui/clipboard";
import { count } from "../ui/time";
import { isContainer, kindOf, longText, openAtFirst, pathText, shortText, sizeOf } from "./json";

type Path = readonly string[];

interface Shared {
  /** Filters the list by the value at this path; not offered where left out. */
  onFilter?: ((path: Path, value: unknown) => void) | undefined;
}

interface NodeProps extends Shared {
  /** Its key; empty for the whole value. */
  name: string;
  path: Path;
  value: unknown;
}

/** Of a long list so many items at once. */
const ITEMS = 100;

/** The tree. */
export function JsonTree({ value, onFilter }: { value: unknown } & Shared) {
  if (isContainer(value) && sizeOf(value) > 0) {
    return (
      <div className="json">
        <Items path={[]} value={value} onFilter={onFilter} />
      </div>
    );
  }
  return (
    <div className="json">
      <Leaf name="" path={[]} value={value} />
    </div>
  );
}

function Items({ path, value, onFilter }: Omit<NodeProps, "name">) {
  const [shown, setShown] = useState(ITEMS);
  const entries = Object.entries(value as object);
  return (
    <ul>
      {entries.slice(0, shown).map(([name, item]) => (
        <Node key={name} name={name} path={[...path, name]} value={item} onFilter={onFilter} />
      ))}
      {entries.length > shown && (
        <li>
          <button type="button" className="text-link" onClick={() => setShown(shown + ITEMS)}>
            {count(entries.length - shown)} more
          </button>
        </li>
      )}
    </ul>
  );
}

function Node(props: NodeProps) {
  const { name, path, value, onFilter } = props;
  const [isOpen, setOpen] = useState(() => openAtFirst(path, value));
  if (!isContainer(value) || sizeOf(value) === 0) {
    return (
      <li>
        <Leaf {...props} />
      </li>
    );
  }
  return (
    <li>
      <div className="json-row">
        <button
          type="button"
          className="json-toggle"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <span className="json-key">{name}</span>
          {!isOpen && <span className="json-size">{shortText(value)}</span>}
        </button>
        <Actions path={path} value={value} />
      </div>
      {isOpen && <Items path={path} value={value} onFilter={onFilter} />}
    </li>
  );
}

function Leaf({ name, path, value, onFilter }: NodeProps) {
  const [isWhole, setWhole] = useState(false);
  const text = longText(value);
  const shown = isWhole ? text : shortText(value);
  return (
    <div className="json-row">
      <span className="json-leaf">
        {name && <span className="json-key">{name}</span>}
        <span className={`json-value json-${kindOf(value)}`}>{shown}</span>
        {shown !== text && (
          <button type="button" className="text-link" onClick={() => setWhole(true)}>
            all {count(text.length)} characters
          </button>
        )}
      </span>
      <Actions path={path} value={value} onFilter={onFilter} />
    </div>
  );
}

function Actions({ path, value, onFilter }: Omit<NodeProps, "name">) {
  const at = path.length > 0 ? pathText(path) : "the whole";
  const mayFilter = onFilter && path.length > 0;
  return (
    <span className="json-actions">
      {mayFilter && (
        <IconButton
          icon="filter"
          label={`Filter by ${at}`}
          className="small"
          onClick={() => onFilter(path, value)}
        />
      )}
      {path.length > 0 && (
        <IconButton
          icon="route"
          label={`Copy the path ${at}`}
          className="small"
          onClick={() => copyText(at, "Path copied")}
        />
      )}
      <IconButton
        icon="copy"
        label={`Copy the value of ${at}`}
        className="small"
        onClick={() => {
          const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
          return copyText(text, "Value copied");
        }}
      />
    </span>
  );
}
