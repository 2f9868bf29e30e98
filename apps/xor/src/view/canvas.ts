/** Dots of a braille character, by column and row: Unicode orders them 1-2-3-7 and 4-5-6-8. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** A drawing in braille: each character holds 2 × 4 dots. */
export class Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly #cells: Uint8Array;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#cells = new Uint8Array(columns * rows);
  }

  /** A dot, counted from the left and from the top; outside the drawing it is dropped. */
  dot(x: number, y: number): void {
    if (!(x >= 0 && x < this.columns * 2 && y >= 0 && y < this.rows * 4)) return;
    this.#cells[(y >> 2) * this.columns + (x >> 1)]! |= DOTS[x & 1]![y & 3]!;
  }

  lines(): string[] {
    return Array.from({ length: this.rows }, (_, row) =>
      Array.from(this.#cells.subarray(row * this.columns, (row + 1) * this.columns), (dots) =>
        dots === 0 ? ' ' : String.fromCharCode(0x2800 + dots),
      ).join(''),
    );
  }
}
