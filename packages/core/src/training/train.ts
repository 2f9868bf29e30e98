import { expectKind, expectOptions, expectWhole } from '../errors.ts';
import { mapNamed } from '../layers/layer.ts';
import type { Named, State } from '../layers/layer.ts';
import { Sequential } from '../layers/sequential.ts';
import type { Loss } from '../losses/loss.ts';
import type { Clipping } from '../optimizers/clipping.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { deriveKey, keyOf, permutation } from '../random/random.ts';
import type { Key } from '../random/random.ts';
import { own, Tensor, zeros } from '../tensor/tensor.ts';
import { referenceBackend } from './backend.ts';
import type { Backend, StepDefinition } from './backend.ts';
import { changing, drawsIn } from './changing.ts';
import { prepare } from './data.ts';
import type { Data, Rows } from './data.ts';
import { evaluateRows } from './evaluate.ts';
import type { Evaluation } from './evaluate.ts';
import type { Metric } from './metrics.ts';
import { allFinite, findNonFinite, isFiniteState } from './non-finite.ts';
import { trainingStep } from './step.ts';

/** Data at once, or batches brought along: an iterable that can be gone through once for each epoch. */
export type TrainingData = Data | Iterable<Data> | AsyncIterable<Data>;

export interface TrainOptions {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** How often training goes through the data, counted from the model's first epoch. */
  readonly epochs: number;
  /** Names the first weights (of a model without any), the order of rows and dropout's draws. Default 0. */
  readonly seed?: number;
  /** Rows per step. Default: all. The last batch of an epoch may be shorter. */
  readonly batchSize?: number;
  /** Takes rows in a new random order each epoch. Default true. */
  readonly shuffle?: boolean;
  /** Reports, and writes the weights back, every so many epochs and at the end. Default 1. */
  readonly every?: number;
  /** Changes to the gradients before the optimizer sees them, in order. */
  readonly clip?: Clipping | readonly Clipping[];
  /** Numbers to report beside the loss, worked out on the whole data at each report. */
  readonly metrics?: { readonly [name: string]: Metric };
  /** Data to report on that is not learnt from. */
  readonly validation?: Data;
  /** An `AbortSignal`: stops within some 50 ms and throws its reason; the weights reached stay. */
  readonly signal?: { throwIfAborted(): void };
  /** Goes on where a report's `state()` was taken, to the same bits as without the stop. */
  readonly resume?: TrainingState;
  /** Default: the reference. */
  readonly backend?: Backend;
  /** The same bits on every engine and machine. The reference always gives them. Default false. */
  readonly deterministic?: boolean;
}

const OPTIONS: readonly (keyof TrainOptions)[] = [
  'loss',
  'optimizer',
  'epochs',
  'seed',
  'batchSize',
  'shuffle',
  'every',
  'clip',
  'metrics',
  'validation',
  'signal',
  'resume',
  'backend',
  'deterministic',
];

/** What training needs to go on: epochs and steps done, weights, and what the optimizer remembers. */
export interface TrainingState {
  readonly epoch: number;
  readonly step: number;
  readonly state: State<Tensor>;
}

/** How training stands after an epoch. */
export interface EpochReport {
  /** Epochs done, from 1. */
  readonly epoch: number;
  /** Steps done, from 1. */
  readonly step: number;
  /** Mean loss over the epoch's rows, each measured just before its step. */
  readonly loss: number;
  /** The metrics asked for, on the whole data with the weights reached. Empty for batches brought along. */
  readonly metrics: { readonly [name: string]: number };
  /** Loss and metrics on the validation data. */
  readonly validation?: Evaluation;
  /** For each layer by its place, the norm of its gradient in the last step, before clipping. Frozen layers have none. */
  readonly gradientNorms: { readonly [layer: string]: number };
  /** What `resume` takes; to be read before the next report is asked for. */
  state(): Promise<TrainingState>;
}

