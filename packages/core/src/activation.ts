import { showValue } from './errors.ts';
import { duals, fixed, readDual, variable } from './scalar/duals.ts';
import type { Dual } from './scalar/duals.ts';
import { numbers } from './scalar/numbers.ts';
import type { Operand, ScalarOps } from './scalar/ops.ts';

/**
 * A non-linearity: a name and a formula, and that is all a plug-in is. Its value, slope, curvature, initial weight scale,
 * SIMD kernel, ONNX nodes and picture are readings of the formula.
 *
 * @typeParam P names of the parameters that training learns, as `'beta'`.
 */
export type Activation<P extends string = never> = Plugin<P> &
  ([P] extends [never] ? unknown : { readonly parameters: NonNullable<Plugin<P>['parameters']> });

interface Plugin<P extends string> {
  /** As papers and other frameworks write it, in lower case: `silu`. */
  readonly name: string;
  /** f(x), written over the operations of any interpreter. It must be a pure function of its arguments. */
  readonly formula: <S>(
    x: S,
    ops: ScalarOps<S>,
    ...learnt: [P] extends [never] ? [] : [parameters: { readonly [name in P]: S }]
  ) => Operand<S>;
  /** The parameters' values before training: `{ beta: 1 }`. */
  readonly parameters?: { readonly [name in P]: number };
  /** Whether each unit of a layer learns its own parameters. Default: one number for the whole layer. */
  readonly perUnit?: boolean;
  /** The package it comes from, with its version: `@nonlin/silu@1.0.0`. Saved with a model, to say what to install. */
  readonly package?: string;
}

/** An activation with whatever parameters it has: what a layer takes. */
export interface AnyActivation {
  readonly name: string;
  formula<S>(x: S, ops: ScalarOps<S>, parameters: { readonly [name: string]: S }): Operand<S>;
  readonly parameters?: { readonly [name: string]: number };
  readonly perUnit?: boolean;
  readonly package?: string;
}

/**
 * Throws a `TypeError` unless `activation` has a name and a formula that means the same to numbers and to duals:
 * JavaScript's own operators and `Math` work on numbers alone, and would train another function than the one predicted with.
 */
export function expectActivation(where: string, activation: AnyActivation): void {
  if (typeof activation?.formula !== 'function' || typeof activation.name !== 'string')
    throw new TypeError(`${where}: expected an activation { name, formula }, got ${showValue(activation)}`);
  const { name, parameters = {} } = activation;
  for (const x of [-0.7, 0.7]) {
    const plain = activation.formula(x, numbers, parameters);
    let value: unknown;
    try {
      value = activate(activation, x, parameters, numbers).output;
    } catch {
      // What is no number or dual breaks the rules of duals; it is said below.
    }
    if (typeof plain !== 'number' || !Object.is(plain, value))
      throw new TypeError(
        `${where}: the formula of ${name} gives ${showValue(plain)} for numbers and ${showValue(value)} for duals at x = ${x}; compute with ops, as ops.mul(x, x), not with JavaScript's operators, and list what it learns in parameters`,
      );
  }
}

/** f(x) = x: what a layer without an activation applies. */
export const identity: Activation = { name: 'identity', formula: (x) => x };

/**
 * f(x), its slope in x, and its slope in each parameter p as `slope:p`, over any interpreter.
 * One reading by duals for x and one more for each parameter.
 */
export function activate<S>(
  activation: AnyActivation,
  x: S,
  parameters: { readonly [name: string]: S },
  ops: ScalarOps<S>,
): { output: Operand<S>; slope: Operand<S>; [slope: `slope:${string}`]: Operand<S> } {
  const rules = duals(ops);
  const constants: { [name: string]: Dual<S> } = {};
  for (const name in parameters) constants[name] = fixed(parameters[name]!);
  const { value, slope } = readDual(activation.formula(variable(x), rules, constants));
  const read: ReturnType<typeof activate<S>> = { output: value, slope };
  for (const name in parameters) {
    const along = { ...constants, [name]: variable(parameters[name]!) };
    read[`slope:${name}`] = readDual(activation.formula(fixed(x), rules, along)).slope;
  }
  return read;
}
