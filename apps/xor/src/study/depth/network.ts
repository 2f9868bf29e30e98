import {
  dense,
  meanSquaredError,
  normals,
  deriveKey,
  keyOf,
  reference,
  sequential,
  Tensor,
  tensor,
  trainingContext,
  unitVariance,
} from '@nonlin/core';
import type { AnyActivation, Named, Sequential } from '@nonlin/core';

/** Rows of N(0, 1) that go through each network. */
const ROWS = 16;

/** The way back through one network before any training. */
export interface WayBack {
  /** Norm of the loss's gradient in each hidden layer's sums, the first layer first, as a multiple of the output layer's. */
  readonly gradients: readonly number[];
  /** For each hidden layer, what its slopes leave of the signal that comes back to it: ‖g · f′‖ / ‖g‖. */
  readonly slopes: readonly number[];
  /** The same for its weights, from the second layer on: ‖δ · Wᵀ‖ / ‖δ‖. */
  readonly weights: readonly number[];
}

/** `layers` hidden layers of `width` units and one output, weights at `factor` times the scale that keeps the variance 1. */
function network(activation: AnyActivation, layers: number, width: number, factor: number, seed: number): Sequential {
  const initialization: typeof unitVariance = (fan) => {
    const { weight, bias } = unitVariance(fan);
    return { weight: weight * factor, bias };
  };
  const hidden = Array.from({ length: layers }, () => dense(width, width, activation, { initialization }));
  return sequential([...hidden, dense(width, 1, undefined, { initialization })]).setup(seed);
}

/** One pass there and back, layer by layer, on unit-normal inputs and targets. */
export function measureWayBack(activation: AnyActivation, layers: number, width: number, factor: number, seed: number): WayBack {
  const model = network(activation, layers, width, factor, seed);
  const draw = (purpose: number, columns: number): Tensor =>
    new Tensor([ROWS, columns], Float32Array.from(normals(deriveKey(keyOf(seed), purpose), ROWS * columns)));
  const context = trainingContext(reference, tensor([0, 0, 0, 0]));
  let output = draw(INPUT, width);
  const steps = model.layers.map((layer, place) => {
    const step = layer.forward(reference, parametersOf(model, place), output, context);
    output = step.output;
    return step;
  });
  let { gradient } = meanSquaredError.measure(reference, output, draw(TARGET, 1));

  const [gradients, slopes, weights]: [number[], number[], number[]] = [[], [], []];
  let ofOutput = NaN;
  for (let place = layers; place >= 0; place--) {
    const { pull, slope } = steps[place]!;
    const pulled = pull(gradient);
    const delta = place === layers ? gradient : gradient.mul(slope!);
    if (place === layers) ofOutput = normOf(delta);
    else {
      gradients.unshift(normOf(delta) / ofOutput);
      slopes.unshift(normOf(delta) / normOf(gradient));
    }
    if (place === 0) break;
    gradient = pulled.input();
    if (place < layers) weights.unshift(normOf(gradient) / normOf(delta));
  }
  return { gradients, slopes, weights };
}

// Purposes that the draws are derived for: none of those of a model's layers.
const [INPUT, TARGET] = [101, 102];

/** The tensors of the layer at `place` by the names it knows them by: weight, bias and what its activation learns. */
const parametersOf = ({ layers, parameters }: Sequential, place: number): Named<Tensor> =>
  Object.fromEntries(Object.keys(layers[place]!.shapes ?? {}).map((name) => [name, parameters[`${place}.${name}`]!]));

/** In double precision: the squares of what thirty layers leave are below float32. */
const normOf = ({ data }: Tensor): number => Math.hypot(...data);