/**
 * Trains `model` and reports after each epoch: `for await (const { epoch, loss } of train(model, data, options))`.
 * `break` stops. The weights reached are in the model at each report and whenever training ends, however it ends.
 * A model without weights gets them from `seed`; one with weights goes on from them.
 *
 * Throws at once for data or options that do not fit; a `NonFiniteError` when a number leaves the finite range,
 * with the epoch, the layer and the remedy: the model then holds the last finite weights.
 */
export function train(model: Sequential, data: TrainingData, options: TrainOptions): AsyncGenerator<EpochReport, void, undefined> {
  expectKind('train', model, model instanceof Sequential, 'a model made by sequential(…)');
  expectKind('train', options, typeof options === 'object' && options !== null, 'options { loss, optimizer, epochs }');
  expectOptions('train', options, OPTIONS);
  const { loss, optimizer, epochs, seed = 0, batchSize, every = 1, validation, clip = [], metrics = {}, signal, resume, backend } = options;
  expectKind('train', loss, isFunction(loss?.measure), 'a loss, as binaryCrossEntropy');
  expectKind('train', optimizer, isFunction(optimizer?.update), 'an optimizer, as adam({ rate: 0.01 })');
  expectKind('train: backend', backend, backend === undefined || isFunction(backend?.compile), 'a backend, as referenceBackend');
  expectKind('train: signal', signal, signal === undefined || isFunction(signal?.throwIfAborted), 'an AbortSignal');
  expectKind('train: clip', clip, [clip].flat().every(isFunction), 'clipNorm(…), clipValue(…) or several in an array');
  const named = typeof metrics === 'object' && metrics !== null && !Array.isArray(metrics) && Object.values(metrics).every(isFunction);
  expectKind('train: metrics', metrics, named, 'functions by name, as { accuracy }');
  expectKind('train: resume', resume, resume === undefined || typeof resume?.state?.['parameters'] === 'object', "a report's state()");
  expectWhole('train: epochs', epochs, 1);
  expectWhole('train: every', every, 1);
  if (batchSize !== undefined) expectWhole('train: batchSize', batchSize, 1);
  const key = keyOf(seed);

  const batches = isIterable(data) ? data : undefined;
  if (batches !== undefined && batchSize !== undefined)
    throw new TypeError('train: batchSize is for data given at once; these batches have their own sizes');
  const whole = batches === undefined ? prepare('train', data as Data, model, loss) : undefined;
  const held = validation === undefined ? undefined : prepare('train: validation', validation, model, loss);
  if (resume !== undefined) takeUp(model, optimizer, resume);
  else if (!model.initialized) model.setup(seed);
  if (!isFiniteState({ parameters: model.parameters }))
    throw new RangeError("train: the model's weights are not all finite; set finite ones, or draw them with model.setup(seed)");
  return run(model, whole ?? batches!, held, key, options);
}

/** Gives the model the weights of a state, once it is sure that they are its own and that the optimizer's memory is there. */
function takeUp(model: Sequential, { name: optimizer, slots }: Optimizer, { state }: TrainingState): void {
  for (const slot of slots)
    for (const name of Object.keys(model.shapes))
      if (state['parameters']?.[name] !== undefined && state[slot]?.[name] === undefined)
        throw new RangeError(
          `train: resume: the state has no ${slot} of ${name}, which ${optimizer} remembers; go on with the optimizer that the state was taken with`,
        );
  model.parameters = state['parameters'] ?? {};
}

/** Trains to the last epoch and gives its report: `train` for those who do not want to watch. */
export async function fit(model: Sequential, data: TrainingData, options: TrainOptions): Promise<EpochReport> {
  let last: EpochReport | undefined;
  const seldom = options && { every: options.epochs, ...options };
  for await (const report of train(model, data, seldom)) last = report;
  if (last === undefined)
    throw new RangeError(`fit: the ${options.epochs} epochs asked for are done already; ask for more than the state that was resumed has`);
  return last;
}

