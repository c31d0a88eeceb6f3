// The largest groups of names, sources, categories and outcomes: a click holds the list to one of them.
import type { TextCondition } from "../address/conditions";
import type { EventsState } from "../address/events";
import type { OutcomeState } from "../api/generated/graphql";
import { StateIcon } from "../ui/StateIcon";
import { STATES } from "../ui/state";
import { count } from "../ui/time";
import { isTerm, toggledTerms } from "./facetTerms";
import type { Facet, FacetLine } from "./useStats";

interface FacetsProps {
  facets: Readonly<Record<"name" | "source" | "category" | "state", Facet>> | undefined;
  state: EventsState;
  onChange: (changes: Partial<EventsState>) => void;
  /** Shows more groups of each facet; nothing where there are no more. */
  onMore?: (() => void) | undefined;
}

const TEXT_FACETS = [
  ["name", "Name"],
  ["source", "Source"],
  ["category", "Category"],
] as const;

/** What is chosen stays in sight, with however many events there are. */
function withChosen(lines: readonly FacetLine[], condition: TextCondition): readonly FacetLine[] {
  const missing = condition.isNot
    ? []
    : condition.terms.filter(
        ({ kind, value }) => kind === "is" && !lines.some((line) => line.value === value),
      );
  return [...lines, ...missing.map(({ value }) => ({ value, count: 0 }))];
}

/** All facets. */
export function Facets({ facets, state, onChange, onMore }: FacetsProps) {
  return (
    <>
      {TEXT_FACETS.map(([name, label]) => {
        const condition = state[name];
        const lines = withChosen(facets?.[name].lines ?? [], condition);
        return (
          <FacetGroup
            key={name}
            label={label}
            lines={lines}
            rest={facets?.[name].rest ?? 0}
            isChosen={(value) => !condition.isNot && condition.terms.some(isTerm(value))}
            onToggle={(value) => onChange({ [name]: toggledTerms(condition, value) })}
            onMore={onMore}
          />
        );
      })}
      <StateFacet lines={facets?.state.lines ?? []} state={state} onChange={onChange} />
    </>
  );
}

interface GroupProps {
  label: string;
  lines: readonly FacetLine[];
  rest?: number;
  isChosen: (value: string) => boolean;
  onToggle: (value: string) => void;
  onMore?: (() => void) | undefined;
}

function FacetGroup({ label, lines, rest = 0, isChosen, onToggle, onMore }: GroupProps) {
  const most = Math.max(1, ...lines.map((line) => line.count));
  if (lines.length === 0) {
    return null;
  }
  return (
    <section aria-label={label}>
      <div className="side-head">
        <h2>{label}</h2>
      </div>
      <ul>
        {lines.map((line) => (
          <li key={line.value}>
            <FacetButton
              line={line}
              share={line.count / most}
              isChosen={isChosen(line.value)}
              onToggle={onToggle}
            />
          </li>
        ))}
      </ul>
      {rest > 0 && onMore && (
        <button type="button" className="side-more" onClick={onMore}>
          More, with {count(rest)} events
        </button>
      )}
    </section>
  );
}

interface FacetButtonProps {
  line: FacetLine;
  /** Of the largest group. */
  share: number;
  isChosen: boolean;
  onToggle: (value: string) => void;
}

const FacetButton = ({ line, share, isChosen, onToggle }: FacetButtonProps) => (
  <button
    type="button"
    className="side-line facet-line"
    aria-pressed={isChosen}
    title={line.value}
    onClick={() => onToggle(line.value)}
  >
    <span className="box" />
    <span className="clip">{line.value}</span>
    <span className="facet-bar" style={{ width: `calc((100% - 38px) * ${share})` }} />
    <span className="side-count">{count(line.count)}</span>
  </button>
);

interface StateFacetProps {
  lines: readonly FacetLine[];
  state: EventsState;
  onChange: (changes: Partial<EventsState>) => void;
}

function StateFacet({ lines, state, onChange }: StateFacetProps) {
  if (lines.length === 0) {
    return null;
  }
  const toggle = (kind: EventsState["state"][number]) => {
    const others = state.state.filter((other) => other !== kind);
    onChange({ state: others.length < state.state.length ? others : [...others, kind] });
  };
  return (
    <section aria-label="Outcome">
      <div className="side-head">
        <h2>Outcome</h2>
      </div>
      <ul>
        {lines.map((line) => {
          const known = line.value as OutcomeState;
          const { kind, label } = STATES[known];
          return (
            <li key={line.value}>
              <button
                type="button"
                className="side-line"
                aria-pressed={state.state.includes(kind)}
                onClick={() => toggle(kind)}
              >
                <StateIcon state={known} decorative />
                <span className="clip">{label}</span>
                <span className="side-count">{count(line.count)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
