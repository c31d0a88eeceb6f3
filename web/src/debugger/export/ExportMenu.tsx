// The menu that exports a workflow: texts from the server, drawings from the graph's layout.
import { copyText } from "../ui/clipboard";
import { MenuButton, type MenuEntry } from "../ui/overlays/MenuButton";
import type { Scene } from "../workflow/model/scene";
import { download, fileName } from "./files";
import { attempt, type Source, textOf } from "./texts";

/** Which workflow, and how it is shown. */
export interface Exported extends Source {
  title: string;
  /** What a drawing says below the title. */
  facts: string;
  /** What a drawing shows, asked for when it is drawn. */
  scene: () => Scene;
}

const TEXTS = [
  {
    format: "MARKDOWN",
    label: "Markdown",
    hint: "the story",
    extension: "md",
    type: "text/markdown",
  },
  {
    format: "MERMAID",
    label: "Mermaid",
    hint: "a flowchart as text",
    extension: "mmd",
    type: "text/plain",
  },
  {
    format: "DOT",
    label: "DOT",
    hint: "for Graphviz",
    extension: "dot",
    type: "text/vnd.graphviz",
  },
  {
    format: "JSON",
    label: "JSON",
    hint: "for programs",
    extension: "json",
    type: "application/json",
  },
] as const;

/** The menu. */
export function ExportMenu(exported: Exported) {
  const items: MenuEntry[] = [
    { heading: "Download" },
    ...TEXTS.map(({ format, label, hint, extension, type }) => ({
      label,
      hint,
      onSelect: () =>
        attempt(async () => {
          const text = await textOf(exported, format);
          download(new Blob([text], { type }), fileName(exported.title, extension));
        }),
    })),
    {
      label: "SVG",
      hint: "the graph, whole",
      onSelect: () =>
        attempt(async () => {
          const { svgOf } = await import("./pictures");
          download(await svgOf(unplaced(exported)), fileName(exported.title, "svg"));
        }),
    },
    {
      label: "PNG",
      hint: "the graph, whole",
      onSelect: () =>
        attempt(async () => {
          const { pngOf } = await import("./pictures");
          download(await pngOf(unplaced(exported)), fileName(exported.title, "png"));
        }),
    },
    "separator",
    { heading: "Copy" },
    ...TEXTS.slice(0, 2).map(({ format, label }) => ({
      label: `Copy ${label}`,
      onSelect: () =>
        attempt(async () => copyText(await textOf(exported, format), `${label} copied`)),
    })),
  ];
  return (
    <MenuButton items={items} icon="export" label="Export">
      Export
    </MenuButton>
  );
}

const unplaced = ({ scene, title, facts }: Exported) => ({ scene: scene(), title, facts });
