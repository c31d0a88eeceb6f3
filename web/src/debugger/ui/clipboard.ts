// `copyText(text, "Link copied")` copies and says so in a toast.
import { showToast } from "./toasts";

/** Copies the text, and tells whether that worked. */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast(done);
  } catch {
    // Pages that were loaded over plain http from another machine have no clipboard.
    const isCopied = copyBySelection(text);
    showToast(isCopied ? done : "The browser doesn't allow copying");
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "hidden-text";
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  return isCopied;
}
