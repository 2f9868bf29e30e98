import { compute, operandsOf } from '../record/expression.ts';
import type { Expression } from '../record/expression.ts';
import { numbers } from '@nonlin/core';
import { ELEMENTWISE } from './elementwise.ts';
import type { Attributes, ElementwiseOperator } from './elementwise.ts';

/** A part of a formula that is one operator: its settings, and what it is applied to. */
export interface Recognised {
  readonly operator: string;
  readonly attributes: Attributes;
  readonly operands: readonly Expression[];
}

/**
 * The operator of `opset` that `expression` is as a whole; undefined: none. A formula is compared by its values, not by how it is
 * written: at some 2,300 points from 10⁻³⁸ to 10³⁸ and at the numbers in it and between them, in double precision, to the 12th
 * digit. Corners lie at numbers of the formula, and between corners formulas are analytic, so that what agrees is the same.
 * `isWhole`: the formula ends here; a part of a formula is worth an operator only where it saves several.
 */
export function recognise(expression: Expression, opset: number, isWhole: boolean): Recognised | undefined {
  if (expression.kind === 'max') {
    const [x, zero] = expression.operands as [Expression, Expression];
    if (zero.kind === 'constant' && Object.is(zero.value, 0)) return { operator: 'Relu', attributes: {}, operands: [x] };
  }
  if (isSingle(expression)) return undefined;
  const { cuts, pairs } = cutsOf(expression);
  const learnt = pairs.find((pair) => isLearntRelu(expression, pair));
  if (learnt !== undefined) return { operator: 'PRelu', attributes: {}, operands: learnt };
  // What takes in most of the formula comes first.
  for (const cut of cuts.toReversed()) {
    const part = partBetween(expression, cut);
    if (!isWhole && part.filter((inner) => operandsOf(inner).length > 0).length < WORTHWHILE) continue;
    const constants = constantsOf(part);
    const evaluate = (x: number): number => valueOf(expression, part, new Map([[cut, x]]));
    const points = pointsOf(part);
    for (const operator of ELEMENTWISE) {
      if (operator.since > opset || operator.readOnly) continue;
      for (const attributes of operator.fit?.(evaluate, constants) ?? [{}])
        if (agree(operator, attributes, evaluate, points)) return { operator: operator.name, attributes, operands: [cut] };
    }
  }
  return undefined;
}

/** Operations that a part of a formula must have to be looked up: a sigmoid has seven. */
const WORTHWHILE = 5;

const isSingle = (expression: Expression): boolean => operandsOf(expression).every((operand) => operandsOf(operand).length === 0);

/**
 * The parts of a formula through which all of it goes, the nearest first: the formula is a function of each alone.
 * `pairs`: where there are two such parts, one of them a tensor as it is, that one last.
 */
function cutsOf(expression: Expression): { cuts: Expression[]; pairs: (readonly [Expression, Expression])[] } {
  const cuts: Expression[] = [];
  const pairs: (readonly [Expression, Expression])[] = [];
  const open = new Set([expression]);
  for (;;) {
    const [a, b] = [...open];
    if (open.size === 1 && a !== expression) cuts.push(a!);
    if (open.size === 2 && b!.kind === 'read') pairs.push([a!, b!]);
    if (open.size === 2 && a!.kind === 'read') pairs.push([b!, a!]);
    // The latest is opened first: whatever it is part of has been by then.
    const latest = [...open].filter(({ kind }) => kind !== 'read').reduce((last, next) => (next.id > last.id ? next : last), NOTHING);
    if (latest === NOTHING) return { cuts, pairs };
    open.delete(latest);
    for (const operand of operandsOf(latest)) if (operand.kind !== 'constant') open.add(operand);
  }
}

const NOTHING: Expression = { id: -1, kind: 'constant', value: NaN };

/** What lies between a formula and a part of it, operands before what uses them. */
function partBetween(expression: Expression, ...ends: readonly Expression[]): Expression[] {
  const part = new Set<Expression>();
  const visit = (inner: Expression): void => {
    if (part.has(inner) || ends.includes(inner)) return;
    for (const operand of operandsOf(inner)) visit(operand);
    part.add(inner);
  };
  visit(expression);
  return [...part];
}

function valueOf(expression: Expression, part: readonly Expression[], values: Map<Expression, number>): number {
  for (const inner of part)
    values.set(
      inner,
      inner.kind === 'constant'
        ? inner.value
        : inner.kind === 'read'
          ? NaN
          : compute(
              inner.kind,
              inner.operands.map((operand) => values.get(operand)!),
            ),
    );
  return values.get(expression)!;
}

/** ± 10⁻³⁸ to 10³⁸ in eighths of a power of ten, −40 to 40 in steps of 1/16, coarsest first, so that most operators fail early. */
const POINTS: readonly number[] = [
  ...Array.from({ length: 609 }, (_, i) => 10 ** (((i * 97) % 609) / 8 - 38)).flatMap((x) => [x, -x]),
  ...Array.from({ length: 1281 }, (_, i) => ((i * 331) % 1281) / 16 - 40),
  NaN,
];

const constantsOf = (part: readonly Expression[]): number[] => part.flatMap((inner) => (inner.kind === 'constant' ? [inner.value] : []));

/** `POINTS`, the numbers of a formula with either sign, those just beside them, and what lies between any two. */
function pointsOf(part: readonly Expression[]): readonly number[] {
  const some = [
    ...new Set(
      constantsOf(part)
        .map(Math.abs)
        .filter((value) => value > 0 && value < 1e38),
    ),
  ].slice(0, 12);
  const sides = some.flatMap((value) => [value, value * (1 + 1e-9), value * (1 - 1e-9), value / 2, value * 1.5, 1 / value]);
  const between = some.flatMap((a) => some.flatMap((b) => [(a + b) / 2, (a - b) / 2, a * b, a / b]));
  return [...[...sides, ...between].flatMap((x) => [x, -x]), ...POINTS];
}

const agree = (
  operator: ElementwiseOperator,
  attributes: Attributes,
  evaluate: (x: number) => number,
  points: readonly number[],
): boolean =>
  Object.values(attributes).every((value) => typeof value === 'string' || !Number.isNaN(value)) &&
  points.every((x) => close(operator.formula(x, numbers, attributes), evaluate(x), x));

/** Equal but for the last digits of double precision; 1 + tanh and its like lose those in a tail, hence the second term. */
const close = (a: number, b: number, x: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-12 * Math.abs(a) + 1e-13 * Math.min(1, Math.abs(x));

/** Whether a formula of two tensors is `x` where x > 0, else `slope · x`, the slope a tensor of its own. */
function isLearntRelu(expression: Expression, [a, b]: readonly [Expression, Expression]): boolean {
  const part = partBetween(expression, a, b);
  const points = pointsOf(part).filter((x) => !(Math.abs(x) > FAR));
  return [-1.5, -0.3, 0, 0.25, 0.7, 3].every((slope) => {
    const at = (x: number): number =>
      valueOf(
        expression,
        part,
        new Map([
          [a, x],
          [b, slope],
        ]),
      );
    return points.every((x) => close(x > 0 ? x : slope * x, at(x), x));
  });
}

/** Beyond it, what is multiplied may overflow. */
const FAR = 1e30;