/** Steps of equal shape, run in one go. */
interface Run {
  readonly count: number;
  readonly inputs: Named<Tensor>;
  /** Rows in each step. */
  readonly rows: number;
}

/** Steps per run where one batch is the whole data: enough to make a call cheap beside steps of 0.1 µs, few enough to replay. */
const STEPS = 5_000;

/** Milliseconds of training after which timers, clicks and drawing get a turn, and an abort is seen. */
const BREATH = 50;

/** Purpose that the epochs' orders are derived for. */
const SHUFFLE = 1;

async function* run(
  model: Sequential,
  data: Rows | Iterable<Data> | AsyncIterable<Data>,
  held: Rows | undefined,
  key: Key,
  options: TrainOptions,
): AsyncGenerator<EpochReport, void, undefined> {
  const {
    loss,
    optimizer,
    epochs,
    every = 1,
    clip = [],
    metrics = {},
    signal,
    resume,
    backend = referenceBackend,
    deterministic = false,
  } = options;
  const whole = 'tensors' in data ? data : undefined;
  let { epoch, step } = resume ?? { epoch: 0, step: 0 };
  let safe: State<Tensor> = resume?.state ?? initialState(model, optimizer);
  const definition: StepDefinition = {
    constants: whole?.tensors ?? {},
    state: safe,
    step: trainingStep({ model, loss, optimizer, clip: typeof clip === 'function' ? [clip] : clip }),
  };
  const program = await backend.compile(definition, { deterministic });
  const draws = whole === undefined || drawsIn(model, safe['parameters']!, whole.tensors.input.slice(0, 1));
  const changes = changing(optimizer, key, draws);
  let gradientNorms: Named<Tensor> = {};
  let turned = Date.now();
  // Steps that fit in a breath, as the last run shows: the bits are the same however they are cut.
  let pace = 1;

  /** Runs, checks, and keeps a copy of the state that is known to be finite. */
  const advance = async ({ count, inputs, rows }: Run): Promise<{ loss: number; weight: number }> => {
    if (Date.now() - turned >= BREATH) {
      await turn();
      turned = Date.now();
    }
    signal?.throwIfAborted();
    const began = Date.now();
    const { outputs, last } = await program.run(count, inputs);
    pace = Math.min(STEPS, Math.max(1, Math.floor((count * BREATH) / Math.max(1, Date.now() - began))));
    const losses = outputs['loss']!.data;
    const weights = outputs['weight']?.data;
    const reached = await program.state();
    if (!allFinite(losses) || !isFiniteState(reached)) {
      const failure = findNonFinite(model, definition, safe, count, inputs, epoch + 1, step);
      model.parameters = failure.parameters;
      safe = { ...safe, parameters: failure.parameters };
      throw failure.error;
    }
    safe = reached;
    gradientNorms = last;
    step += count;
    const weight = (i: number): number => weights?.[i] ?? rows;
    // The epoch's mean: over its batches where it has several; else the runs are epochs, and the last one counts.
    let [total, all] = [0, 0];
    for (let i = batched(options, whole) ? 0 : count - 1; i < count; i++) {
      total += losses[i]! * weight(i);
      all += weight(i);
    }
    return { loss: total, weight: all };
  };

  try {
    while (epoch < epochs) {
      signal?.throwIfAborted();
      const until = Math.min(epochs, (Math.floor(epoch / every) + 1) * every);
      let [total, weight] = [0, 0];
      if (whole !== undefined && !batched(options, whole)) {
        const count = Math.min(pace, until - epoch);
        const part = await advance({ count, rows: whole.rows, inputs: changes(step, count) });
        [total, weight] = [part.loss, part.weight];
        epoch += count;
      } else {
        for await (const next of whole === undefined
          ? brought(data as Iterable<Data>, model, loss, epoch)
          : shuffled(whole, options, key, epoch, () => pace)) {
          const part = await advance({ ...next, inputs: { ...next.inputs, ...changes(step, next.count) } });
          total += part.loss;
          weight += part.weight;
        }
        epoch++;
      }
      if (epoch < until) continue;

      model.parameters = mapNamed(safe['parameters']!, own);
      const reached = { epoch, step };
      const state = safe;
      yield {
        epoch,
        step,
        loss: total / weight,
        metrics: whole === undefined || Object.keys(metrics).length === 0 ? {} : evaluateRows(model, whole, loss, metrics).metrics,
        ...(held !== undefined && { validation: evaluateRows(model, held, loss, metrics) }),
        gradientNorms: mapNamed(gradientNorms, (norm) => norm.at()),
        state: () => Promise.resolve({ ...reached, state: mapNamed(state, (group) => mapNamed(group, own)) }),
      };
    }
  } finally {
    model.parameters = mapNamed(safe['parameters']!, own);
    program.dispose();
  }
}

