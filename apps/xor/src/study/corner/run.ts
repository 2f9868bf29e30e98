import { adam, dense, heNormal, reference, sequential, train, unitVariance } from '@nonlin/core';
import type { AnyActivation, Initialization, Sequential } from '@nonlin/core';
import { relu } from '@nonlin/relu';
import { aims } from '../../experiment/learning.ts';
import { allRight, questions, targetsOf } from '../../experiment/xor.ts';

/** The subgradients that are tried at exactly 0. */
export const SLOPES = [0, 0.5, 1] as const;

/** First weights, by the words of the tables. */
export const beginnings: { readonly [name: string]: Initialization } = { 'biases 0': heNormal, 'biases drawn': unitVariance };

/** What became of one network. */
export interface CornerRun {
  readonly right: boolean;
  /** For each step, how many of its sums (rows × units) were exactly 0. */
  readonly met: readonly number[];
  /** Whether it ends with other weights than the network with slope 0. */
  readonly differs: boolean;
}

const aim = aims['binary-cross-entropy']!;

/** The same first weights trained with each of the slopes at 0; 2-H-1 on the questions as they are, 0 and 1. */
export async function runCorner(
  beginning: string,
  hidden: number,
  epochs: number,
  rate: number,
  seed: number,
): Promise<readonly CornerRun[]> {
  const trained: { model: Sequential; met: number[] }[] = [];
  for (const slope of SLOPES) {
    const model = network(relu.withSlopeAtZero(slope), beginning, hidden, seed);
    const met = [sumsAtZero(model)];
    const data = { input: questions, target: targetsOf(aim.targets) };
    for await (const { epoch } of train(model, data, { loss: aim.loss, optimizer: adam({ rate }), epochs, seed }))
      if (epoch < epochs) met.push(sumsAtZero(model));
    trained.push({ model, met });
  }
  return trained.map(({ model, met }) => ({
    right: allRight(model.predict(questions), aim),
    met,
    differs: Object.entries(model.parameters).some(([name, value]) => !value.equals(trained[0]!.model.parameters[name]!)),
  }));
}

function network(activation: AnyActivation, beginning: string, hidden: number, seed: number): Sequential {
  const initialization = beginnings[beginning]!;
  return sequential(dense(2, hidden, activation, { initialization }), dense(hidden, 1, undefined, { initialization })).setup(seed);
}

/** How many sums of the hidden layer are exactly 0: worked out as the layer does, whose sum is 0 just where this one is. */
function sumsAtZero({ parameters }: Sequential): number {
  const product = reference.matmul(questions, parameters['0.weight']!);
  const bias = parameters['0.bias']!;
  return product.add(bias).data.filter((sum) => sum === 0).length;
}
