// The bar at the top of every screen. Its search box writes into the address of the Events screen, while one
// types where that is shown, and on Enter elsewhere.
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { eventsHref } from "../address/links";
import { GRAPHIQL_URL } from "../api/base";
import { signOut, token } from "../api/session";
import { IconButton } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import { MenuButton, type MenuEntry } from "../ui/overlays/MenuButton";
import { createStore, useStore } from "../ui/store";
import { keyLabel, useKeys } from "./keys";
import { LiveStatus } from "./LiveStatus";
import { Logo } from "./Logo";
import { openedDialog } from "./opened";
import { wantsToSignIn } from "./SignIn";
import { isDark, themeChoice } from "./theme";
import { useViewer, viewerWords } from "./useViewer";

/** What the search box holds, on the Events screen: its text, and what hears of typing. */
export interface SearchBox {
  text: string;
  onType: (text: string) => void;
  /** Goes to what was found. */
  onEnter: () => void;
  /** What is wrong with the text. */
  error?: string | undefined;
}

/** Set by the screen whose list the search box searches. */
export const searchBox = createStore<SearchBox | undefined>(undefined);

/** The workflow that was looked at last, for the link to it. */
export const lastWorkflow = createStore<string | undefined>(undefined);

/** The bar. */
export function Header() {
  const [path] = useLocation();
  const workflow = useStore(lastWorkflow);
  return (
    <header className="top">
      <Link className="brand" href="/">
        <Logo />
        Event Mesh
      </Link>
      <nav aria-label="Main">
        <NavLink href="/" isCurrent={path === "/"}>
          Events
        </NavLink>
        {workflow && (
          <NavLink href={workflow} isCurrent={path.startsWith("/w/")}>
            Workflow
          </NavLink>
        )}
        <a href={GRAPHIQL_URL}>GraphiQL</a>
      </nav>
      <Search />
      <LiveStatus />
      <ViewerMenu />
      <ThemeButton />
    </header>
  );
}

interface NavLinkProps {
  href: string;
  isCurrent: boolean;
  children: ReactNode;
}

const NavLink = ({ href, isCurrent, children }: NavLinkProps) => (
  <Link href={href} aria-current={isCurrent ? "page" : undefined}>
    {children}
  </Link>
);

function Search() {
  const box = useStore(searchBox);
  const [, navigate] = useLocation();
  const { typed, type } = useTyped(box);
  const field = useRef<HTMLInputElement>(null);
  const find = () => field.current?.select();
  useKeys([{ keys: ["/"], label: "Find events", group: "Everywhere", run: find }]);
  const onEnter = () => {
    if (box) {
      field.current?.blur();
      box.onEnter();
    } else {
      navigate(eventsHref({ q: typed }));
    }
  };
  return (
    <search className="omni">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        aria-label="Find events"
        aria-invalid={box?.error !== undefined}
        placeholder="Find events, ids, people’s words…"
        spellCheck={false}
        maxLength={256}
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.stopPropagation();
            onEnter();
          } else if (event.key === "Escape") {
            field.current?.blur();
          }
        }}
      />
      <Kbd>/</Kbd>
      <button
        type="button"
        className="palette-button"
        aria-label={`Command palette, ${keyLabel("mod+k")}`}
        title="Command palette"
        aria-haspopup="dialog"
        onClick={() => openedDialog.set("palette")}
      >
        <Kbd>{keyLabel("mod+k")}</Kbd>
        <Icon name="prompt" />
      </button>
    </search>
  );
}

/** What is typed: at once here, and from the address where that changes otherwise. */
function useTyped(box: SearchBox | undefined) {
  const [typed, setTyped] = useState(box?.text ?? "");
  const known = useRef(typed);
  const text = box?.text ?? "";
  useEffect(() => {
    if (text !== known.current) {
      known.current = text;
      setTyped(text);
    }
  }, [text]);
  const type = (value: string) => {
    known.current = box ? value : known.current;
    setTyped(value);
    box?.onType(value);
  };
  return { typed, type };
}

const THEMES = { system: "As the system", light: "Light", dark: "Dark" } as const;

function ViewerMenu() {
  const known = useViewer();
  const hasToken = useStore(token) !== null;
  const theme = useStore(themeChoice);
  const viewer = known?.viewer;
  const items: MenuEntry[] = [
    { heading: viewer?.id ?? (viewer?.role === "SERVICE" ? "A back end" : "Nobody in particular") },
    { label: "Sign in with a token…", icon: "key", onSelect: () => wantsToSignIn.set(true) },
    ...(hasToken ? [{ label: "Sign out", icon: "cross", onSelect: leave } as const] : []),
    "separator",
    { heading: "Theme" },
    ...(["system", "light", "dark"] as const).map((choice) => ({
      label: THEMES[choice],
      isChosen: theme === choice,
      onSelect: () => themeChoice.set(choice),
    })),
    "separator",
    { label: "GraphiQL", href: GRAPHIQL_URL },
  ];
  return (
    <MenuButton items={items} icon="user" look="quiet" className="who" label="Who you are">
      <span className="who-words">{viewerWords(viewer)}</span>
    </MenuButton>
  );
}

/** Forgets who asked, and all that they were told. */
function leave(): void {
  signOut();
  location.reload();
}

function ThemeButton() {
  const dark = useStore(isDark);
  return (
    <IconButton
      className="theme-button"
      icon={dark ? "sun" : "moon"}
      label={dark ? "Light theme" : "Dark theme"}
      onClick={() => themeChoice.set(dark ? "light" : "dark")}
    />
  );
}
