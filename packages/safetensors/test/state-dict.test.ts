import { dense, dropout, frozen, sequential, standardize, tensor } from '@nonlin/core';
import type { Layer, Named, Nested, Sequential, Tensor } from '@nonlin/core';
import { prelu } from '@nonlin/gallery';
import { silu } from '@nonlin/silu';
import { describe, expect, it, test } from 'vitest';
import { fromStateDict, readSafetensors, stateDictNames, toStateDict, writeSafetensors } from '../src/index.ts';

const scale: Layer = {
  name: 'scale',
  shapes: { factor: [1] },
  initialize: () => ({ factor: tensor([2]) }),
  forward: (ops, { factor }, input) => ({
    output: ops.map({ input, factor: factor! }, (x, math) => ({ output: math.mul(x.input, x.factor) })).output,
    pull: () => ({ input: () => input, parameters: {} }),
  }),
};

/** Adds what an inner layer gives to its input. */
const residual = (inner: Layer): Layer => ({
  ...inner,
  name: `residual(${inner.name})`,
  layers: [inner],
  forward: (ops, parameters, input, context) => {
    const { output, pull } = inner.forward(ops, parameters, input, context);
    return { output: ops.map({ output, input }, (x, math) => ({ sum: math.add(x.output, x.input) })).sum, pull };
  },
});

describe('names are those of nn.Sequential', () => {
  test.each<[string, Sequential, { [parameter: string]: string }]>([
    [
      'a layer of one’s own around another',
      sequential([residual(dense(4, 4, silu)), dense(4, 1)]),
      { '0.weight': '0.weight', '0.bias': '0.bias', '1.weight': '1.weight', '1.bias': '1.bias' },
    ],
    [
      'frozen twice',
      sequential([frozen(frozen(dense(4, 4, silu))), dense(4, 1)]),
      { '0.weight': '0.weight', '0.bias': '0.bias', '1.weight': '2.weight', '1.bias': '2.bias' },
    ],
    [
      'Linear, SiLU, Linear',
      sequential(dense(2, 3, silu), dense(3, 1)),
      { '0.weight': '0.weight', '0.bias': '0.bias', '1.weight': '2.weight', '1.bias': '2.bias' },
    ],
    [
      'Linear, Linear',
      sequential(dense(2, 3), dense(3, 1)),
      { '0.weight': '0.weight', '0.bias': '0.bias', '1.weight': '1.weight', '1.bias': '1.bias' },
    ],
    [
      'Linear, SiLU, Dropout, Linear, SiLU, Linear',
      sequential(dense(2, 3, silu), dropout(0.5), dense(3, 3, silu), dense(3, 1)),
      {
        '0.weight': '0.weight',
        '0.bias': '0.bias',
        '2.weight': '3.weight',
        '2.bias': '3.bias',
        '3.weight': '5.weight',
        '3.bias': '5.bias',
      },
    ],
    [
      'an activation that learns, at its own index',
      sequential(dense(2, 3, prelu()), dense(3, 1)),
      { '0.weight': '0.weight', '0.bias': '0.bias', '0.alpha': '1.alpha', '1.weight': '2.weight', '1.bias': '2.bias' },
    ],
    [
      'standardize, a layer of one’s own',
      sequential<readonly Layer[]>(
        standardize([
          [0, 1],
          [2, 5],
        ]),
        scale,
        dense(2, 1),
      ),
      { '0.mean': '0.mean', '0.deviation': '0.deviation', '1.factor': '1.factor', '2.weight': '2.weight', '2.bias': '2.bias' },
    ],
    [
      'nested and frozen',
      sequential(frozen(sequential(dense(2, 3, silu), dense(3, 3, silu))), frozen(dense(3, 3, silu)), dense(3, 1)),
      {
        '0.0.weight': '0.0.weight',
        '0.0.bias': '0.0.bias',
        '0.1.weight': '0.2.weight',
        '0.1.bias': '0.2.bias',
        '1.weight': '1.weight',
        '1.bias': '1.bias',
        '2.weight': '3.weight',
        '2.bias': '3.bias',
      },
    ],
  ])('%s', (_, model, names) => {
    expect(stateDictNames(model)).toEqual(names);
  });
});

