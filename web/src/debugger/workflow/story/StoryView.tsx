// The workflow as a story: as the template tells it now, or as somebody wrote it, beside what was expected and what
// came of it. What events and people say is shown as text: nothing of it becomes markup.
import { useIsOnline } from "../../shell/Banners";
import { ErrorView } from "../../shell/ErrorView";
import type { ViewProps } from "../screen";
import { StoryPage } from "./StoryPage";
import { useStory } from "./useStory";
import "./story.css";

/** The story. */
export default function StoryView(props: ViewProps) {
  const { data, error, refetch, isPlaceholderData } = useStory(props);
  const isOnline = useIsOnline();
  if (data) {
    return (
      <div className={`story ${isPlaceholderData ? "is-stale" : ""}`}>
        <StoryPage {...props} told={data} />
      </div>
    );
  }
  if (error) {
    return <ErrorView error={error} onRetry={() => void refetch()} />;
  }
  return isOnline ? (
    <Skeleton />
  ) : (
    <section className="message-view">
      <h2>The story isn’t here yet</h2>
      <p>You are offline. The server tells it, as soon as there is a network.</p>
    </section>
  );
}

/** Shown only where the answer takes its time: the style sheet waits. */
const Skeleton = () => (
  <div className="story-skeleton" role="status" aria-label="Loading the story">
    <i className="bone" />
    <i className="bone" />
    <i className="bone" />
    <i className="bone" />
  </div>
);
