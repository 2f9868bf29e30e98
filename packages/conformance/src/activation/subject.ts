import { duals, fixed, numbers, readDual, variable } from '@nonlin/core';
import type { AnyActivation, ScalarOps } from '@nonlin/core';
import { LARGEST, next, SMALLEST, SMALLEST_NORMAL } from '../float32.ts';
import { curveOf } from './dense.ts';
import type { Curve } from './dense.ts';
import type { ActivationFacts, ActivationOptions } from './facts.ts';

/** An activation, what is said of it, and the readings that checks compare. Parameters have their first values. */
export interface Subject {
  readonly activation: AnyActivation;
  readonly facts: ActivationFacts;
  readonly options: ActivationOptions;
  readonly parameters: { readonly [name: string]: number };
  /** float32 numbers from −3.4e38 to 3.4e38, ascending: dense around 0, kinks and jumps, with the subnormals. */
  readonly inputs: readonly number[];
  /** Those of `inputs` at which the shape of the curve is examined: not beyond 1e30, nor beyond 1e3 where it waves or has no limit. */
  readonly near: readonly number[];
  /** f(x) in double precision. */
  value(x: number): number;
  /** f′(x) by duals. */
  slope(x: number): number;
  /** f″(x) by duals of duals. */
  curvature(x: number): number;
  /** f in a dense row of places, as far out as `near`; worked out once. */
  dense(): Curve;
}

export function subjectOf(activation: AnyActivation, options: ActivationOptions): Subject {
  const { facts } = options;
  const parameters = activation.parameters ?? {};
  const inputs = inputsFor(facts);
  const reach = (side: 0 | 1): number => (facts.waves || Number.isNaN(facts.limits[side]) ? 1e3 : 1e30);
  const twice = duals(duals(numbers));
  const constants = each(parameters, (value) => fixed(fixed(value)));
  const isNear = (x: number): boolean => x >= -reach(0) && x <= reach(1) && fits(facts, x);
  const value = (x: number): number => activation.formula<number>(x, numbers, parameters);
  let curve: Curve | undefined;
  return {
    activation,
    facts,
    options,
    parameters,
    inputs,
    near: inputs.filter(isNear),
    value,
    slope: (x) => dualOver(activation, numbers, parameters, x).slope,
    curvature: (x) => readDual(readDual(activation.formula(variable(variable(x)), twice, constants)).slope).slope,
    dense: () => (curve ??= curveOf(activation, value, isNear)),
  };
}

/** Value and slope in x over an interpreter of plain numbers. */
export function dualOver(
  activation: AnyActivation,
  ops: ScalarOps<number>,
  parameters: { readonly [name: string]: number },
  x: number,
): { value: number; slope: number } {
  return readDual(activation.formula(variable(x), duals(ops), each(parameters, fixed)));
}

/** The same names with other values. */
export const each = <A, B>(named: { readonly [name: string]: A }, change: (value: A) => B): { [name: string]: B } =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [name, change(value)]));

/** Whether value and slope fit float32 at x, by what is declared. */
export const fits = ({ overflowsAt: { below = -Infinity, above = Infinity } = {} }: ActivationFacts, x: number): boolean =>
  x >= below && x <= above;

/** Whether a number fits float32. */
export const isFiniteFloat32 = (y: number): boolean => Number.isFinite(Math.fround(y));

/** float32 numbers over the whole range: dense around 0, with the subnormals and the largest; both signs. */
export function sweep(): number[] {
  const found = new Set<number>([SMALLEST, SMALLEST_NORMAL, LARGEST]);
  for (let i = 0; i <= 1280; i++) found.add(i / 64); // 0 to 20
  for (let i = 0; i <= 320; i++) found.add(20 + i / 4); // to 100
  for (let power = -44; power <= 38; power++) for (const digit of [1, 1.7, 3.1, 5.9]) found.add(Math.fround(digit * 10 ** power));
  return [...found].filter(Number.isFinite).flatMap((x) => [x, -x]);
}

function inputsFor({ kinks, jumps, overflowsAt: { below = -LARGEST, above = LARGEST } = {} }: ActivationFacts): readonly number[] {
  const found = sweep();
  for (const place of [...kinks, ...jumps, below, above]) {
    const x = Math.fround(place);
    for (const distance of [1e-6, 1e-3]) found.push(Math.fround(x - distance), Math.fround(x + distance));
    found.push(x, next(x), -next(-x));
  }
  // −0 and 0 are two inputs: a Set keeps one.
  const finite = new Set(found.filter(Number.isFinite));
  finite.delete(0);
  return [...finite, -0, 0].toSorted((a, b) => a - b || Number(Object.is(b, -0)) - Number(Object.is(a, -0)));
}
