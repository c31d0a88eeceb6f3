// Leads to each chapter, and to what can be done with the story: a column on desks, a menu on phones.
import { Button } from "../../ui/Button";
import type { IconName } from "../../ui/Icon";
import { MenuButton, type MenuEntry } from "../../ui/overlays/MenuButton";

/** A chapter. */
export interface ChapterEntry {
  readonly id: string;
  readonly heading: string;
}

/** Something that can be done. */
export interface StoryAction {
  readonly label: string;
  readonly icon: IconName;
  readonly isDisabled?: boolean;
  readonly run: () => void;
}

interface ChaptersProps {
  chapters: readonly ChapterEntry[];
  current: string | undefined;
  onGo: (id: string) => void;
  actions: readonly StoryAction[];
}

/** The column. */
export function Chapters({ chapters, current, onGo, actions }: ChaptersProps) {
  return (
    <nav className="chapters" aria-label="Chapters">
      {chapters.length > 0 && (
        <>
          <span className="label">Chapters</span>
          <ol>
            {chapters.map(({ id, heading }) => (
              <li key={id}>
                <button
                  type="button"
                  aria-current={id === current ? "location" : undefined}
                  onClick={() => onGo(id)}
                >
                  {heading}
                </button>
              </li>
            ))}
          </ol>
          <hr />
        </>
      )}
      {actions.map(({ label, icon, isDisabled, run }) => (
        <Button key={label} look="quiet" icon={icon} disabled={isDisabled} onClick={run}>
          {label}
        </Button>
      ))}
    </nav>
  );
}

/** The menu. */
export function ChaptersMenu({ chapters, current, onGo, actions }: ChaptersProps) {
  const places = chapters.map(
    ({ id, heading }): MenuEntry => ({
      label: heading,
      isChosen: id === current,
      isLast: true,
      onSelect: () => onGo(id),
    }),
  );
  const rest = actions.map(
    ({ label, icon, isDisabled = false, run }): MenuEntry => ({
      label,
      icon,
      isDisabled,
      onSelect: run,
    }),
  );
  const items = [...places, ...(places.length > 0 ? ["separator" as const] : []), ...rest];
  return (
    <MenuButton items={items} icon="rows" label="Chapters" className="chapters-menu">
      Chapters
    </MenuButton>
  );
}
