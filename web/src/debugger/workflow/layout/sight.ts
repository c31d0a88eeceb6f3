// Finds what lies in a rectangle, or under the pointer, without looking at everything.

import { at } from "./adjacency";

/** A part of the drawing. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const CELL = 512;
/** Things that lie in more cells are looked at every time. */
const CELLS_EACH = 64;

/** Things by the cells of a grid that they touch. */
export class Grid {
  readonly #cells = new Map<number, number[]>();
  readonly #wide: number[] = [];
  readonly #areas: Float32Array;
  readonly #seen: Uint32Array;
  readonly #all: readonly number[];
  readonly #bounds: Area;
  #search = 0;

  /** The areas of all things: left, top, right and bottom by turns. */
  constructor(areas: Float32Array) {
    this.#areas = areas;
    const count = areas.length / 4;
    this.#seen = new Uint32Array(count);
    this.#all = Array.from({ length: count }, (_, thing) => thing);
    this.#bounds = boundsOf(areas);
    for (let thing = 0; thing < count; thing++) {
      const i = 4 * thing;
      const area = {
        left: at(areas, i),
        top: at(areas, i + 1),
        right: at(areas, i + 2),
        bottom: at(areas, i + 3),
      };
      const keys = cellsOf(area, CELLS_EACH);
      if (keys === undefined) {
        this.#wide.push(thing);
      } else {
        for (const key of keys) {
          const cell = this.#cells.get(key);
          if (cell === undefined) {
            this.#cells.set(key, [thing]);
          } else {
            cell.push(thing);
          }
        }
      }
    }
  }

  /** What touches an area, in ascending order. */
  within(area: Area): readonly number[] {
    if (contains(area, this.#bounds)) {
      return this.#all;
    }
    const count = this.#seen.length;
    const keys = cellsOf(area, count);
    const found: number[] = [];
    if (keys === undefined) {
      for (let thing = 0; thing < count; thing++) {
        if (this.#touches(thing, area)) {
          found.push(thing);
        }
      }
      return found;
    }
    this.#search++;
    const look = (thing: number): void => {
      if (this.#seen[thing] !== this.#search && this.#touches(thing, area)) {
        this.#seen[thing] = this.#search;
        found.push(thing);
      }
    };
    this.#wide.forEach(look);
    for (const key of keys) {
      this.#cells.get(key)?.forEach(look);
    }
    return found.sort((a, b) => a - b);
  }

  /** The last thing at a point. */
  under(x: number, y: number): number | undefined {
    const found = this.within({ left: x, top: y, right: x, bottom: y });
    return found[found.length - 1];
  }

  #touches(thing: number, area: Area): boolean {
    const i = 4 * thing;
    return (
      at(this.#areas, i) <= area.right &&
      at(this.#areas, i + 1) <= area.bottom &&
      at(this.#areas, i + 2) >= area.left &&
      at(this.#areas, i + 3) >= area.top
    );
  }
}

function boundsOf(areas: Float32Array): Area {
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let i = 0; i < areas.length; i += 4) {
    bounds.left = Math.min(bounds.left, at(areas, i));
    bounds.top = Math.min(bounds.top, at(areas, i + 1));
    bounds.right = Math.max(bounds.right, at(areas, i + 2));
    bounds.bottom = Math.max(bounds.bottom, at(areas, i + 3));
  }
  return bounds;
}

function contains(area: Area, part: Area): boolean {
  return (
    area.left <= part.left &&
    area.top <= part.top &&
    area.right >= part.right &&
    area.bottom >= part.bottom
  );
}

/** The keys of the cells that an area touches; nothing where there are too many. */
function cellsOf(area: Area, most: number): number[] | undefined {
  const left = Math.floor(area.left / CELL);
  const right = Math.floor(area.right / CELL);
  const top = Math.floor(area.top / CELL);
  const bottom = Math.floor(area.bottom / CELL);
  if ((right - left + 1) * (bottom - top + 1) > most) {
    return undefined;
  }
  const keys: number[] = [];
  for (let column = left; column <= right; column++) {
    for (let row = top; row <= bottom; row++) {
      // Rows lie within ±2^20: cards of 100 pixels by the million.
      keys.push(column * 2 ** 21 + row);
    }
  }
  return keys;
}
