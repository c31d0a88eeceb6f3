// What drawings are made of, and the two things that they are made on: text of SVG, and a canvas.

/** How a shape is drawn. */
export interface Look {
  fill?: string;
  stroke?: string;
  width?: number;
  dash?: string;
}

/** How a text is drawn. */
export interface Letters {
  size: number;
  weight: number;
  colour: string;
  /** Where x is; the left by default. */
  anchor?: "start" | "middle" | "end";
}

/** What a drawing is made on. */
export interface Surface {
  /** A path as SVG's `d` says it, moved by x and y. */
  path(d: string, look: Look, x?: number, y?: number): void;
  rectangle(x: number, y: number, width: number, height: number, radius: number, look: Look): void;
  text(x: number, y: number, text: string, letters: Letters): void;
  /** How wide a text is. */
  measure(text: string, letters: Letters): number;
}

const FAMILY = '"Inter Variable", Inter, system-ui, sans-serif';

/** The font as canvases name it. */
const fontOf = ({ size, weight }: Letters): string => `${weight} ${size}px ${FAMILY}`;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Whether XML can hold the character at all, escaped or not. */
const isXml = (code: number): boolean =>
  code === 0x9 ||
  code === 0xa ||
  code === 0xd ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  code >= 0x10000;

/** The text as it stands in SVG. */
export const escapeXml = (text: string): string =>
  [...text]
    .map((one) => (isXml(one.codePointAt(0) ?? 0) ? (ESCAPES[one] ?? one) : "\ufffd"))
    .join("");

const rounded = (number: number): number => Math.round(number * 100) / 100;

/** Collects SVG. */
export class SvgSurface implements Surface {
  #parts: string[] = [];
  #measure: Surface["measure"];

  constructor(measure: Surface["measure"]) {
    this.#measure = measure;
  }

  path(d: string, look: Look, x = 0, y = 0): void {
    const move = x === 0 && y === 0 ? "" : ` transform="translate(${rounded(x)} ${rounded(y)})"`;
    this.#parts.push(`<path d="${d}"${attributes(look)}${move}/>`);
  }

  rectangle(x: number, y: number, width: number, height: number, radius: number, look: Look): void {
    const place = `x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}"`;
    this.#parts.push(`<rect ${place} rx="${radius}"${attributes(look)}/>`);
  }

  text(x: number, y: number, text: string, letters: Letters): void {
    const { size, weight, colour, anchor = "start" } = letters;
    const font = `font-size="${size}" font-weight="${weight}" fill="${colour}"`;
    const end = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
    this.#parts.push(
      `<text x="${rounded(x)}" y="${rounded(y)}" ${font}${end}>${escapeXml(text)}</text>`,
    );
  }

  measure(text: string, letters: Letters): number {
    return this.#measure(text, letters);
  }

  /** The whole drawing. */
  finish(width: number, height: number, title: string): string {
    const size = `width="${rounded(width)}" height="${rounded(height)}" viewBox="0 0 ${rounded(width)} ${rounded(height)}"`;
    const family = escapeXml(FAMILY);
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${family}" role="img">
<title>${escapeXml(title)}</title>
${this.#parts.join("\n")}
</svg>
`;
  }
}

function attributes({ fill = "none", stroke, width = 1, dash }: Look): string {
  const line = stroke
    ? ` stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"`
    : "";
  return ` fill="${fill}"${line}${dash ? ` stroke-dasharray="${dash}"` : ""}`;
}

/** Draws on a canvas. */
export class CanvasSurface implements Surface {
  #context: CanvasRenderingContext2D;

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
  }

  path(d: string, look: Look, x = 0, y = 0): void {
    this.#context.save();
    this.#context.translate(x, y);
    this.#draw(new Path2D(d), look);
    this.#context.restore();
  }

  rectangle(x: number, y: number, width: number, height: number, radius: number, look: Look): void {
    const path = new Path2D();
    path.roundRect(x, y, width, height, radius);
    this.#draw(path, look);
  }

  #draw(path: Path2D, { fill, stroke, width = 1, dash }: Look): void {
    const context = this.#context;
    if (fill) {
      context.fillStyle = fill;
      context.fill(path);
    }
    if (stroke) {
      context.strokeStyle = stroke;
      context.lineWidth = width;
      context.lineCap = "round";
      context.lineJoin = "round";
      context.setLineDash(dash?.split(" ").map(Number) ?? []);
      context.stroke(path);
    }
  }

  text(x: number, y: number, text: string, letters: Letters): void {
    this.#context.font = fontOf(letters);
    this.#context.fillStyle = letters.colour;
    this.#context.textAlign = letters.anchor === "middle" ? "center" : (letters.anchor ?? "start");
    this.#context.fillText(text, x, y);
  }

  measure(text: string, letters: Letters): number {
    this.#context.font = fontOf(letters);
    return this.#context.measureText(text).width;
  }
}
