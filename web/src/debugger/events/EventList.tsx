// The Events screen over a history that isn't empty.
import { useState } from "react";
import type { ApiError } from "../api/errors";
import { ErrorView, errorTitle } from "../shell/ErrorView";
import { Button } from "../ui/Button";
import { Kbd } from "../ui/Kbd";
import { Dialog } from "../ui/overlays/Dialog";
import { readStored, writeStored } from "../ui/storage";
import { useStore } from "../ui/store";
import { counted } from "../ui/time";
import { EventTable } from "./EventTable";
import { Facets } from "./Facets";
import { FilterBar } from "./FilterBar";
import { Histogram } from "./Histogram";
import { isAboutInput, wordsOf } from "./inputErrors";
import { JumpTo } from "./JumpTo";
import { NothingFound } from "./NothingFound";
import { Preview } from "./Preview";
import { type Extent, rangeOf } from "./range";
import { keyOf } from "./rows";
import { Skeleton } from "./Skeleton";
import { countedOf, Uncounted } from "./Uncounted";
import { useEventKeys } from "./useEventKeys";
import { type EventsScreenState, useEventsScreen } from "./useEventsScreen";
import { useCounts, useFacets, useHistogram } from "./useStats";
import { ViewsPanel } from "./ViewsPanel";
import { allViews, savedViews } from "./views";

const FACET_LINES = 6;
const MANY_FACET_LINES = 60;

const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";

/** The list with everything around it. */
export function EventList({ extent }: { extent: Extent | undefined }) {
  const screen = useEventsScreen(extent);
  const { address, counted: state } = screen;
  const [showsPreview, setShowsPreview] = useState(readStored("preview", isBoolean) ?? true);
  const [isSideOpen, setSideOpen] = useState(false);
  const views = allViews(useStore(savedViews));
  const counts = useCounts(state, views, extent, isAboutInput(screen.error));
  const histogram = useHistogram(state, extent);
  const togglePreview = () => {
    writeStored("preview", !showsPreview);
    setShowsPreview(!showsPreview);
  };
  useEventKeys(screen, togglePreview);
  const side = (
    <>
      <ViewsPanel views={views} counts={counts.data?.views} state={address.values} />
      <FacetsPanel screen={screen} extent={extent} />
    </>
  );
  const hasPreview = showsPreview && screen.selection !== undefined;
  return (
    <div className={hasPreview ? "events with-preview" : "events"}>
      <h1 className="hidden-text">Events</h1>
      <nav className="side" aria-label="Views and facets">
        {side}
      </nav>
      <main className="events-main">
        <FilterBar
          address={address}
          now={screen.now}
          counts={counts.data}
          error={screen.error}
          onFacets={() => setSideOpen(true)}
        />
        <Histogram
          {...countedOf(histogram, screen.error)}
          state={address.values}
          onChange={address.update}
        />
        <div className="list">
          <Notices screen={screen} extent={extent} />
          <Rows screen={screen} extent={extent} />
        </div>
      </main>
      {hasPreview && screen.selection && (
        <Preview named={screen.selection} onSelect={screen.select} onClose={screen.deselect} />
      )}
      <Dialog isOpen={isSideOpen} title="Views and facets" onClose={() => setSideOpen(false)}>
        <div className="side-dialog">{side}</div>
      </Dialog>
    </div>
  );
}

interface PartProps {
  screen: EventsScreenState;
  extent: Extent | undefined;
}

function FacetsPanel({ screen: { address, counted: state, error }, extent }: PartProps) {
  const [isLong, setLong] = useState(false);
  const facets = useFacets(state, extent, isLong ? MANY_FACET_LINES : FACET_LINES);
  const { data, trouble } = countedOf(facets, error);
  return (
    <>
      {trouble && <Uncounted {...trouble} />}
      <Facets
        facets={data}
        state={address.values}
        onChange={address.update}
        onMore={isLong ? undefined : () => setLong(true)}
      />
    </>
  );
}

/** What stands between histogram and table. */
function Notices({ screen, extent }: PartProps) {
  const { address, waiting, showWaiting, error, now, paused } = screen;
  const isMoved = rangeOf(address.values, now, extent).isMoved;
  return (
    <>
      {waiting.length > 0 && (
        <button type="button" className="new-events" onClick={showWaiting}>
          {counted(
            waiting.length,
            paused ? "event waits" : "new event",
            paused ? "events wait" : "new events",
          )}
          <Kbd>n</Kbd>
        </button>
      )}
      {isMoved && (
        <p className="notice">
          Nothing happened within this time: here is as much of it as there was before the newest
          event.
        </p>
      )}
      {error && <ErrorNotice error={error} screen={screen} />}
      <JumpTo text={screen.counted.q} seesAll={screen.seesAll} />
    </>
  );
}

/** What the server refused, or what failed while the rows from before are still there. */
function ErrorNotice({ error, screen }: { error: ApiError; screen: EventsScreenState }) {
  const isInput = isAboutInput(error);
  if (!isInput && screen.rows.length === 0) {
    return null;
  }
  return (
    <p className="notice refused" role="alert">
      {isInput ? wordsOf(error) : `${errorTitle(error)}. ${error.message}`}
      {error.isRetryable && (
        <Button className="small" onClick={() => screen.pages.refetch()}>
          Try again
        </Button>
      )}
    </p>
  );
}

function Rows({ screen, extent }: PartProps) {
  const { pages, error, rows, address } = screen;
  if (error && rows.length === 0 && !isAboutInput(error)) {
    return <ErrorView error={error} onRetry={pages.refetch} />;
  }
  if (pages.isPending) {
    return <Skeleton isDense={address.values.rows === "dense"} />;
  }
  if (rows.length === 0 && !pages.isPlaceholderData && !error) {
    return <NothingFound state={address.values} extent={extent} onChange={address.update} />;
  }
  return (
    <EventTable
      rows={rows}
      offset={pages.offset}
      hasMore={pages.hasNextPage}
      state={address.values}
      selected={screen.selectedRow && keyOf(screen.selectedRow)}
      fresh={screen.fresh}
      isDimmed={pages.isPlaceholderData}
      scroller={screen.scroller}
      inSight={screen.inSight}
      hrefOf={screen.hrefOf}
      onSelect={screen.selectRow}
      onOpen={screen.open}
      onNearEnd={() => pages.isFetching || pages.fetchNextPage()}
      onNearStart={() => pages.isFetching || pages.fetchPreviousPage()}
    />
  );
}
