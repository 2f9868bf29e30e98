import type { Layer, Named } from '../layers/layer.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { deriveKey, keyToLimbs } from '../random/random.ts';
import type { Key } from '../random/random.ts';
import { reference } from '../tensor/reference.ts';
import { Tensor, zeros } from '../tensor/tensor.ts';

/** Purpose that the steps' keys are derived for. */
const STEP = 2;

/**
 * What differs from step to step, for `count` steps after `done`: the optimizer's coefficients, and a `key` where the model
 * draws. A small network takes 0.1 µs a step on a fast backend, so what need not be worked out is not: a key costs as much.
 */
export function changing(optimizer: Optimizer, key: Key, draws: boolean): (done: number, count: number) => Named<Tensor> {
  const { coefficients, steady = false } = optimizer;
  const names = Object.keys(coefficients(1));
  let held: Named<Tensor> | undefined;
  return (done, count) => {
    const inputs: { [name: string]: Tensor } = {};
    if (steady && held !== undefined && held[names[0]!]?.size === count) Object.assign(inputs, held);
    else {
      const columns = names.map(() => new Float32Array(count));
      const constant = steady ? coefficients(done + 1) : undefined;
      if (constant !== undefined) for (const [column, name] of names.entries()) columns[column]!.fill(constant[name]!);
      else
        for (let i = 0; i < count; i++) {
          const now = coefficients(done + i + 1);
          for (let column = 0; column < names.length; column++) columns[column]![i] = now[names[column]!]!;
        }
      for (const [column, name] of names.entries()) inputs[name] = new Tensor([count], columns[column]!);
      held = { ...inputs };
    }
    if (draws) {
      const limbs = new Float32Array(count * 4);
      for (let i = 0; i < count; i++) limbs.set(keyToLimbs(deriveKey(key, STEP, done + i + 1)), i * 4);
      inputs['key'] = new Tensor([count, 4], limbs);
    }
    return inputs;
  };
}

/** Whether `model` draws random numbers in training, as one row there and back shows. */
export function drawsIn(model: Layer, parameters: Named<Tensor>, row: Tensor): boolean {
  let drawn = false;
  const random = ({ shape }: Tensor): Tensor => {
    drawn = true;
    return zeros(shape);
  };
  const { output, pull } = model.forward(reference, parameters, row, { mode: 'train', random });
  pull(output).input();
  return drawn;
}
