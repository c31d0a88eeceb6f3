// Reads the story of a workflow as the server writes it in Markdown. The page shows its texts as texts:
// nothing that an event says becomes markup.

/** A fact of a step, as "Goal: see failed payments". */
export interface Fact {
  readonly what: string;
  readonly said: string;
}

/** What the story tells of one event. */
export interface Step {
  readonly number: number;
  readonly name: string;
  /** When it happened and who published it. */
  readonly line: string;
  readonly facts: readonly Fact[];
  /** The numbers of the steps that led to it. */
  readonly causes: readonly number[];
}

/** A story. */
export interface Story {
  readonly title: string;
  readonly steps: readonly Step[];
  /** What it says at its end. */
  readonly remarks: readonly string[];
}

const FOLLOWS = "Follows from";

/** Reads a story; what isn't written as the server writes it is kept as a remark. */
export function readStory(markdown: string): Story {
  let title = "";
  const steps: { -readonly [Key in keyof Step]: Step[Key] }[] = [];
  const remarks: string[] = [];
  for (const line of markdown.split("\n")) {
    const step = steps[steps.length - 1];
    const heading = /^## (\d+)\. (.*)$/.exec(line);
    const fact = /^- ([^:]+): (.*)$/.exec(line);
    if (line.startsWith("# ")) {
      title = readText(line.slice(2));
    } else if (heading !== null) {
      const number = Number(heading[1]);
      steps.push({ number, name: readText(heading[2] ?? ""), line: "", facts: [], causes: [] });
    } else if (step !== undefined && fact !== null) {
      const what = fact[1] ?? "";
      const said = fact[2] ?? "";
      if (what === FOLLOWS) {
        step.causes = [...said.matchAll(/step (\d+)/g)].map((match) => Number(match[1]));
      } else {
        step.facts = [...step.facts, { what, said: readText(said) }];
      }
    } else if (step !== undefined && step.line === "" && line !== "") {
      step.line = readText(line);
    } else if (line.trim() !== "") {
      remarks.push(readText(line));
    }
  }
  return { title, steps, remarks };
}

/** Resolves the numeric references, of which the server makes all that could be markup. */
function readText(text: string): string {
  return text
    .replace(/&#(\d+);/g, (reference, code: string) => character(Number(code)) ?? reference)
    .replaceAll("\u2060", "");
}

function character(code: number): string | undefined {
  return code <= 0x10_ffff ? String.fromCodePoint(code) : undefined;
}
