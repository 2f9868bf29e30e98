import { random, referenceBackend, Tensor } from '@nonlin/core';
import type { AnyActivation, Backend, Named, ScalarOps, Shape, TensorOps } from '@nonlin/core';
import type { Tolerance } from '../activation/facts.ts';
import { text } from '../finding.ts';
import type { Failure } from '../finding.ts';
import { unitInLastPlace } from '../float32.ts';

export type ScalarOperation = keyof ScalarOps<unknown>;

export interface BackendOptions {
  /**
   * Error of an operation on elements against the exact result, where it is not the usual: exact for arithmetic, `sqrt`,
   * `abs`, `max`, comparisons, `where`; 4 ULP for the others, with 2⁻²² besides for `sin` and `cos`.
   */
  readonly errors?: { readonly [operation in ScalarOperation]?: Tolerance };
  /** Error of what some training steps reach. Default: relative 1e-4 and absolute 1e-5. */
  readonly training?: { readonly relative: number; readonly absolute: number };
  /** Activations whose values and slopes are compared over the whole range of float32. Default: one made of tanh. */
  readonly activations?: readonly AnyActivation[];
  /** Error of their values and slopes. Default: 8 ULP and 8 · 2⁻²⁴. */
  readonly activationError?: Tolerance;
  /** NaN is not promised to be kept: what would be NaN is not looked at. */
  readonly losesNaN?: true;
  /** Instead of the backend's name. */
  readonly title?: string;
}

export interface BackendSubject {
  readonly backend: Backend;
  readonly options: BackendOptions;
}

/** A computation over constant tensors, for any interpreter. */
export type Computation<N extends string> = <T>(ops: TensorOps<T>, x: { readonly [name in N]: T }) => Named<T>;

/** Runs a computation as a program of one step; gives its outputs. */
export async function outputsOf<N extends string>(
  backend: Backend,
  constants: { readonly [name in N]: Tensor },
  computation: Computation<N>,
): Promise<Named<Tensor>> {
  const program = await backend.compile({
    constants,
    state: {},
    step: (ops, { constants }) => ({
      state: {},
      outputs: computation(ops, constants as { [name in N]: (typeof constants)[string] }),
      last: () => ({}),
    }),
  });
  try {
    const { outputs } = await program.run(1, {});
    return Object.fromEntries(
      Object.entries(outputs).map(
        ([
          name,
          {
            shape: [, ...rest],
            data,
          },
        ]) => [name, new Tensor(rest, data)],
      ),
    );
  } finally {
    program.dispose();
  }
}

/** How far element `i` of an output may be from what the reference gives. */
export type Allowed = (expected: number, i: number, output: string) => number;

export const exactly: Allowed = () => 0;

export const within =
  ({ ulp, absolute = 0 }: Tolerance): Allowed =>
  (expected) =>
    ulp * unitInLastPlace(expected) + absolute;

/** A computation on the backend and on the reference. */
export async function* compared<N extends string>(
  { backend, options }: BackendSubject,
  input: string,
  constants: { readonly [name in N]: Tensor },
  computation: Computation<N>,
  allowed: Allowed = exactly,
): AsyncIterable<Failure> {
  const got = await outputsOf(backend, constants, computation);
  const expected = await outputsOf(referenceBackend, constants, computation);
  yield* differing(input, got, expected, allowed, options, (i) => elements(constants, i));
}

/** Tensors that are not those expected: a missing one, another shape, and of each the first element that is off. */
export function* differing(
  input: string,
  got: Named<Tensor>,
  expected: Named<Tensor>,
  allowed: Allowed = exactly,
  { losesNaN }: BackendOptions = {},
  describe: (i: number) => string = () => '',
): Iterable<Failure> {
  for (const name of Object.keys(got))
    if (expected[name] === undefined) yield { input, got: `an output ${name}`, expected: 'none of that name' };
  for (const [name, { shape, data }] of Object.entries(expected)) {
    const its = got[name];
    if (its === undefined || its.shape.join() !== shape.join()) {
      yield {
        input: `${input}, ${name}`,
        got: its === undefined ? 'nothing' : `shape [${its.shape.join(', ')}]`,
        expected: `shape [${shape.join(', ')}]`,
      };
      continue;
    }
    for (const [i, y] of data.entries()) {
      const other = its.data[i]!;
      if (y === other || (Number.isNaN(y) && (Number.isNaN(other) || losesNaN))) continue;
      if (Math.abs(other - y) <= allowed(y, i, name)) continue;
      const bound = allowed(y, i, name);
      yield {
        input: `${input}${describe(i)}, ${name}[${i}]`,
        got: text(other),
        expected: `${text(y)}${bound > 0 ? ` ± ${bound.toExponential(1)}` : ''}`,
      };
      break;
    }
  }
}

/** `, x = 1, y = 2`: the elements at i of those constants that have so many. */
const elements = (constants: Named<Tensor>, i: number): string =>
  Object.entries(constants)
    .filter(([, { shape, size }]) => shape.length === 1 && i < size)
    .map(([name, { data }]) => `, ${name} = ${text(data[i]!)}`)
    .join('');

/** Whole numbers from −4 to 4, the same ones for a seed: their sums are exact in float32, whatever the order. */
export const whole = (shape: Shape, seed = 1): Tensor => change(random(shape, seed), (u) => Math.floor(u * 9) - 4);

/** Numbers from −2 to 2. */
export const fractions = (shape: Shape, seed = 1): Tensor => change(random(shape, seed), (u) => u * 4 - 2);

export const change = (x: Tensor, f: (element: number) => number): Tensor => new Tensor(x.shape, x.data.map(f));

/** Error of a float32 sum of these many parts, in any order: count · 2⁻²⁴ · Σ |part|. */
export const summed =
  (magnitudes: Tensor, count: number): Allowed =>
  (_, i) =>
    (count + 2) * 2 ** -24 * magnitudes.data[i]!;
