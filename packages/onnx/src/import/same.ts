import { numbers } from '@nonlin/core';
import type { AnyActivation, Named, Operand, ScalarOps } from '@nonlin/core';

/**
 * Whether two activations are the same function of the same parameters: their values, in double precision with the formulas'
 * numbers rounded to float32 as a file has them, differ by at most 10⁻⁶ · (|y| + min(1, |x|)). Compared at some 2,500 points from
 * 10⁻³⁸ to 10³⁸, at the numbers in the formulas, and wherever an argument of a comparison, a power, a logarithm or a divisor is 0 or
 * nearest to it, on both sides: there lie corners, poles and peaks, however narrow and however computed.
 */
export function isSame(a: AnyActivation, b: AnyActivation): boolean {
  const names = Object.keys(a.parameters ?? {});
  const others = Object.keys(b.parameters ?? {});
  if (String(names.toSorted()) !== String(others.toSorted()) || (a.perUnit ?? false) !== (b.perUnit ?? false)) return false;
  const both = [new Traced(a), new Traced(b)] as const;
  // Most are told apart by little.
  if (!agree(both, PROBES, together(names, 0.3))) return false;
  // What has more numbers or bends than are looked at is no activation that is given.
  if (both.some(({ constants }) => constants.size > (names.length === 0 ? MOST_NUMBERS : MOST_NUMBERS / 8))) return false;
  const tries = names.length === 0 ? [{}] : slopesOf(both).map((value) => together(names, value));
  return tries.every((parameters) => {
    const places = placesOf(both, parameters);
    return places !== undefined && agree(both, places, parameters);
  });
}

type Pair = readonly [Traced, Traced];
type Parameters = { readonly [name: string]: number };

/** Different numbers for the parameters, which tell them apart. */
const together = (names: readonly string[], value: number): Parameters => Object.fromEntries(names.map((name, i) => [name, value + i]));

const PROBES: readonly number[] = [-1000, -89, -20, -6, -3, -1.5, -0.75, -0.25, -0.1, 0, 0.1, 0.25, 0.75, 1, 1.5, 3, 6, 20, 1000].map(
  Math.fround,
);

/** Values for what is learnt: about the formulas' own numbers too, since a slope may be bounded. */
function slopesOf([a, b]: Pair): readonly number[] {
  const sizes = new Set([...a.constants, ...b.constants].map(Math.abs));
  const own = [...sizes].flatMap((size) => [size * 1.001, size * 0.999, -size * 1.001, -size * 0.999]);
  return [...new Set([0.3, 1.7, -0.7, 0, 1, -1.5, 1e-3, 20, -20, 1e6, -1e6, ...own])];
}

const agree = ([a, b]: Pair, places: readonly number[], parameters: Parameters): boolean =>
  places.every((x) => {
    const [y, z] = [Math.fround(a.at(x, parameters)), Math.fround(b.at(x, parameters))];
    return Object.is(y, z) || y === z || Math.abs(y - z) <= 1e-6 * (Math.abs(y) + Math.min(1, Math.abs(x)));
  });

/** ± 10⁻³⁸ to 10³⁸ in eighths of a power of ten, −40 to 40 in steps of 1/16, in order. */
const GRID: readonly number[] = [
  ...Array.from({ length: 609 }, (_, i) => 10 ** (i / 8 - 38)).flatMap((x) => [x, -x]),
  ...Array.from({ length: 1281 }, (_, i) => i / 16 - 40),
].toSorted((x, y) => x - y);

/** Where to compare, as float32; undefined: in too many places. */
function placesOf(both: Pair, parameters: Parameters): readonly number[] | undefined {
  const constants = [...new Set(both.flatMap(({ constants }) => [...constants].map(Math.abs)))].filter((c) => c > 0 && c < 1e38);
  const own = constants.flatMap((c) => [c, -c, 1 / c, -1 / c]);
  const found = both.map((each) => each.special(own, parameters));
  if (found.some(({ length }) => length >= MOST)) return undefined;
  const special = [...own, ...found.flat()].toSorted((x, y) => x - y);
  const between = special.slice(1).map((x, i) => (x + special[i]!) / 2);
  const beside = special.flatMap((x) => [x, x * (1 + 1e-6), x * (1 - 1e-6), x * 1.001, x * 0.999]);
  return [...new Set([...GRID, ...between, ...beside, NaN].map(Math.fround))];
}

/** Numbers of a formula (an erf written out has some fifty); where it learns, each is a value to try. */
const MOST_NUMBERS = 200;

/** Places where a formula may bend. */
const MOST = 400;

