// The colours of exported drawings: those of the light theme in `styles/tokens.css`, wherever they end up.
import type { OutcomeState } from "../api/generated/graphql";

/** The ground, lines and texts. */
export const COLOURS = {
  ground: "#f5f6f9",
  surface: "#fff",
  line: "#e1e5ec",
  frame: "#c6ccd8",
  text: "#161a22",
  text2: "#474f5e",
  text3: "#636b7a",
} as const;

/** The colour of each state. */
export const STATE_COLOURS: Readonly<Record<OutcomeState, string>> = {
  MET: "#14724a",
  NOT_MET: "#bd3125",
  PARTLY: "#8a5a00",
  PENDING: "#8a5a00",
  TOLD: "#0b6675",
  NONE: "#636b7a",
};