const arrays = (tensors: Named<Tensor>): Named<Nested> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.toArray()]));

describe('weights', () => {
  const model = (): Sequential => sequential(dense(2, 3, silu), dense(3, 1));
  // As PyTorch keeps them: Linear(2, 3) and Linear(3, 1), weight [out, in].
  const stateDict: { [name: string]: Tensor } = {
    '0.weight': tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    '0.bias': tensor([0.1, 0.2, 0.3]),
    '2.weight': tensor([[1, -1, 0.5]]),
    '2.bias': tensor([-0.5]),
  };

  it('are transposed: the prediction is that of W x + b', () => {
    const [a, b] = [0.3, -0.7];
    const s = (x: number): number => x / (1 + Math.exp(-x));
    const hidden = [s(a + 2 * b + 0.1), s(3 * a + 4 * b + 0.2), s(5 * a + 6 * b + 0.3)] as const;
    const expected = hidden[0] - hidden[1] + 0.5 * hidden[2] - 0.5;
    expect(
      fromStateDict(model(), stateDict)
        .predict([[a, b]])
        .at(0, 0),
    ).toBeCloseTo(expected, 6);
  });

  it('come back as they were, through a file too', () => {
    const bytes = writeSafetensors(toStateDict(fromStateDict(model(), stateDict)));
    const { tensors } = readSafetensors(bytes);
    expect(arrays(tensors)).toEqual(arrays(stateDict));
    const first = sequential(dense(2, 5, prelu({ perUnit: true })), dropout(0.1), frozen(dense(5, 2))).setup(3);
    const second = fromStateDict(sequential(dense(2, 5, prelu({ perUnit: true })), dropout(0.1), frozen(dense(5, 2))), toStateDict(first));
    expect(arrays(second.parameters)).toEqual(arrays(first.parameters));
  });

  it('may have other names', () => {
    const names = { '0.weight': 'fc1.weight', '0.bias': 'fc1.bias', '1.weight': 'fc2.weight', '1.bias': 'fc2.bias' };
    const first = fromStateDict(model(), stateDict);
    const named = toStateDict(first, names);
    expect(Object.keys(named)).toEqual(Object.values(names));
    expect(arrays(fromStateDict(model(), named, names).parameters)).toEqual(arrays(first.parameters));
  });

  const without = (name: string): { [name: string]: Tensor } =>
    Object.fromEntries(Object.entries(stateDict).filter(([key]) => key !== name));
  test.each<[string, () => unknown, string]>([
    [
      'a missing tensor',
      () => fromStateDict(model(), without('2.bias')),
      'fromStateDict: there is no 2.bias of shape [1], which is 1.bias of sequential(',
    ],
    [
      'another layout',
      () =>
        fromStateDict(model(), {
          ...stateDict,
          '0.weight': tensor([
            [1, 2, 3],
            [4, 5, 6],
          ]),
        }),
      'expected 0.weight of shape [3, 2], which is 0.weight of sequential(dense(2, 3, silu), dense(3, 1)) transposed, got [2, 3]',
    ],
    [
      'a tensor too many',
      () => fromStateDict(model(), { ...stateDict, '3.running_mean': tensor([0]) }),
      'has no place for 3.running_mean; leave them out',
    ],
    [
      'a name of no parameter',
      () => toStateDict(model().setup(0), { '7.weight': 'x' }),
      'toStateDict: names has 7.weight, which sequential(',
    ],
    [
      'one name for two',
      () => toStateDict(model().setup(0), { '0.bias': '2.bias' }),
      'toStateDict: 0.bias and 1.bias would both be 2.bias; name both of them',
    ],
    ['no weights', () => toStateDict(model()), 'it has no weights yet'],
    [
      'what is no tensor',
      () => fromStateDict(model(), { ...stateDict, '2.bias': [1] as never }),
      'expected a tensor as 2.bias, got object',
    ],
  ])('%s is refused', (_, convert, message) => {
    expect(convert).toThrow(message);
  });

  it('a refused state dict changes nothing', () => {
    const given = model().setup(1);
    const before = given.parameters;
    expect(() => fromStateDict(given, without('2.weight'))).toThrow(RangeError);
    expect(given.parameters).toBe(before);
  });
});