/** A formula in double precision that tells its numbers, and the arguments of what may bend at 0. */
class Traced {
  readonly constants = new Set<number>();
  readonly #activation: AnyActivation;
  #arguments: number[] = [];
  readonly #ops: ScalarOps<Boxed>;

  constructor(activation: AnyActivation) {
    this.#activation = activation;
    const value = (x: Operand<Boxed>): number => {
      if (typeof x !== 'number') return x.value;
      const rounded = Math.fround(x);
      this.constants.add(rounded);
      return rounded;
    };
    // Of one operand, of the difference of two, or of the last alone.
    const watch: { readonly [name: string]: (given: readonly number[]) => number } = {
      ...Object.fromEntries([...SINGLE].map((name) => [name, ([x]) => x!])),
      ...Object.fromEntries([...COMPARING].map((name) => [name, ([x, y]) => x! - y!])),
      div: ([, y]) => y!,
    };
    const made = Object.entries(numbers).map(([name, compute]) => {
      const argument = watch[name];
      return [
        name,
        (...operands: readonly Operand<Boxed>[]): Boxed => {
          const given = operands.map(value);
          if (argument !== undefined) this.#arguments.push(argument(given));
          return { value: (compute as (...given: number[]) => number)(...given) };
        },
      ];
    });
    this.#ops = Object.fromEntries(made);
  }

  at(x: number, parameters: Parameters): number {
    this.#arguments = [];
    const given: Named<Boxed> = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, { value }]));
    const y = this.#activation.formula({ value: x }, this.#ops, given);
    return typeof y === 'number' ? Math.fround(y) : y.value;
  }

  #argumentsAt(x: number, parameters: Parameters): readonly number[] {
    this.at(x, parameters);
    return this.#arguments;
  }

  /** Where an argument changes its sign or comes nearest to 0: looked for on the grid, then again with what was found in it. */
  special(own: readonly number[], parameters: Parameters): readonly number[] {
    const found = new Set<number>();
    const rows = new Map<number, readonly number[]>();
    const done = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      const before = found.size;
      const grid = [...new Set([...GRID, ...own, ...found])].toSorted((x, y) => x - y);
      // What is left of two sums that cancel is rounding, whose sign means nothing.
      for (const x of grid)
        if (!rows.has(x))
          rows.set(
            x,
            this.#argumentsAt(x, parameters).map((value) => (Math.abs(value) <= 1e-10 * Math.min(1, Math.abs(x)) ? 0 : value)),
          );
      const count = rows.get(0)!.length;
      for (let which = 0; which < count; which++) {
        const read = (x: number): number => this.#argumentsAt(x, parameters)[which]!;
        for (let i = 1; i < grid.length && found.size < MOST; i++) {
          const [left, here, right] = [grid[i - 1]!, grid[i]!, grid[i + 1]];
          const [l, h, r] = [rows.get(left)![which]!, rows.get(here)![which]!, right === undefined ? NaN : rows.get(right)![which]!];
          const sign = Math.sign(h);
          const changes = l * sign < 0;
          // More than rounding: near 0 a sum about 1 goes up and down by its last bit.
          const above = h * sign * (1 + 1e-9);
          const dips = sign !== 0 && l * sign > above && r * sign > above;
          const key = `${which} ${left} ${here} ${dips ? right : ''}`;
          if ((!changes && !dips) || done.has(key)) continue;
          done.add(key);
          if (changes) found.add(crossing(read, left, here));
          if (dips) found.add(lowest((x) => sign * read(x), left, right!));
        }
      }
      if (found.size === before) break;
    }
    return [...found];
  }
}

interface Boxed {
  readonly value: number;
}

const SINGLE = new Set(['abs', 'exp', 'expm1', 'log', 'log1p', 'tanh', 'erf', 'erfc', 'sqrt', 'sin', 'cos', 'where']);
const COMPARING = new Set(['max', 'greater', 'greaterOrEqual', 'less', 'lessOrEqual', 'equal']);

/** A bend may hide another that hides another: |x − 3| < 0.1 has a corner, and beside it two more. */
const ROUNDS = 4;

/** Where f changes its sign. */
function crossing(f: (x: number) => number, left: number, right: number): number {
  const sign = Math.sign(f(right));
  let [low, high] = [left, right];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (Math.sign(f(middle)) === sign) high = middle;
    else low = middle;
  }
  return high;
}

/** Where f is lowest, of one valley. */
function lowest(f: (x: number) => number, left: number, right: number): number {
  let [low, high] = [left, right];
  for (let i = 0; i < 90; i++) {
    const third = (high - low) / 3;
    if (f(low + third) < f(high - third)) high -= third;
    else low += third;
  }
  return (low + high) / 2;
}
