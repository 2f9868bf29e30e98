import { optimize, Tensor, trainingContext, trainingStep } from '@nonlin/core';
import type { Clipping, Loss, Named, Optimizer, Sequential, State } from '@nonlin/core';
import { exportGraph } from './export-graph.ts';
import type { ExportOptions, Given, Graph } from './export-graph.ts';
import { expectModel, shown } from './expect.ts';
import type { Node } from './record/node.ts';
import { recorder } from './record/recorder.ts';
import { scoped, scopedLoss } from './record/scoped.ts';

/**
 * A part of training as a file. With W for the weights and S for what the optimizer remembers of them:
 * `start`: nothing to W, S. `step`: batch, W, S to loss, next W, next S. `gradients`: batch, W to loss, gradients.
 * `update`: gradients, W, S to next W, next S. A step is its gradients and its update: between them several machines may add theirs up.
 */
export type TrainingPart = 'start' | 'step' | 'gradients' | 'update';

export interface TrainingToOnnxOptions extends ExportOptions {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** Default `step`. */
  readonly part?: TrainingPart;
  /** Changes to the gradients before the optimizer sees them, in order: in `step` and `update`. */
  readonly clip?: Clipping | readonly Clipping[];
  /** `values`: targets [batch, outputs]. `classes`: class indices [batch, 1], of `softmaxCrossEntropy`. Default `values`. */
  readonly target?: 'values' | 'classes';
  /** Rows carry weights: an input `weight` [batch, 1], and their sum as the output `weightSum`. Default false. */
  readonly weighted?: boolean;
}

const OPTIONS: readonly (keyof TrainingToOnnxOptions)[] = [
  'loss',
  'optimizer',
  'part',
  'clip',
  'target',
  'weighted',
  'opset',
  'name',
  'operators',
];

/** What precedes the names of outputs that are inputs of the next step. */
const NEXT = 'next/';
const GRADIENT = 'gradient/';

/**
 * A part of the model's training step as the bytes of an ONNX file, for any engine that runs ONNX.
 * Inputs and outputs are named `input`, `target`, `weight`, `loss`; weights as in `model.parameters`; what the optimizer remembers
 * `mean/0.weight`; gradients `gradient/0.weight`; what is to go in at the next step `next/0.weight`, `next/mean/0.weight`.
 * `optimizer.coefficients(step)` are inputs of shape [] by their names, as far as the step uses them; where the model draws random
 * numbers, so is `key` ([4]: `keyToLimbs`). Weights that training does not move stay in the file.
 *
 * Class indices are not checked in the file, as they are by `train`: one that does not exist, or NaN, trains in silence.
 *
 * Throws as `toOnnx` does, a `TypeError` for a loss, an optimizer or a clipping that is none, and a `RangeError` for names that occur
 * twice, targets that the loss does not take, and a `start` or `update` of a model of which nothing is trained.
 */
