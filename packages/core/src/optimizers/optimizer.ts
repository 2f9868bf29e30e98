import { expectBetween } from '../errors.ts';
import type { Named, State } from '../layers/layer.ts';
import type { Operand, ScalarOps } from '../scalar/ops.ts';
import type { TensorOps } from '../tensor/ops.ts';
import type { Schedule } from './schedules.ts';

/**
 * How a weight moves: a formula applied to every weight alike.
 * An optimizer of one's own is such a value; `optimizer(…)` checks that its names agree.
 */
export interface Optimizer {
  readonly name: string;
  /** What it remembers for each weight, 0 at first: `['mean', 'variance']`. */
  readonly slots: readonly string[];
  /** Numbers that change from step to step (counted from 1), worked out in double precision: `{ rate }`. */
  readonly coefficients: (step: number) => { readonly [name: string]: number };
  /** The coefficients are the same at every step: they are asked for once. */
  readonly steady?: boolean;
  /** From the weight, its gradient, slots and coefficients to the next weight and slots. */
  readonly update: <S>(x: WeightAndGradient<S>, math: ScalarOps<S>) => { readonly [name: string]: Operand<S> };
}

/** The weight, its gradient, and by their names the slots and coefficients. */
interface WeightAndGradient<S> {
  readonly parameter: S;
  readonly gradient: S;
  readonly [name: string]: S;
}

/**
 * An optimizer from its formula, with names checked by the compiler:
 * `optimizer({ name, slots: ['velocity'], coefficients: (step) => ({ rate: … }), update: ({ parameter, gradient, velocity, rate }, math) => … })`.
 */
export function optimizer<Slot extends string, Coefficient extends string>(definition: {
  readonly name: string;
  readonly slots: readonly Slot[];
  readonly coefficients: (step: number) => { readonly [name in Coefficient]: number };
  readonly steady?: boolean;
  readonly update: <S>(
    x: { readonly [name in 'parameter' | 'gradient' | NoInfer<Slot> | NoInfer<Coefficient>]: S },
    math: ScalarOps<S>,
  ) => { readonly [name in 'parameter' | NoInfer<Slot>]: Operand<S> };
}): Optimizer {
  // The record the trainer passes holds just these names; TypeScript cannot follow that through `string`.
  return definition as unknown as Optimizer;
}

/**
 * One step of `optimizer` for every parameter that has a gradient; the others stay, and so does what is remembered of them.
 * `state` holds the parameters and, by its name, each slot; `coefficients` are scalars.
 */
export function optimize<T>(
  ops: TensorOps<T>,
  { slots, update }: Optimizer,
  state: State<T>,
  gradients: Named<T>,
  coefficients: Named<T>,
): State<T> {
  const next: { [group: string]: { [name: string]: T } } = { parameters: { ...state['parameters'] } };
  for (const slot of slots) next[slot] = { ...state[slot] };
  for (const name in gradients) {
    const inputs: { parameter: T; gradient: T; [name: string]: T } = {
      ...coefficients,
      parameter: state['parameters']![name]!,
      gradient: gradients[name]!,
    };
    for (const slot of slots) inputs[slot] = state[slot]![name]!;
    const outputs = ops.map(inputs, update);
    next['parameters']![name] = outputs['parameter']!;
    for (const slot of slots) next[slot]![name] = outputs[slot]!;
  }
  return next;
}

/** The rate as a function of the step; throws a `RangeError` at a step where it is negative or not finite. */
export function rateAt(where: string, rate: number | Schedule): (step: number) => number {
  if (typeof rate !== 'function') {
    expectBetween(`${where}: rate`, rate, 0, Infinity);
    return () => rate;
  }
  return (step) => {
    const now = rate(step);
    // The message names the step; to write it each time would take longer than a small network's step.
    if (typeof now !== 'number' || !(now >= 0 && now < Infinity)) expectBetween(`${where}: rate at step ${step}`, now, 0, Infinity);
    return now;
  };
}
