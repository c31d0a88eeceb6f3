// The keys that act everywhere, and what they open: the command palette, and the list of keys.
import { lazy, Suspense } from "react";
import { useLocation } from "wouter";
import { lastWorkflow } from "../shell/Header";
import { useKeys } from "../shell/keys";
import { openedDialog } from "../shell/opened";
import { isDark, themeChoice } from "../shell/theme";
import { useStore } from "../ui/store";

const PaletteDialog = lazy(() => import("./PaletteDialog"));
const KeysDialog = lazy(() => import("./KeysDialog"));

const GROUP = "Everywhere";

/** Once a page. */
export function Commands() {
  const opened = useStore(openedDialog);
  const [, navigate] = useLocation();
  const workflow = useStore(lastWorkflow);
  const dark = useStore(isDark);
  const close = () => openedDialog.set(undefined);
  useKeys([
    {
      keys: ["mod+k"],
      label: "Command palette",
      group: GROUP,
      worksInFields: true,
      run: () => openedDialog.set(opened === "palette" ? undefined : "palette"),
    },
    { keys: ["?"], label: "Keys", group: GROUP, run: () => openedDialog.set("keys") },
    { keys: ["g e"], label: "Go to the events", group: GROUP, run: () => navigate("/") },
    {
      keys: ["g w"],
      label: "Go to the last workflow",
      group: GROUP,
      isHidden: workflow === undefined,
      run: () => workflow && navigate(workflow),
    },
    {
      keys: [],
      label: dark ? "Light theme" : "Dark theme",
      group: GROUP,
      run: () => themeChoice.set(dark ? "light" : "dark"),
    },
  ]);
  return (
    <Suspense>
      {opened === "palette" && <PaletteDialog onClose={close} />}
      {opened === "keys" && <KeysDialog onClose={close} />}
    </Suspense>
  );
}