export function trainingToOnnx(model: Sequential, options: TrainingToOnnxOptions): Uint8Array<ArrayBuffer> {
  const where = 'trainingToOnnx';
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${where}: expected options { loss, optimizer }, got ${shown(options)}`);
  const { inputs, parameters } = expectModel(where, model, options, OPTIONS);
  const { loss, optimizer, part = 'step', target = 'values', weighted = false, clip: clips = [] } = options;
  if (typeof loss?.measure !== 'function') throw new TypeError(`${where}: expected a loss, as binaryCrossEntropy, got ${shown(loss)}`);
  if (typeof optimizer?.update !== 'function' || typeof optimizer.coefficients !== 'function' || !Array.isArray(optimizer.slots))
    throw new TypeError(`${where}: expected an optimizer, as adam({ rate: 0.01 }), got ${shown(optimizer)}`);
  if (target !== 'values' && target !== 'classes')
    throw new RangeError(`${where}: expected target 'values' or 'classes', got ${shown(target)}`);
  const clip = [clips].flat();
  const noClipping = clip.find((change) => typeof change !== 'function');
  if (noClipping !== undefined)
    throw new TypeError(`${where}: expected clip clipNorm(…), clipValue(…) or several in an array, got ${shown(noClipping)}`);
  expectTargets(loss, model.outputs ?? inputs, target === 'classes');

  const moved = movedBy(model, inputs, parameters);
  const kept = Object.keys(parameters).filter((name) => !moved.includes(name));
  const weights = (held: boolean): Named<Given> => givenOf(moved, parameters, '', held);
  const slots = (held: boolean): Named<Given> =>
    Object.assign({}, ...optimizer.slots.map((slot) => givenOf(moved, parameters, `${slot}/`, held, 0))) as Named<Given>;
  const still = (): Named<Given> => Object.fromEntries(kept.map((name) => [name, parameters[name]!]));
  const coefficients = Object.keys(optimizer.coefficients(1));
  if (moved.length === 0 && (part === 'start' || part === 'update'))
    throw new RangeError(`${where}: training moves no weight of ${model.name}, so that ${part} is empty; leave a layer unfrozen`);
  // Refuses names of slots and coefficients that are a step's own, for every part.
  const learning = { loss, optimizer, clip };
  trainingStep({ model, ...learning });
  expectDistinct(where, [
    'input',
    'target',
    'weight',
    'key',
    'loss',
    'weightSum',
    ...coefficients,
    ...Object.keys(parameters),
    ...['gradient', 'next', 'start', ...optimizer.slots].flatMap((before) => moved.map((name) => `${before}/${name}`)),
  ]);
  const scalars = (): Named<Given> => Object.fromEntries(coefficients.map((name) => [name, { shape: [], optional: true }]));
  const batch = (rows: number): Named<Given> => ({
    input: { shape: [rows, inputs] },
    target: { shape: [rows, target === 'classes' ? 1 : (model.outputs ?? inputs)] },
    ...(weighted && { weight: { shape: [rows, 1] } }),
    key: { shape: [4], optional: true },
  });

  /** Weights and what is remembered of them, in the groups that a step knows them by. */
  const stateOf = (given: Named<Node>): State<Node> => ({
    parameters: pick(given, Object.keys(parameters)),
    ...Object.fromEntries(optimizer.slots.map((slot) => [slot, strip(given, `${slot}/`)])),
  });
  const nextOf = (state: State<Node>): Named<Node> => ({
    ...prefix(NEXT, pick(state['parameters']!, moved)),
    ...(Object.assign({}, ...optimizer.slots.map((slot) => prefix(`${NEXT}${slot}/`, pick(state[slot]!, moved)))) as Named<Node>),
  });

  const graphs: { readonly [part in TrainingPart]: Pick<Graph, 'given' | 'outputs'> } = {
    start: {
      given: () => prefix('start/', { ...weights(true), ...slots(true) }),
      outputs: (_, given) => strip(given, 'start/'),
    },
    step: {
      given: (rows) => ({ ...batch(rows), ...scalars(), ...weights(false), ...slots(false), ...still() }),
      outputs: (recorder, given) => {
        const step = trainingStep({ model: scoped(model, recorder), ...learning, loss: scopedLoss(loss, recorder) });
        const data = pick(given, ['input', 'target', 'weight', 'key', ...coefficients]);
        // What layers and loss do not claim is the update.
        const { state, outputs } = recorder.within('update', () =>
          step(recorder.ops, { constants: {}, state: stateOf(given), inputs: data }),
        );
        return { loss: outputs['loss']!, ...(weighted && { weightSum: outputs['weight']! }), ...nextOf(state) };
      },
    },
    gradients: {
      given: (rows) => ({ ...batch(rows), ...weights(false), ...still() }),
      outputs: (recorder, given) => {
        const { ops } = recorder;
        const { input, target, weight, key } = given;
        const { output, pull } = scoped(model, recorder).forward(ops, given, input!, trainingContext(ops, key!));
        const { value, gradient } = scopedLoss(loss, recorder).measure(ops, output, target!, weight);
        const { parameters: gradients } = pull(gradient);
        return { loss: value, ...(weight !== undefined && { weightSum: ops.sum(weight) }), ...prefix(GRADIENT, pick(gradients, moved)) };
      },
    },
    update: {
      given: () => ({ ...givenOf(moved, parameters, GRADIENT, false), ...scalars(), ...weights(false), ...slots(false) }),
      outputs: ({ ops, within }, given) =>
        within('update', () => {
          const gradients = clip.reduce((current, change) => change(ops, current), strip(given, GRADIENT));
          return nextOf(optimize(ops, optimizer, stateOf(given), gradients, pick(given, coefficients)));
        }),
    },
  };
  const graph = Object.hasOwn(graphs, part) ? graphs[part] : undefined;
  if (graph === undefined) throw new RangeError(`${where}: expected part ${Object.keys(graphs).join(', ')}, got ${shown(part)}`);
  return exportGraph(where, { name: `${part} of ${model.name}`, ...graph }, options);
}

/** Throws the loss's own error where targets of this kind cannot be those of a model with so many outputs, whatever is in them. */
function expectTargets(loss: Loss, outputs: number, classes: boolean): void {
  const columns = classes ? 1 : outputs;
  const refusals = (classes ? [0] : [1, 0, 0.5, -1, 1 / outputs]).map((value) => {
    try {
      loss.check?.(new Tensor([1, columns], new Float32Array(columns).fill(value)), [1, outputs]);
      return undefined;
    } catch (error) {
      return error;
    }
  });
  if (!refusals.includes(undefined)) throw refusals[0];
}

/** Throws where two of a file's values would have one name. */
function expectDistinct(where: string, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new RangeError(`${where}: two values are named ${twice}; give that slot, coefficient or weight another name`);
}

/** The names of the parameters that training moves: those that the way back has a gradient for. */
function movedBy(model: Sequential, inputs: number, parameters: Named<Given>): readonly string[] {
  const trial = recorder();
  const { ops } = trial;
  const given = Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, trial.given(name, shape)]));
  const context = trainingContext(ops, trial.given('key', [4]));
  const { output, pull } = model.forward(ops, given, trial.given('input', [1, inputs]), context);
  const gradients = pull(output).parameters;
  return Object.keys(parameters).filter((name) => gradients[name] !== undefined);
}

/** Tensors of the parameters' shapes under names of their own; held by the file, as they are or filled with a number. */
function givenOf(names: readonly string[], parameters: Named<Given>, before: string, held: boolean, fill?: number): Named<Given> {
  const entries = names.map((name) => {
    const { shape, data } = parameters[name]!;
    if (!held) return [before + name, { shape }] as const;
    return [before + name, { shape, data: fill === undefined ? data! : data!.map(() => fill) }] as const;
  });
  return Object.fromEntries(entries);
}

const pick = <T>(named: Named<T>, names: readonly string[]): Named<T> =>
  Object.fromEntries(names.flatMap((name) => (named[name] === undefined ? [] : [[name, named[name]]])));
const prefix = <T>(before: string, named: Named<T>): Named<T> =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [before + name, value]));
const strip = <T>(named: Named<T>, before: string): Named<T> =>
  Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (name.startsWith(before) ? [[name.slice(before.length), value]] : [])),
  );
