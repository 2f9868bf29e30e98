import { dense, diagnose, fit, frozen, NonFiniteError, sequential, train } from '@nonlin/core';
import type { AnyActivation, LayerDiagnosis, Sequential } from '@nonlin/core';
import { aims, learningOptions } from './learning.ts';
import type { Learning } from './learning.ts';
import { largestChange } from './measure.ts';
import { allRight, centred, targetsOf } from './xor.ts';

/** Epochs between two looks at a network in training. */
export const LOOK = 10;

/** Epochs between two looks at the slopes in use, which cost more. */
const LOOK_AT_SLOPES = 50;

/** Where the hidden layer stands in the network. */
const HIDDEN_LAYER = 0;

/** What became of one network and of its control. */
export interface RaceRun {
  /** Four of four with margin at the final epoch. */
  readonly right: boolean;
  /** The same, of the control: equal first weights, hidden layer frozen. */
  readonly rightFrozen: boolean;
  /** Whether both gave the same four outputs, bit for bit. */
  readonly sameAsFrozen: boolean;
  /** The first epoch looked at with four of four; null if there was none. */
  readonly firstRight: number | null;
  /** The largest gradient norm that reached the hidden layer, at the epochs looked at. */
  readonly gradient: number;
  /** The largest |slope| of the activation at any unit and row, at the epochs looked at. */
  readonly slope: number;
  /** max |Δw| over the hidden layer's weights and biases. */
  readonly change: number;
  /** Whether every number stayed finite. */
  readonly finite: boolean;
}

/** 2-H-1 for XOR: `hidden` units with `activation`, one output. */
function network(activation: AnyActivation, hidden: number, isFrozen: boolean, seed: number): Sequential {
  const layer = dense(2, hidden, activation);
  return sequential(isFrozen ? frozen(layer) : layer, dense(hidden, 1)).setup(seed);
}

/** A network trained to the last epoch, or as far as its numbers stayed finite. */
export async function trained(
  activation: AnyActivation,
  hidden: number,
  isFrozen: boolean,
  seed: number,
  learning: Learning,
): Promise<{ model: Sequential; finite: boolean }> {
  const model = network(activation, hidden, isFrozen, seed);
  const finite = await staysFinite(() =>
    fit(model, { input: centred, target: targetsOf(aims[learning.loss]!.targets) }, { ...learningOptions(learning), seed }),
  );
  return { model, finite };
}

/** Trains one network while looking at it, and its control. */
export async function runRace(activation: AnyActivation, hidden: number, seed: number, learning: Learning): Promise<RaceRun> {
  const aim = aims[learning.loss]!;
  const data = { input: centred, target: targetsOf(aim.targets) };
  const model = network(activation, hidden, false, seed);
  const before = model.parameters;

  const look = (): LayerDiagnosis => diagnose(model, data, aim)[HIDDEN_LAYER]!;
  let { largestSlope: slope, gradientNorm: gradient } = look(); // before the first step
  let firstRight: number | null = null;
  const finite = await staysFinite(async () => {
    for await (const { epoch, gradientNorms } of train(model, data, { ...learningOptions(learning), seed, every: LOOK })) {
      gradient = Math.max(gradient, gradientNorms[HIDDEN_LAYER] ?? 0);
      if (epoch % LOOK_AT_SLOPES === 0 || epoch === learning.epochs) slope = Math.max(slope, look().largestSlope);
      if (firstRight === null && allRight(model.predict(centred), aim)) firstRight = epoch;
    }
  });

  const control = await trained(activation, hidden, true, seed, learning);
  const [outputs, controls] = [model.predict(centred), control.model.predict(centred)];
  return {
    right: finite && allRight(outputs, aim),
    rightFrozen: control.finite && allRight(controls, aim),
    sameAsFrozen: outputs.equals(controls),
    firstRight,
    gradient,
    slope,
    change: largestChange(before, model.parameters, `${HIDDEN_LAYER}.`),
    finite,
  };
}

async function staysFinite(training: () => Promise<unknown>): Promise<boolean> {
  try {
    await training();
    return true;
  } catch (error) {
    if (error instanceof NonFiniteError) return false;
    throw error;
  }
}
