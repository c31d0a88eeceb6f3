// Draws what `toasts.ts` holds. Once a page.
import { useStore } from "./store";
import { announcement, hideToast, toasts } from "./toasts";

/** The messages at the page's foot, and what screen readers are told. */
export function Toasts() {
  const shown = useStore(toasts);
  const told = useStore(announcement);
  return (
    <>
      <div className="toasts" role="status">
        {shown.map(({ id, text, action }) => (
          <div className="toast" key={id}>
            {text}
            {action && (
              <button
                type="button"
                onClick={() => {
                  action.run();
                  hideToast(id);
                }}
              >
                {action.label}
              </button>
            )}
          </div>
        ))}
      </div>
      <div className="hidden-text" aria-live="polite">
        {told}
      </div>
    </>
  );
}
