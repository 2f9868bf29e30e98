import { dense, gainOf, identity, sequential, Tensor, unitVariance } from '@nonlin/core';
import type { AnyActivation, Initialization, Named, Sequential } from '@nonlin/core';
import type { Edit, RunSettings } from '../state/settings.ts';

/**
 * 2-H-…-H-1 with `activation` in each hidden layer and a logit at the end. First weights are `unitVariance` times `scale`: the same N(0, 1) draws
 * for every activation. One without a gain (it is 0 or infinite on N(0, 1)) gets the weights of one with gain 1.
 */
export function makeNetwork(
  activation: AnyActivation,
  { width, depth, scale, seed }: Pick<RunSettings, 'width' | 'depth' | 'scale' | 'seed'>,
): Sequential {
  const initialization: Initialization = (fan) => {
    const { weight, bias } = unitVariance(hasGain(activation) ? fan : { inputs: fan.inputs, outputs: fan.outputs, gain: 1 });
    return { weight: weight * scale, bias };
  };
  const hidden = Array.from({ length: depth }, (_, place) => dense(place === 0 ? 2 : width, width, activation, { initialization }));
  return sequential([...hidden, dense(width, 1, identity, { initialization })]).setup(seed);
}

function hasGain(activation: AnyActivation): boolean {
  try {
    return Number.isFinite(gainOf(activation));
  } catch {
    return false;
  }
}

/**
 * Weights for steps that answer XOR at ±1: the first two units of the first layer are OR and AND, those of the layers that follow hand them
 * on, and the output is "OR, but not AND", ±5. Other units are left out. Needs two units.
 */
function weightsByHand(shapes: Sequential['shapes']): Named<Tensor> {
  const layers = Object.keys(shapes).filter((name) => name.endsWith('.weight')).length;
  const parameters: { [name: string]: Tensor } = {};
  for (let place = 0; place < layers; place++) {
    const [inputs = 0, outputs = 0] = shapes[`${place}.weight`]!;
    const weight = new Float32Array(inputs * outputs);
    const bias = new Float32Array(outputs).fill(-1);
    const set = (from: number, to: number, value: number): void => void (weight[from * outputs + to] = value);
    if (place === layers - 1) {
      set(0, 0, 10);
      set(1, 0, -10);
      bias[0] = -5;
    } else if (place === 0) {
      for (const unit of [0, 1]) for (const input of [0, 1]) set(input, unit, 1);
      [bias[0], bias[1]] = [1, -1];
    } else {
      for (const unit of [0, 1]) set(unit, unit, 1);
      [bias[0], bias[1]] = [-0.5, -0.5];
    }
    parameters[`${place}.weight`] = new Tensor([inputs, outputs], weight);
    parameters[`${place}.bias`] = new Tensor([outputs], bias);
  }
  return parameters;
}

/** The parameters after `edit`; unchanged where it names a weight that the network has not. */
export function edited(parameters: Named<Tensor>, shapes: Sequential['shapes'], edit: Edit): Named<Tensor> {
  if (edit.kind === 'by-hand') {
    const width = shapes['0.bias']![0]!;
    return width >= 2 ? { ...parameters, ...weightsByHand(shapes) } : parameters;
  }
  const before = parameters[edit.parameter];
  if (before === undefined || edit.index >= before.size) return parameters;
  const data = before.data.slice();
  data[edit.index] = edit.value;
  return { ...parameters, [edit.parameter]: new Tensor(before.shape, data) };
}
