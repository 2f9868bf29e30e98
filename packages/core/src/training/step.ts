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
 * Constants: `input`, `target` and, where rows carry weights, `weight`. Inputs: `key`, the optimizer's coefficients and,
 * for a batch that is not the whole data, the `rows` it takes; or `input`, `target`, `weight` of a batch brought along.
 */
export function trainingStep({ model, loss, optimizer, clip }: Learning): StepDefinition['step'] {
  return (ops, { constants, state, inputs }) => {
    const { key, rows, input: broughtInput, target: broughtTarget, weight: broughtWeight, ...coefficients } = inputs as typeof inputs & { key: (typeof inputs)[string] };
    const pick = (name: string): (typeof inputs)[string] | undefined =>
      constants[name] === undefined || rows === undefined ? constants[name] : ops.gather(constants[name], rows);
    const input = broughtInput ?? pick('input')!;
    const target = broughtTarget ?? pick('target')!;
    const weight = broughtInput === undefined ? pick('weight') : broughtWeight;
    const { parameters, ...slots } = state as typeof state & { parameters: Named<typeof key> };

    const { output, pull } = model.forward(ops, parameters, input, trainingContext(ops, key));
    const { value, gradient } = loss.measure(ops, output, target, weight);
    const { parameters: gradients } = pull(gradient);
    const clipped = clip.reduce((current, change) => change(ops, current), gradients);
    const next = optimize(ops, optimizer, parameters, slots, clipped, coefficients);

    return {
      state: { ...next.slots, parameters: next.parameters },
      outputs: weight === undefined ? { loss: value } : { loss: value, weight: ops.sum(weight) },
      last: () => gradientNorms(ops, gradients),
    };
  };
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
