import { readFileSync } from 'node:fs';
import { activate, reference, tensor } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';
import { describe, expect, test } from 'vitest';
import {
  elu,
  hardSigmoid,
  hardTanh,
  leakyRelu,
  logSigmoid,
  mish,
  prelu,
  relu6,
  selu,
  softplus,
  softShrink,
  softsign,
} from '../src/index.ts';
import { tanh, threshold } from '../src/index.ts';

type Options = { readonly [name: string]: number };

/** A line of cases.jsonl: numbers from the tests of other projects. */
interface Case {
  /** Repository, commit, file, test. */
  readonly source: string;
  readonly activation: string;
  readonly options: Options;
  readonly x: readonly number[];
  /** PReLU's α, one for each x. */
  readonly alpha?: readonly number[];
  readonly y?: readonly number[];
  /** What comes from the layer after, and what is passed on to the layer before. */
  readonly gradient?: readonly number[];
  readonly pulled?: readonly number[];
  readonly absolute: number;
  readonly relative: number;
}

const make: { readonly [name: string]: (options: Options) => AnyActivation } = {
  elu,
  hardSigmoid,
  hardTanh,
  leakyRelu,
  prelu,
  softplus,
  softShrink,
  threshold,
  logSigmoid: () => logSigmoid,
  mish: () => mish,
  relu6: () => relu6,
  selu: () => selu,
  softsign: () => softsign,
  tanh: () => tanh,
};

const lines = readFileSync(new URL('cases.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const cases = lines.map((line) => JSON.parse(line) as Case);

describe('numbers from other projects’ tests, within what they print and 5e-7 for float32', () => {
  test.each(cases)('$activation $options: $source', ({ activation, options, x, alpha, y, gradient, pulled, absolute, relative }) => {
    const made = make[activation]!(options);
    const given = { x: tensor([...x]), alpha: tensor([...(alpha ?? [0])]) };
    const { output, slope } = reference.map(given, ({ x, alpha }, math) => activate(made, x, made.parameters ? { alpha } : {}, math));
    const expected = y ?? pulled!;
    for (const [i, its] of expected.entries()) {
      const got = y === undefined ? slope.data[i]! * gradient![i]! : output.data[i]!;
      const allowed = absolute + relative * Math.abs(its) + 5e-7 * Math.max(1, Math.abs(its));
      expect(Math.abs(got - its), `at x = ${x[i]}: got ${got}, expected ${its}`).toBeLessThanOrEqual(allowed);
    }
  });
});
