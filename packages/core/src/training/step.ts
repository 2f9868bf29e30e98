import { pick } from '../layers/layer.ts';
import type { Context, Layer, Named } from '../layers/layer.ts';
import type { Loss } from '../losses/loss.ts';
import { normOf } from '../optimizers/clipping.ts';
import type { Clipping } from '../optimizers/clipping.ts';
import { optimize } from '../optimizers/optimizer.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { TensorOps } from '../tensor/ops.ts';
import type { StepDefinition } from './backend.ts';

/** What a step learns with. */
export interface Learning {
  readonly model: Layer;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly clip: readonly Clipping[];
}

/**
 * The training step: forward, loss, backward, update. Every backend runs these lines.
 * Constants: `input`, `target` and, where rows carry weights, `weight`. Inputs: the optimizer's coefficients, `key` where
 * the model draws, and, for a batch that is not the whole data, the `rows` it takes; or `input`, `target`, `weight` of a
 * batch brought along.
 */
export function trainingStep({ model, loss, optimizer, clip }: Learning): StepDefinition['step'] {
  const names = Object.keys(optimizer.coefficients(1));
  const taken = [...names, ...optimizer.slots].find((name) => RESERVED.includes(name));
  if (taken !== undefined)
    throw new TypeError(`optimizer ${optimizer.name}: the name ${taken} is the training step's own; give that slot or coefficient another`);

  return (ops, { constants, state, inputs }) => {
    const { input, target, weight } = batch(ops, constants, inputs);

    const { output, pull } = model.forward(ops, state['parameters']!, input, trainingContext(ops, inputs['key']!));
    const { value, gradient } = loss.measure(ops, output, target, weight);
    const { parameters: gradients } = pull(gradient);
    const clipped = clip.reduce((current, change) => change(ops, current), gradients);
    const next = optimize(ops, optimizer, state, clipped, pick(inputs, names));

    return {
      state: next,
      outputs: weight === undefined ? { loss: value } : { loss: value, weight: ops.sum(weight) },
      last: () => gradientNorms(ops, gradients),
    };
  };
}

/** What a step has names for itself. */
const RESERVED = ['parameter', 'gradient', 'parameters', 'key', 'rows', 'input', 'target', 'weight'];

/** The step's rows: those brought along, those to be picked from the data, or all of the data. */
function batch<T>(ops: TensorOps<T>, constants: Named<T>, inputs: Named<T>): { input: T; target: T; weight: T | undefined } {
  const given = inputs['input'] === undefined ? constants : inputs;
  const rows = inputs['rows'];
  const take = (tensor: T): T => (rows === undefined ? tensor : ops.gather(tensor, rows));
  const weight = given['weight'];
  return { input: take(given['input']!), target: take(given['target']!), weight: weight && take(weight) };
}

/** A context in which each draw of a step has a stream of its own, in the order of the calls. */
export function trainingContext<T>(ops: TensorOps<T>, key: T): Context<T> {
  let stream = 0;
  return { mode: 'train', random: (like) => ops.random(key, stream++, like) };
}

/** For each layer of a `sequential` (the part of a parameter's name before the first dot), the norm of its gradient. */
function gradientNorms<T>(ops: TensorOps<T>, gradients: Named<T>): Named<T> {
  const byLayer: { [layer: string]: T[] } = {};
  for (const [name, gradient] of Object.entries(gradients)) (byLayer[name.split('.', 1)[0]!] ??= []).push(gradient);
  return Object.fromEntries(Object.entries(byLayer).map(([layer, its]) => [layer, normOf(ops, its)]));
}
