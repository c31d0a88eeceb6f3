// The page's icons: `<Icon name="link" />`. They are drawn on 16 × 16 and say nothing by themselves: what
// they stand for is in the text, or in the label of the control around them.

const circle = (cx: number, cy: number, r: number) =>
  `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

const PATHS = {
  search: `${circle(7, 7, 4.5)}M10.5 10.5L14 14`,
  user: `${circle(8, 5.5, 2.6)}M3 13.2c.8-2.6 2.7-3.8 5-3.8s4.2 1.2 5 3.8`,
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z",
  sun: `${circle(8, 8, 2.8)}M8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1`,
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  cross: "M4 4l8 8m0-8l-8 8",
  check: "M3.5 8.5l3 3 6-7",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M5 3.5v9l7-4.5z",
  link: "M6.5 9.5l3-3M7 4.5l1.2-1.2a3 3 0 0 1 4.3 4.3L11.3 8.8M9 11.5l-1.2 1.2a3 3 0 0 1-4.3-4.3l1.2-1.2",
  copy: "M7 5.5h5a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 12V7A1.5 1.5 0 0 1 7 5.5zM10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2",
  "arrow-left": "M12.5 8h-9M6.8 4.5L3.3 8l3.5 3.5",
  "arrow-right": "M3.5 8h9M9.2 4.5L12.7 8l-3.5 3.5",
  "arrow-up": "M8 12.5v-9M4.5 6.8L8 3.3l3.5 3.5",
  "chevron-left": "M10 3.5L5.5 8l4.5 4.5",
  "chevron-right": "M6 3.5L10.5 8L6 12.5",
  "chevron-down": "M3.5 6L8 10.5L12.5 6",
  export: "M8 10V2.5M5 5l3-3 3 3M3 9.5v3a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1v-3",
  pencil: "M3 13l.6-2.8L10.8 3a1.3 1.3 0 0 1 1.9 0l.3.3a1.3 1.3 0 0 1 0 1.9L5.8 12.4z",
  expand: "M9.5 2.5h4v4M13.5 2.5L9.5 6.5M6.5 13.5h-4v-4M2.5 13.5l4-4",
  fit: "M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3",
  document: "M4 2h5.5L12.5 5v9h-8.5zM6.5 8h4M6.5 11h4",
  route: `${circle(4, 12, 1.6)}${circle(12, 4, 1.6)}M5.6 12H8c2.4 0 .4-8 2.4-8`,
  columns: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
  rows: "M2.5 4h11M2.5 8h11M2.5 12h11",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  warning: "M8 2.5l6 10.5H2zM8 6.5v3M8 11.3v.01",
  info: `${circle(8, 8, 6)}M8 7.3v3.5M8 5.2v.01`,
  key: `${circle(5.5, 10.5, 2.8)}M7.6 8.4l5.4-5.4M10.8 5.2l1.8 1.8`,
  keyboard: "M2 4.5h12v7H2zM4.5 7h.01M7 7h.01M9.5 7h.01M11.8 7h.01M5.5 9.3h5",
  prompt: "M3 4.5L6.5 8L3 11.5M8.5 12H13",
  clock: `${circle(8, 8, 6)}M8 4.8V8l2 1.6`,
  star: "M8 2.3l1.7 3.6 3.9.5-2.9 2.7.8 3.9L8 11.1 4.5 13l.8-3.9L2.4 6.4l3.9-.5z",
  trash: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M6.8 7v4M9.2 7v4",
  refresh: "M13 8a5 5 0 1 1-1.5-3.6L13 5.8M13 2.5v3.3H9.7",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** An icon, hidden from screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
