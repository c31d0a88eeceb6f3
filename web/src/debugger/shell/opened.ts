// What of the dialogs that every screen has is open: the command palette, or the list of keys.
import { createStore } from "../ui/store";

/** The dialog that is open. */
export const openedDialog = createStore<"palette" | "keys" | undefined>(undefined);
