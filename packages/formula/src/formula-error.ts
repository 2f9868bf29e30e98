/** Characters of the text on either side of the fault that an excerpt keeps. */
const AROUND = 30;

/** A text that is no formula: its message is one line, and the place is given for an editor to mark. */
export class FormulaError extends SyntaxError {
  /** Where in the text, in UTF-16 units from 0, as `text.slice` and editors count; the message counts characters from 1. */
  readonly position: number;
  /** How many units from `position` on are meant; 0 at the end of the text. */
  readonly length: number;
  /** Two lines: the text around the place, and a caret under it. */
  readonly excerpt: string;

  constructor(text: string, position: number, length: number, problem: string) {
    super(`formula, character ${position + 1}: ${problem}`);
    this.name = 'FormulaError';
    this.position = position;
    this.length = length;
    const start = Math.max(0, position - AROUND);
    const before = `${start > 0 ? '…' : ''}${text.slice(start, position)}`.replaceAll(/\s/g, ' ');
    const after = text.slice(position, position + AROUND).replaceAll(/\s/g, ' ');
    const line = `${before}${after}${position + AROUND < text.length ? '…' : ''}`;
    const carets = '^'.repeat(Math.max(1, Math.min(length, after.length)));
    this.excerpt = `${line}\n${' '.repeat(before.length)}${carets}`;
  }
}

/** `'name'; did you mean 'near'?`, where one of `known` is at most two keystrokes away. */
export function suggestion(name: string, known: Iterable<string>): string {
  let best: string | undefined;
  let least = Math.min(2, Math.floor(name.length / 2)) + 1;
  for (const candidate of known) {
    const distance = keystrokes(name.toLowerCase(), candidate.toLowerCase(), least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best === undefined ? '' : `; did you mean ${best}?`;
}

/** Letters to insert, delete, replace or swap with their neighbour to turn `a` into `b` (Damerau 1964), if below `bound`. */
function keystrokes(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) >= bound) return bound;
  let previous: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(replaced, row[j]! + 1, next[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j]!, previous[j - 2]! + 1);
    }
    [previous, row] = [row, next];
  }
  return row[b.length]!;
}
