/** An activation by its name here; every peer has its own of that name, or does not take part. */
export type ActivationName = 'sigmoid' | 'relu' | 'tanh' | 'silu' | 'gelu';

/** A network from its inputs to its outputs, with `activation` in between. */
interface Network {
  readonly sizes: readonly number[];
  readonly activation: ActivationName;
}

/** Training steps on mini-batches; `binary` is cross-entropy of one logit, `softmax` of classes. */
export interface Training extends Network {
  readonly kind: 'train';
  readonly loss: 'binary' | 'softmax';
  readonly optimizer: 'sgd' | 'adam';
  readonly rate: number;
  /** Rows of data, and how many of them a step takes. */
  readonly rows: number;
  readonly batch: number;
}

/** Predictions for `batch` rows a call, data in and out included. */
export interface Prediction extends Network {
  readonly kind: 'predict';
  readonly batch: number;
}

/** The product of two square matrices that lie where the library keeps its own. */
export interface Product {
  readonly kind: 'matmul';
  readonly size: number;
}

/** An activation of each of `elements` numbers; with `slope`, its slope beside it. */
export interface Elementwise {
  readonly kind: 'map';
  readonly activation: ActivationName;
  readonly slope: boolean;
  readonly elements: number;
}

/** What a contender does once: a step, a call, a product, a pass. */
export type Work = Training | Prediction | Product | Elementwise;

/** Multiplications and additions of one `Work`; of an element-wise one, its elements. */
export function operationsOf(work: Work): number {
  if (work.kind === 'matmul') return 2 * work.size ** 3;
  if (work.kind === 'map') return work.elements;
  const products = work.sizes.slice(1).map((size, i) => 2 * size * work.sizes[i]! * work.batch);
  const forward = products.reduce((sum, product) => sum + product, 0);
  // Backwards each product is met twice, but for the first layer's input.
  return work.kind === 'predict' ? forward : 3 * forward - products[0]!;
}

/** Bytes that training goes through again and again: weights and their slopes, what layers give and get back, the data. */
export function bytesOf({ sizes, rows, batch }: Training): number {
  const weights = sizes.slice(1).reduce((sum, size, i) => sum + (sizes[i]! + 1) * size, 0);
  const units = sizes.reduce((sum, size) => sum + size, 0);
  return 4 * (2 * weights + 2 * batch * units + rows * (sizes[0]! + sizes.at(-1)!));
}

/** What a contender needs to know to do a `Work` again and again. */
export interface Runner {
  /** How many times one `run` does the work. */
  readonly times: number;
  run(): void | Promise<unknown>;
  /** The loss reached, of training. */
  loss?(): number | Promise<number>;
  dispose?(): void;
}

/** A runner that takes its own time: a process of another language. */
export interface Remote {
  measure(milliseconds: number): Promise<Measured>;
  dispose(): void;
}

/** Nanoseconds for one `Work`, over all that was done in one measurement. */
export interface Measured {
  readonly nanoseconds: number;
  readonly loss?: number;
}

/** A module that takes part. */
export interface Contender {
  /** Undefined where the library has no such thing. */
  prepare(work: Work, variant: string): Runner | Remote | undefined | Promise<Runner | Remote | undefined>;
  /** The library's version, for the report. */
  version(variant: string): string | Promise<string>;
}
