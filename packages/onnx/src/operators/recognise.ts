import { numbers } from '@nonlin/core';
import { compute, operandsOf } from '../record/expression.ts';
import type { Expression } from '../record/expression.ts';
import { breakpointsOf } from './breakpoints.ts';
import type { Trace } from './breakpoints.ts';
import { ELEMENTWISE } from './elementwise.ts';
import type { Attributes, ElementwiseOperator } from './elementwise.ts';

/** A part of a formula that is one operator: its settings, and what it is applied to. */
interface Recognised {
  readonly operator: string;
  readonly attributes: Attributes;
  readonly operands: readonly Expression[];
}

/** Finds the operator that a formula is as a whole; `isWhole`: the formula ends here. */
export type Recognise = (expression: Expression, isWhole: boolean) => Recognised | undefined;

/**
 * Recognises the operators of `opset`. A formula is compared by its values, not by how it is written: in double precision, to the
 * 12th digit, at some 2,300 points from 10⁻³⁸ to 10³⁸, at the numbers in it and between them, and at, beside and between all its
 * breakpoints, which are solved for; a formula whose breakpoints cannot be is written out. Between them formulas are smooth.
 * A part of a formula is worth an operator only where it saves several. What has been looked at is remembered: the layers of a
 * model have few formulas.
 */
export function recogniser(opset: number): Recognise {
  const operators = ELEMENTWISE.filter(({ since, readOnly }) => since <= opset && !readOnly);
  const known = new Map<string, Omit<Recognised, 'operands'> | undefined>();

  const look = (part: Part): Omit<Recognised, 'operands'> | undefined => {
    if (part.ends.length === 2) return isLearntRelu(part) ? { operator: 'PRelu', attributes: {} } : undefined;
    const evaluate = part.compile();
    const probes = PROBES.map((x) => [x, evaluate(x)] as const);
    const constants = part.constants();
    let points: readonly number[] | undefined;
    for (const operator of operators)
      for (const attributes of operator.fit?.(evaluate, constants) ?? [{}]) {
        if (!isPlausible(operator, attributes, probes)) continue;
        if (points === undefined) {
          const breakpoints = breakpointsOf(part.inner, part.ends[0]!, evaluate.trace, ASCENDING);
          if (breakpoints === undefined) return undefined;
          points = [...breakpoints, ...pointsOf(constants)];
        }
        if (points.every((x) => close(operator.formula(x, numbers, attributes), evaluate(x), x)))
          return { operator: operator.name, attributes };
      }
    return undefined;
  };

  return (expression, isWhole) => {
    if (expression.kind === 'max') {
      const [x, zero] = expression.operands as [Expression, Expression];
      if (zero.kind === 'constant' && Object.is(zero.value, 0)) return { operator: 'Relu', attributes: {}, operands: [x] };
    }
    if (operandsOf(expression).every((operand) => operandsOf(operand).length === 0)) return undefined;
    // What takes in most of the formula comes first.
    for (const ends of cutsOf(expression).toReversed()) {
      const part = new Part(expression, ends);
      if (part.operations > LARGEST || (!isWhole && ends.length === 1 && part.operations < WORTHWHILE)) continue;
      const key = part.key();
      if (!known.has(key)) known.set(key, look(part));
      const found = known.get(key);
      if (found !== undefined) return { ...found, operands: ends };
    }
    return undefined;
  };
}

/** Operations that a part of a formula must have to be looked up: a sigmoid has seven. */
const WORTHWHILE = 5;

/** And at most: the tanh form of GELU has some twenty. */
const LARGEST = 48;

/**
 * The parts of a formula through which all of it goes, the nearest first: the formula is a function of each alone; and where
 * there are two such parts, one of them a tensor as it is, that one last.
 */
function cutsOf(expression: Expression): readonly (readonly Expression[])[] {
  const cuts: (readonly Expression[])[] = [];
  const open = new Set([expression]);
  for (let opened = 0; opened <= LARGEST; opened++) {
    const [a, b] = [...open];
    if (open.size === 1 && a !== expression) cuts.push([a!]);
    if (open.size === 2 && b!.kind === 'read') cuts.push([a!, b!]);
    if (open.size === 2 && a!.kind === 'read') cuts.push([b!, a!]);
    // The latest is opened first: whatever it is part of has been by then.
    const latest = [...open].filter(({ kind }) => kind !== 'read').reduce((last, next) => (next.id > last.id ? next : last), NOTHING);
    if (latest === NOTHING) break;
    open.delete(latest);
    for (const operand of operandsOf(latest)) if (operand.kind !== 'constant') open.add(operand);
  }
  return cuts;
}

const NOTHING: Expression = { id: -1, kind: 'constant', value: NaN };

/** What lies between a formula and what it is a function of. */
class Part {
  readonly ends: readonly Expression[];
  /** Operands before what uses them; the formula itself is last. */
  readonly inner: readonly Expression[];
  readonly #places: ReadonlyMap<Expression, number>;

  constructor(expression: Expression, ends: readonly Expression[]) {
    this.ends = ends;
    const inner = new Set<Expression>();
    const open = [expression];
    for (let next = open.pop(); next !== undefined; next = open.pop())
      if (!ends.includes(next) && !inner.has(next)) {
        inner.add(next);
        open.push(...operandsOf(next));
      }
    this.inner = [...inner].toSorted((a, b) => a.id - b.id);
    this.#places = new Map([...ends, ...this.inner].map((each, place) => [each, place]));
  }

