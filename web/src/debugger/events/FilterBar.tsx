// The conditions of the list as chips, what adds one, how much there is, and what pauses the list.

import { lazy } from "react";
import { COLUMNS, type Column, type EventsState } from "../address/events";
import type { AddressState } from "../address/hooks";
import type { Span } from "../address/span";
import { ago, type TimePoint } from "../address/time";
import type { ApiError } from "../api/errors";
import { isPaused } from "../shell/LiveStatus";
import { Button, IconButton } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { MenuButton, type MenuEntry } from "../ui/overlays/MenuButton";
import { PopoverButton } from "../ui/overlays/PopoverButton";
import { useStore } from "../ui/store";
import { dayAndClock } from "../ui/time";
import { ConditionForm } from "./ConditionForm";
import { type Chip, chipsOf } from "./chips";
import { errorFor } from "./inputErrors";
import type { Count } from "./useStats";
import { countWords } from "./ViewsPanel";

const ChipEditor = lazy(() => import("./ChipEditor"));

interface FilterBarProps {
  address: AddressState<EventsState>;
  now: number;
  counts: { current: Count | undefined; total: Count } | undefined;
  error: ApiError | undefined;
  onFacets: () => void;
}

/** The row of chips and buttons. */
export function FilterBar({ address, now, counts, error, onFacets }: FilterBarProps) {
  const { values, update } = address;
  const chips = chipsOf(values, now);
  return (
    <div className="filters">
      <div className="filter-chips">
        <IconButton
          className="only-folded"
          icon="filter"
          label="Views and facets"
          onClick={onFacets}
        />
        <SpanMenu state={values} update={update} />
        {chips.map((chip) => (
          <FilterChip
            key={chip.key}
            chip={chip}
            state={values}
            error={errorFor(error, chip.name)}
            update={update}
          />
        ))}
        <BrokenChips address={address} />
        <PopoverButton label="Add a filter" icon="plus" text="Filter">
          {(close) => <ConditionForm state={values} onChange={update} onDone={close} />}
        </PopoverButton>
      </div>
      <span className="filter-count" role="status">
        {counts?.current !== undefined &&
          `${counts.current ? countWords(counts.current) : "Too many to count"} of ${countWords(counts.total)} events`}
      </span>
      <PauseButton />
      <ColumnsMenu state={values} update={update} />
    </div>
  );
}

interface FilterChipProps {
  chip: Chip;
  state: EventsState;
  error: string | undefined;
  update: (changes: Partial<EventsState>) => void;
}

const FilterChip = ({ chip, state, error, update }: FilterChipProps) => (
  <span className={error === undefined ? "filter-chip" : "filter-chip refused"} title={error}>
    <PopoverButton
      className="chip-edit"
      label={`Change the filter ${chip.label}`}
      text={
        <>
          <span>{chip.label}</span> <b className="clip">{chip.text}</b>
        </>
      }
    >
      {(close) => (
        <ChipEditor chip={chip} state={state} error={error} onChange={update} onDone={close} />
      )}
    </PopoverButton>
    <button
      type="button"
      className="chip-remove"
      aria-label={`Remove the filter ${chip.label}: ${chip.text}`}
      onClick={() => update(chip.without)}
    >
      <Icon name="cross" />
    </button>
  </span>
);

function BrokenChips({ address: { broken, removeBroken } }: Pick<FilterBarProps, "address">) {
  return broken.map(([name, text]) => (
    <span key={`${name} ${text}`} className="filter-chip refused">
      <span>Makes no sense</span>
      <b className="clip">
        {name}={text}
      </b>
      <button
        type="button"
        className="chip-remove"
        aria-label={`Remove ${name} from the address`}
        onClick={() => removeBroken([name, text])}
      >
        <Icon name="cross" />
      </button>
    </span>
  ));
}

const last = (amount: number, unit: "m" | "h" | "d"): Span => ({
  kind: "last",
  start: ago(amount, unit) as TimePoint & { kind: "ago" },
});

const SPANS: readonly (readonly [string, Span])[] = [
  ["Last 15 minutes", last(15, "m")],
  ["Last hour", last(1, "h")],
  ["Last 24 hours", last(24, "h")],
  ["Last 7 days", last(7, "d")],
  ["Last 30 days", last(30, "d")],
  ["All time", { kind: "all" }],
];

/** The span's name. */
export function spanWords(span: Span, now: number): string {
  const known = SPANS.find(([, other]) => JSON.stringify(other) === JSON.stringify(span));
  if (known) {
    return known[0];
  }
  return span.kind === "between"
    ? `${dayAndClock(span.start, now)} – ${dayAndClock(span.end, now)}`
    : span.kind === "last"
      ? `Last ${span.start.amount} ${span.start.unit}`
      : "All time";
}

interface MenuProps {
  state: EventsState;
  update: (changes: Partial<EventsState>) => void;
}

function SpanMenu({ state, update }: MenuProps) {
  const shown = spanWords(state.span, Date.now());
  const items = SPANS.map(
    ([label, span]): MenuEntry => ({
      label,
      isChosen: label === shown,
      onSelect: () => update({ span, from: null, to: null }),
    }),
  );
  return (
    <MenuButton items={items} icon="clock" look="quiet" label="Time">
      {shown}
    </MenuButton>
  );
}

function PauseButton() {
  const paused = useStore(isPaused);
  return (
    <Button
      className="pause"
      icon={paused ? "play" : "pause"}
      aria-pressed={paused}
      onClick={() => isPaused.set(!paused)}
    >
      {paused ? "Go on" : "Pause"}
    </Button>
  );
}

const COLUMN_LABELS: Readonly<Record<Column, string>> = {
  time: "Time",
  why: "Why",
  outcome: "What came of it",
  links: "Links",
  category: "Category",
  expected: "Expected",
  user: "User",
};

function ColumnsMenu({ state, update }: MenuProps) {
  const columns = COLUMNS.map((column): MenuEntry => {
    const isChosen = state.cols.includes(column);
    const others = state.cols.filter((other) => other !== column);
    const cols = COLUMNS.filter((other) =>
      (isChosen ? others : [...others, column]).includes(other),
    );
    return { label: COLUMN_LABELS[column], isChosen, onSelect: () => update({ cols }) };
  });
  const orders = (["newest", "oldest", "best"] as const).map((order): MenuEntry => {
    const label = { newest: "Newest first", oldest: "Oldest first", best: "What fits best first" }[
      order
    ];
    const isDisabled = order === "best" && state.q.trim() === "";
    return {
      label,
      isDisabled,
      isChosen: state.order === order,
      onSelect: () => update({ order }),
    };
  });
  const isDense = state.rows === "dense";
  const items: MenuEntry[] = [
    { heading: "Columns" },
    ...columns,
    "separator",
    {
      label: "Dense rows",
      isChosen: isDense,
      onSelect: () => update({ rows: isDense ? "roomy" : "dense" }),
    },
    "separator",
    { heading: "Order" },
    ...orders,
  ];
  return <MenuButton items={items} icon="columns" look="quiet" label="Columns and order" />;
}
