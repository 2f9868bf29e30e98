import { operandsOf } from '../record/expression.ts';
import type { Expression } from '../record/expression.ts';

/** The values that the parts of a formula have at x. */
export type Trace = (x: number) => (part: Expression) => number;

/** What a part is between two breakpoints: a number, a straight line in x, or curved. */
type Piece = 'number' | 'line' | 'curve';

/**
 * Where a formula of x may bend or jump, as points to look at: each breakpoint, those close to it on both sides, one between any
 * two neighbours; and where a straight line goes into a curve, where it is 0, ± 1/2, ± 1, ± 2. `inner`: the formula's parts,
 * operands first; `points`: where curves are looked at, ascending. Undefined where the question is asked of a curve that both rises
 * and falls: it may be 0 unseen.
 */
export function breakpointsOf(
  inner: readonly Expression[],
  x: Expression,
  trace: Trace,
  points: readonly number[],
): readonly number[] | undefined {
  const pieces = new Map<Expression, Piece>([[x, 'line']]);
  const pieceOf = (part: Expression): Piece => pieces.get(part) ?? 'curve';
  let breaks: readonly number[] = [];
  const levels: number[] = [];

  const add = (roots: readonly number[]): void => {
    const sorted = [...breaks, ...roots].toSorted((a, b) => a - b);
    breaks = sorted.filter((root, i) => i === 0 || root - sorted[i - 1]! > 1e-14 * Math.abs(root));
  };
  /** Where the straight pieces of `value` are 0. */
  const straight = (value: (x: number) => number): readonly number[] =>
    stretchesOf(breaks).flatMap(({ left, right, inside }) =>
      inside.flatMap(([from, to]) => rootOf(from, value(from), to, value(to), 0)).filter((root) => root >= left && root <= right),
    );

  for (const part of inner) {
    const operands = operandsOf(part);
    const [a, b] = operands as [Expression, Expression];
    const asked = questionOf(part);
    if (asked !== undefined) {
      const [first, second] = asked;
      const both = [first, ...(second === undefined ? [] : [second])].map(pieceOf);
      const value = (x: number): number => {
        const at = trace(x);
        return at(first) - (second === undefined ? 0 : at(second));
      };
      const roots = both.includes('curve') ? crossing(value, points) : both.includes('line') ? straight(value) : [];
      if (roots === undefined) return undefined;
      add(roots);
      if (breaks.length > MOST) return undefined;
    }
    const piece = pieceFrom(part, operands.map(pieceOf));
    pieces.set(part, piece);
    if (piece === 'curve')
      for (const line of [a, b].filter((operand) => operand !== undefined && pieceOf(operand) === 'line'))
        for (const [from, to] of stretchesOf(breaks).flatMap(({ inside }) => inside)) {
          const [low, high] = [trace(from)(line), trace(to)(line)];
          levels.push(...LEVELS.flatMap((level) => rootOf(from, low, to, high, level)));
        }
  }
  const between = breaks.slice(1).map((right, i) => (breaks[i]! + right) / 2);
  return [...breaks.flatMap((at) => [at, ...NEAR.flatMap((by) => [at * (1 + by), at * (1 - by)])]), ...between, ...levels].filter(
    (at) => Math.abs(at) < 1e38,
  );
}

/** Where a curve that only rises or only falls is 0, by halving; undefined for others. */
function crossing(value: (x: number) => number, points: readonly number[]): readonly number[] | undefined {
  const values = points.map(value);
  const steps = values.slice(1).map((next, i) => next - values[i]!);
  if (steps.some((step) => step < 0) && steps.some((step) => step > 0)) return undefined;
  const place = values.findIndex((next, i) => i > 0 && next !== 0 && Math.sign(next) !== Math.sign(values[i - 1]!));
  if (place === -1) return [];
  let [low, high] = [points[place - 1]!, points[place]!];
  const before = Math.sign(values[place - 1]!);
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (Math.sign(value(middle)) === before) low = middle;
    else high = middle;
  }
  return [low, high];
}

const LEVELS = [0, 0.5, -0.5, 1, -1, 2, -2];
const NEAR = [1e-15, 1e-9, 1e-3];

/** What decides between the pieces of `part`: where this is 0, or the two are equal. */
function questionOf(part: Expression): readonly [Expression, Expression?] | undefined {
  const [a, b] = operandsOf(part) as [Expression, Expression];
  switch (part.kind) {
    case 'abs':
    case 'where':
      return [a];
    case 'max':
    case 'greater':
    case 'greaterOrEqual':
    case 'less':
    case 'lessOrEqual':
    case 'equal':
      return [a, b];
    default:
      return undefined;
  }
}

function pieceFrom(part: Expression, operands: readonly Piece[]): Piece {
  const [a, b, c] = operands;
  const worse = (one: Piece, other: Piece): Piece => (one === 'number' ? other : other === 'number' || one === other ? one : 'curve');
  switch (part.kind) {
    case 'constant':
    case 'greater':
    case 'greaterOrEqual':
    case 'less':
    case 'lessOrEqual':
    case 'equal':
      return 'number';
    case 'read':
      return 'curve';
    case 'neg':
    case 'abs':
      return a!;
    case 'add':
    case 'sub':
    case 'max':
      return worse(a!, b!);
    case 'where':
      return worse(b!, c!);
    case 'mul':
      return a === 'number' || b === 'number' ? worse(a!, b!) : 'curve';
    case 'div':
      return b === 'number' ? a! : 'curve';
    default:
      return operands.every((operand) => operand === 'number') ? 'number' : 'curve';
  }
}

/** What lies between two breakpoints, and pairs of points in it: several of different size where it has no end. */
interface Stretch {
  readonly left: number;
  readonly right: number;
  readonly inside: readonly (readonly [from: number, to: number])[];
}

function stretchesOf(breaks: readonly number[]): readonly Stretch[] {
  if (breaks.length === 0)
    return [{ left: -Infinity, right: Infinity, inside: [...SIZES.map((size) => 1 / size), ...SIZES].map((size) => [-size, size]) }];
  const [first, last] = [breaks[0]!, breaks.at(-1)!];
  const before = SIZES.map((size) => size * (1 + Math.abs(first)));
  const after = SIZES.map((size) => size * (1 + Math.abs(last)));
  return [
    { left: -Infinity, right: first, inside: before.map((size) => [first - 2 * size, first - size]) },
    ...breaks.slice(1).map((right, i): Stretch => {
      const left = breaks[i]!;
      const quarter = (right - left) / 4;
      return { left, right, inside: [[left + quarter, right - quarter]] };
    }),
    { left: last, right: Infinity, inside: after.map((size) => [last + size, last + 2 * size]) },
  ];
}

const SIZES = [1, 1e8, 1e16, 1e24, 1e32];

/** Breakpoints that are worth the search. */
const MOST = 100;

/** Where the straight line through two points is `level`. */
function rootOf(from: number, low: number, to: number, high: number, level: number): readonly number[] {
  const at = from + ((level - low) * (to - from)) / (high - low);
  return Number.isFinite(at) ? [at] : [];
}