  get operations(): number {
    return this.inner.filter((each) => operandsOf(each).length > 0).length;
  }

  constants(): number[] {
    return this.inner.flatMap((each) => (each.kind === 'constant' ? [each.value] : []));
  }

  /** As text: equal texts, equal functions. */
  key(): string {
    const lines = this.inner.map((each) => {
      if (each.kind === 'constant') return Object.is(each.value, -0) ? '-0' : String(each.value);
      return `${each.kind} ${operandsOf(each)
        .map((operand) => this.#places.get(operand))
        .join(' ')}`;
    });
    return [this.ends.length, ...lines].join('\n');
  }

  /** As a function of plain numbers; `trace` gives the value of each part of it. */
  compile(): { (...given: readonly number[]): number; readonly trace: Trace } {
    const values: number[] = [];
    const steps = this.inner.map((each) => {
      const place = this.#places.get(each)!;
      if (each.kind === 'constant') return () => void (values[place] = each.value);
      if (each.kind === 'read') return () => void (values[place] = NaN);
      const operands = each.operands.map((operand) => this.#places.get(operand)!);
      return () => {
        values[place] = compute(
          each.kind,
          operands.map((operand) => values[operand]!),
        );
      };
    });
    const evaluate = (...given: readonly number[]): number => {
      for (const [place, value] of given.entries()) values[place] = value;
      for (const step of steps) step();
      return values.at(-1)!;
    };
    const trace: Trace = (x) => {
      evaluate(x);
      const known = [...values];
      return (each) => known[this.#places.get(each)!]!;
    };
    return Object.assign(evaluate, { trace });
  }
}

/** A few points by which most operators are ruled out. */
const PROBES = [1.5, -1.5, 0.3, -0.3, 7, -7, 0, NaN];

const isPlausible = (
  { formula }: ElementwiseOperator,
  attributes: Attributes,
  probes: readonly (readonly [x: number, y: number])[],
): boolean =>
  Object.values(attributes).every((value) => typeof value === 'string' || !Number.isNaN(value)) &&
  probes.every(([x, y]) => close(formula(x, numbers, attributes), y, x));

/** ± 10⁻³⁸ to 10³⁸ in eighths of a power of ten, −40 to 40 in steps of 1/16. */
const POINTS: readonly number[] = [
  ...Array.from({ length: 609 }, (_, i) => 10 ** (i / 8 - 38)).flatMap((x) => [x, -x]),
  ...Array.from({ length: 1281 }, (_, i) => i / 16 - 40),
  NaN,
];

/** `POINTS` from the least to the greatest, but for NaN. */
const ASCENDING = POINTS.filter((x) => !Number.isNaN(x)).toSorted((a, b) => a - b);

/** `POINTS`, the numbers of a formula with either sign, those just beside them, and what lies between any two. */
function pointsOf(constants: readonly number[]): readonly number[] {
  const some = [...new Set(constants.map(Math.abs).filter((value) => value > 0 && value < 1e38))].slice(0, 12);
  const sides = some.flatMap((value) => [value, value * (1 + 1e-9), value * (1 - 1e-9), value / 2, value * 1.5, 1 / value]);
  const between = some.flatMap((a) => some.flatMap((b) => [(a + b) / 2, (a - b) / 2, a * b, a / b]));
  return [...[...sides, ...between].flatMap((x) => [x, -x]), ...POINTS];
}

/** Equal but for the last digits of double precision; 1 + tanh and its like lose those in a tail, hence the second term. */
const close = (a: number, b: number, x: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-12 * Math.abs(a) + 1e-13 * Math.min(1, Math.abs(x));

/**
 * Whether a formula of two tensors is `x` where x > 0, else `slope · x`, the slope a tensor of its own. It is looked at only where
 * it is A(x) + slope · B(x) as it is written: two slopes then tell all.
 */
function isLearntRelu(part: Part): boolean {
  const [x, slope] = part.ends as [Expression, Expression];
  if (!isLinearIn(slope, part.inner)) return false;
  const evaluate = part.compile();
  const breakpoints = breakpointsOf(part.inner, x, evaluate.trace, ASCENDING);
  if (breakpoints === undefined) return false;
  const agrees = (points: readonly number[]): boolean =>
    [-1.5, -0.3, 0, 0.25, 0.7, 3].every((slope) => points.every((x) => close(x > 0 ? x : slope * x, evaluate(x, slope), x)));
  return agrees(PROBES) && agrees([...breakpoints, ...pointsOf(part.constants())].filter((x) => !(Math.abs(x) > FAR)));
}

/** Whether a formula, as it is written, only multiplies `variable` by what does not hold it, and adds. */
function isLinearIn(variable: Expression, inner: readonly Expression[]): boolean {
  const holds = new Set([variable]);
  for (const each of inner) {
    const held = operandsOf(each).map((operand) => holds.has(operand));
    if (!held.includes(true)) continue;
    holds.add(each);
    const [first, second] = held;
    if (each.kind === 'add' || each.kind === 'sub' || each.kind === 'neg') continue;
    if (each.kind === 'mul' && first !== second) continue;
    if ((each.kind === 'where' && !first) || (each.kind === 'div' && !second)) continue;
    return false;
  }
  return true;
}

/** Beyond it, what is multiplied may overflow. */
const FAR = 1e30;
