// What stands above the graph: find, direction, depth, and switches.
import type { RefObject } from "react";
import { Button, IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { DIRS } from "../address";
import type { ViewProps } from "../screen";
import { DocumentedToggle, WaitToggle } from "../toggles";
import type { Find } from "./useFind";

interface ToolsProps extends Pick<ViewProps, "state" | "update"> {
  find: Find;
  field: RefObject<HTMLInputElement | null>;
}

const DEEPEST = 50;

/** The tools. */
export function Tools({ state, update, find, field }: ToolsProps) {
  return (
    <div className="graph-tools">
      <FindBox find={find} field={field} />
      <div className="tool-box optional" role="group" aria-label="Which way links are followed">
        {DIRS.map((dir) => DIRECTIONS[dir](state.dir === dir, () => update({ dir })))}
      </div>
      <div className="tool-box optional" role="group" aria-label="How many links are followed">
        <span className="tool-label">Depth</span>
        <IconButton
          icon="minus"
          label="Less deep"
          disabled={state.depth <= 1}
          onClick={() => update({ depth: state.depth - 1 })}
        />
        <b>{state.depth}</b>
        <IconButton
          icon="plus"
          label="Deeper"
          disabled={state.depth >= DEEPEST}
          onClick={() => update({ depth: state.depth + 1 })}
        />
      </div>
      <div className="tool-box optional">
        <WaitToggle state={state} update={update} initial look="quiet" />
        <DocumentedToggle state={state} update={update} look="quiet" />
      </div>
    </div>
  );
}

const DIRECTIONS = {
  causes: (isChosen: boolean, choose: () => void) => (
    <Button key="causes" look="quiet" icon="arrow-left" aria-pressed={isChosen} onClick={choose}>
      Causes
    </Button>
  ),
  both: (isChosen: boolean, choose: () => void) => (
    <Button key="both" look="quiet" aria-pressed={isChosen} onClick={choose}>
      Both
    </Button>
  ),
  effects: (isChosen: boolean, choose: () => void) => (
    <Button
      key="effects"
      look="quiet"
      endIcon="arrow-right"
      aria-pressed={isChosen}
      onClick={choose}
    >
      Effects
    </Button>
  ),
};

function FindBox({ find, field }: Pick<ToolsProps, "find" | "field">) {
  return (
    <div className="tool-box find">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        aria-label="Find in this workflow"
        placeholder="Find in workflow"
        spellCheck={false}
        value={find.text}
        onChange={(event) => find.type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            find.next(event.shiftKey ? -1 : 1);
          } else if (event.key === "Escape") {
            event.preventDefault();
            find.type("");
            field.current?.blur();
          }
        }}
      />
      {find.text !== "" && (
        <span className="tool-label" role="status">
          {find.matches.length === 0
            ? "none"
            : `${Math.max(0, find.index) + 1} of ${find.matches.length}`}
        </span>
      )}
    </div>
  );
}
