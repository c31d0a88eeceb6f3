// `showToast("Link copied")` from anywhere; `Toasts.tsx` draws them. `announce(text)` tells screen readers only.
import { createStore } from "./store";

/** A message at the page's foot. */
export interface Toast {
  id: number;
  text: string;
  /** What can be done about it. */
  action?: { label: string; run: () => void };
}

const SHOWN_FOR = 6_000;
const AT_MOST = 3;

let lastId = 0;

/** The toasts that are shown, oldest first. */
export const toasts = createStore<readonly Toast[]>([]);

/** What screen readers are told. */
export const announcement = createStore("");

/** Shows a message for some seconds. */
export function showToast(text: string, action?: Toast["action"]): void {
  lastId += 1;
  const id = lastId;
  toasts.set([...toasts.get(), action ? { id, text, action } : { id, text }].slice(-AT_MOST));
  setTimeout(() => hideToast(id), SHOWN_FOR);
}

/** Takes a message away. */
export function hideToast(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}

/** Says something to screen readers, once they have said what they are at. */
export function announce(text: string): void {
  announcement.set(text);
}