/** A web standard that every host has; neither the page's types nor Node's are among the core's. */
declare const MessageChannel: new () => {
  readonly port1: { addEventListener(type: 'message', listener: () => void): void; start(): void; close(): void };
  readonly port2: { postMessage(message: null): void };
};

/** Lets the host do what waits. Promises go before it, and its timers are slow in a hidden page; messages are not. */
function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

const batched = ({ batchSize }: TrainOptions, whole: Rows | undefined): boolean =>
  whole === undefined || (batchSize !== undefined && batchSize < whole.rows);

/** Weights as they stand, and zeros for what the optimizer remembers. */
function initialState(model: Sequential, optimizer: Optimizer): State<Tensor> {
  const parameters = model.parameters;
  return {
    ...Object.fromEntries(optimizer.slots.map((slot) => [slot, mapNamed(parameters, ({ shape }) => zeros(shape))])),
    parameters,
  };
}

/** The epoch's batches as rows to gather: the full ones in runs of `pace()`, then the shorter last one. */
function* shuffled(
  { rows }: Rows,
  { batchSize = rows, shuffle = true }: TrainOptions,
  key: Key,
  epoch: number,
  pace: () => number,
): Generator<Run> {
  const order = shuffle ? permutation(deriveKey(key, SHUFFLE, epoch), rows) : Float32Array.from({ length: rows }, (_, i) => i);
  const full = Math.floor(rows / batchSize);
  const rest = rows - full * batchSize;
  for (let done = 0, count = 0; done < full; done += count) {
    count = Math.min(pace(), full - done);
    const taken = order.slice(done * batchSize, (done + count) * batchSize);
    yield { count, rows: batchSize, inputs: { rows: new Tensor([count, batchSize], taken) } };
  }
  if (rest > 0) yield { count: 1, rows: rest, inputs: { rows: new Tensor([1, rest], order.slice(full * batchSize)) } };
}

/** Batches brought along, each checked, one step each. */
async function* brought(batches: Iterable<Data> | AsyncIterable<Data>, model: Sequential, loss: Loss, epoch: number): AsyncGenerator<Run> {
  let count = 0;
  for await (const batch of batches) {
    const { rows, tensors } = prepare(`train: batch ${count} of epoch ${epoch + 1}`, batch, model, loss);
    yield { count: 1, rows, inputs: mapNamed(tensors as Named<Tensor>, (tensor) => new Tensor([1, ...tensor.shape], tensor.data)) };
    count++;
  }
  if (count === 0)
    throw new RangeError(
      `train: epoch ${epoch + 1} got no batches; give an array or an object that can be iterated over once for each epoch, not a generator that is used up`,
    );
}

const isFunction = (value: unknown): boolean => typeof value === 'function';

const isIterable = (data: TrainingData): data is Iterable<Data> | AsyncIterable<Data> =>
  typeof data === 'object' && data !== null && (Symbol.iterator in data || Symbol.asyncIterator in data);
