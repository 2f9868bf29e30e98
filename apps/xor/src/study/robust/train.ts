import {
  adam,
  dense,
  deriveKey,
  keyOf,
  keyToLimbs,
  optimize,
  permutation,
  predictClass,
  reference,
  referenceBackend,
  sequential,
  softmaxCrossEntropy,
  Tensor,
  trainingContext,
  zeros,
} from '@nonlin/core';
import type { AnyActivation, Key, Sequential, StepDefinition } from '@nonlin/core';
import type { Labelled } from '../data/moons.ts';
import { attacked } from './attack.ts';
import type { Attack } from './attack.ts';

/** What a network is trained and tested on, and how. */
export interface Lesson {
  readonly train: Labelled;
  readonly test: Labelled;
  readonly classes: number;
  readonly width: number;
  readonly epochs: number;
  readonly batch: number;
  readonly rate: number;
  /** Every batch is attacked before its step. */
  readonly attack: Attack;
  /** What the trained network is tested with. */
  readonly trial: Attack;
}

/** Shares of test rows that are right, as they are and attacked. */
export interface RobustRun {
  readonly clean: number;
  readonly robust: number;
}

// Purposes that keys are derived for.
const [ORDER, STEP, TRIAL] = [301, 302, 303];

/** One network with a hidden layer, trained on attacked batches and tested with and without an attack. */
export async function runRobust(activation: AnyActivation, lesson: Lesson, seed: number): Promise<RobustRun> {
  const { train, test, classes, width, trial } = lesson;
  const inputs = train.input.shape[1]!;
  const model = sequential(dense(inputs, width, activation), dense(width, classes)).setup(seed);
  const key = keyOf(seed);
  await learn(model, lesson, key);
  const context = trainingContext(reference, limbs(deriveKey(key, TRIAL)));
  const moved = attacked(reference, model, model.parameters, test, context, trial);
  return { clean: shareRight(model, test.input, test.target), robust: shareRight(model, moved, test.target) };
}

/** Adversarial training, in core's parts: attack, forward, loss, back, update; any backend can compile it. */
function adversarialStep(model: Sequential, optimizer: ReturnType<typeof adam>, attack: Attack): StepDefinition['step'] {
  return (ops, { state, inputs }) => {
    const parameters = state['parameters']!;
    const { input: given, target, key, ...coefficients } = inputs;
    const context = trainingContext(ops, key!);
    const input = attacked(ops, model, parameters, { input: given!, target: target! }, context, attack);

    const { output, pull } = model.forward(ops, parameters, input, context);
    const { value, gradient } = softmaxCrossEntropy.measure(ops, output, target!);
    return { state: optimize(ops, optimizer, state, pull(gradient).parameters, coefficients), outputs: { loss: value }, last: () => ({}) };
  };
}

async function learn(model: Sequential, { train, epochs, batch, rate, attack }: Lesson, key: Key): Promise<void> {
  const optimizer = adam({ rate });
  const nothing = Object.fromEntries(Object.entries(model.parameters).map(([name, { shape }]) => [name, zeros(shape)]));
  const state = { ...Object.fromEntries(optimizer.slots.map((slot) => [slot, nothing])), parameters: model.parameters };
  const program = await referenceBackend.compile({ constants: {}, state, step: adversarialStep(model, optimizer, attack) });
  const rows = train.input.shape[0]!;
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = new Tensor([rows], permutation(deriveKey(key, ORDER, epoch), rows));
    for (let from = 0; from < rows; from += batch) {
      const chosen = order.slice(from, Math.min(rows, from + batch));
      step++;
      const coefficients = Object.entries(optimizer.coefficients(step)).map(([name, value]) => [
        name,
        new Tensor([1], Float32Array.of(value)),
      ]);
      await program.run(1, {
        ...Object.fromEntries(coefficients),
        input: oneStep(reference.gather(train.input, chosen)),
        target: oneStep(reference.gather(train.target, chosen)),
        key: oneStep(limbs(deriveKey(key, STEP, step))),
      });
    }
  }
  model.parameters = (await program.state())['parameters']!;
  program.dispose();
}

const limbs = (key: Key): Tensor => new Tensor([4], Float32Array.from(keyToLimbs(key)));

/** A program takes inputs for several steps at once: here for one. */
const oneStep = ({ shape, data }: Tensor): Tensor => new Tensor([1, ...shape], data);

function shareRight(model: Sequential, input: Tensor, target: Tensor): number {
  const classes = predictClass(model, input).data;
  return target.data.filter((wanted, row) => classes[row] === wanted).length / target.size;
}
