import { checkActivation, findFacts, testActivation } from '@nonlin/conformance';
import type { ActivationFacts, ActivationOptions } from '@nonlin/conformance';
import { identity } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';
import { expect, test } from 'vitest';
import { referenceRows } from '../../../scripts/activations/accuracy.ts';
import { testAccuracy } from '../../../scripts/activations/test-accuracy.ts';
import * as gallery from '../src/index.ts';

const { celu, elu, exponential, hardShrink, hardSigmoid, hardSwish, hardTanh, leakyRelu, learntSnake, logSigmoid, mish } = gallery;
const { prelu, relu6, selu, sigmoidSurrogate, sine, snake, softplus, softShrink, softsign, sparsePlus, sparseSigmoid } = gallery;
const { squaredRelu, squareplus, straightThrough, superSpike, swish, tanh, tanhShrink, threshold } = gallery;

const plain = { monotonic: true, kinks: [], jumps: [], smooth: true } as const;
const rising = { ...plain, range: [-Infinity, Infinity], limits: [-Infinity, Infinity] } as const;
const fromZero = { ...plain, range: [0, Infinity], limits: [0, Infinity] } as const;
const between = (low: number, high: number) => ({ ...plain, range: [low, high], limits: [low, high] }) as const;
const oneRightOf = (place: number) => ({ slope: 1, at: [place, Infinity] }) as const;
const surrogate = { ...between(0, 1), jumps: [0], smooth: false, statesOwnSlope: true } as const;

const wavy = { ...rising, waves: true, slopeAtZero: 1 } as const;
const swishFacts = { ...fromZero, monotonic: false, slopeAtZero: 0.5 } as const;

const table: readonly (readonly [AnyActivation, ActivationFacts, Partial<ActivationOptions>?])[] = [
  [tanh, { ...between(-1, 1), largestSlope: { slope: 1, at: 0 }, slopeAtZero: 1 }],
  [softsign, { ...between(-1, 1), largestSlope: { slope: 1, at: 0 }, slopeAtZero: 1, smooth: false }],
  [hardTanh(), { ...between(-1, 1), largestSlope: { slope: 1, at: [-1, 1] }, slopeAtZero: 1, kinks: [-1, 1], smooth: false }],
  [
    hardTanh({ low: -0.5, high: 6 }),
    { ...between(-0.5, 6), largestSlope: { slope: 1, at: [-0.5, 6] }, slopeAtZero: 1, kinks: [-0.5, 6], smooth: false },
  ],
  [hardSigmoid(), { ...between(0, 1), largestSlope: { slope: 1 / 6, at: [-3, 3] }, slopeAtZero: 1 / 6, kinks: [-3, 3], smooth: false }],
  [
    hardSigmoid({ slope: 0.2 }),
    { ...between(0, 1), largestSlope: { slope: 0.2, at: [-2.5, 2.5] }, slopeAtZero: 0.2, kinks: [-2.5, 2.5], smooth: false },
  ],
  [sparseSigmoid, { ...between(0, 1), largestSlope: { slope: 0.5, at: [-1, 1] }, slopeAtZero: 0.5, kinks: [-1, 1], smooth: false }],

  [leakyRelu(), { ...rising, largestSlope: oneRightOf(0), slopeAtZero: 0.01, kinks: [0], smooth: false }],
  [leakyRelu({ slope: 0.2 }), { ...rising, largestSlope: oneRightOf(0), slopeAtZero: 0.2, kinks: [0], smooth: false }],
  [prelu(), { ...rising, largestSlope: oneRightOf(0), slopeAtZero: 0.25, kinks: [0], smooth: false }],
  [prelu({ alpha: 0.5, perUnit: true }), { ...rising, largestSlope: oneRightOf(0), slopeAtZero: 0.5, kinks: [0], smooth: false }],
  [relu6, { ...between(0, 6), largestSlope: { slope: 1, at: [0, 6] }, slopeAtZero: 0, kinks: [0, 6], smooth: false }],
  [
    squaredRelu,
    { ...fromZero, largestSlope: { slope: Infinity, at: Infinity }, slopeAtZero: 0, smooth: false, overflowsAt: { above: 1.8446743e19 } },
  ],
  [hardShrink(), { ...rising, largestSlope: oneRightOf(0.5), slopeAtZero: 0, jumps: [-0.5, 0.5], smooth: false }],
  [softShrink(), { ...rising, largestSlope: oneRightOf(0.5), slopeAtZero: 0, kinks: [-0.5, 0.5], smooth: false }],
  [threshold(), { ...fromZero, largestSlope: oneRightOf(1), slopeAtZero: 0, jumps: [1], smooth: false }],
  [
    threshold({ threshold: -1, value: -1 }),
    { ...between(-1, Infinity), largestSlope: oneRightOf(-1), slopeAtZero: 1, kinks: [-1], smooth: false },
  ],

  [elu(), { ...between(-1, Infinity), largestSlope: oneRightOf(0), slopeAtZero: 1, smooth: false }],
  [elu({ alpha: 2 }), { ...between(-2, Infinity), largestSlope: { slope: 2, at: 0 }, slopeAtZero: 2, kinks: [0], smooth: false }],
  [
    selu,
    {
      ...between(-1.7580993408473766, Infinity),
      largestSlope: { slope: 1.7580993408473766, at: 0 },
      slopeAtZero: 1.7580993408473766,
      kinks: [0],
      smooth: false,
      overflowsAt: { above: 3.2386e38 },
    },
  ],
  [celu(), { ...between(-1, Infinity), largestSlope: oneRightOf(0), slopeAtZero: 1, smooth: false }],
  [celu({ alpha: 0.5 }), { ...between(-0.5, Infinity), largestSlope: oneRightOf(0), slopeAtZero: 1, smooth: false }],
  [softplus(), { ...fromZero, largestSlope: { slope: 1, at: Infinity }, slopeAtZero: 0.5 }],
  [softplus({ beta: 2 }), { ...fromZero, largestSlope: { slope: 1, at: Infinity }, slopeAtZero: 0.5 }],
  [squareplus(), { ...fromZero, largestSlope: { slope: 1, at: Infinity }, slopeAtZero: 0.5 }],
  [squareplus({ b: 0.01 }), { ...fromZero, largestSlope: { slope: 1, at: Infinity }, slopeAtZero: 0.5 }],
  [sparsePlus, { ...fromZero, largestSlope: oneRightOf(1), slopeAtZero: 0.5, smooth: false }],
  [
    mish,
    {
      ...fromZero,
      range: [-0.308843411548477, Infinity],
      largestSlope: { slope: 1.0884974, at: 1.4905 },
      slopeAtZero: 0.6,
      monotonic: false,
    },
  ],
  [
    hardSwish,
    {
      ...fromZero,
      range: [-0.375, Infinity],
      // Approached from the left; at 3 itself the slope is that of the right side, 1.
      largestSlope: { slope: 1.5, at: 2.9999997615814209 },
      slopeAtZero: 0.5,
      monotonic: false,
      kinks: [-3, 3],
      smooth: false,
    },
  ],
  [swish(), { ...swishFacts, range: [-0.2784645427610738, Infinity], largestSlope: { slope: 1.09983932012887, at: 2.39935728052 } }],
  [
    swish({ beta: 2, perUnit: true }),
    { ...swishFacts, range: [-0.1392322713805369, Infinity], largestSlope: { slope: 1.09983932012887, at: 1.19967864026 } },
  ],

  [identity, { ...rising, largestSlope: { slope: 1, at: [-Infinity, Infinity] }, slopeAtZero: 1 }],
  [logSigmoid, { ...between(-Infinity, 0), largestSlope: { slope: 1, at: -Infinity }, slopeAtZero: 0.5 }],
  [exponential, { ...fromZero, largestSlope: { slope: Infinity, at: Infinity }, slopeAtZero: 1, overflowsAt: { above: 88.7228 } }],
  [sine(), { ...plain, range: [-1, 1], limits: [NaN, NaN], largestSlope: { slope: 1, at: 0 }, slopeAtZero: 1, monotonic: false }],
  [snake(), { ...wavy, largestSlope: { slope: 2, at: Math.PI / 4 } }],
  [snake({ frequency: 0.5 }), { ...wavy, largestSlope: { slope: 2, at: Math.PI / 2 } }, { nearZeroOfSlope: 1e-15 }],
  [learntSnake(), { ...wavy, largestSlope: { slope: 2, at: Math.PI / 4 } }],
  [tanhShrink, { ...rising, largestSlope: { slope: 1, at: Infinity }, slopeAtZero: 0 }],

  [straightThrough(), { ...surrogate, largestSlope: { slope: 1, at: [-1, 1] }, slopeAtZero: 1, kinks: [-1, 1] }],
  [straightThrough({ within: Infinity }), { ...surrogate, largestSlope: { slope: 1, at: [-Infinity, Infinity] }, slopeAtZero: 1 }],
  [sigmoidSurrogate(), { ...surrogate, largestSlope: { slope: 0.25, at: 0 }, slopeAtZero: 0.25 }],
  [sigmoidSurrogate({ sharpness: 4 }), { ...surrogate, largestSlope: { slope: 1, at: 0 }, slopeAtZero: 1 }],
  [superSpike(), { ...surrogate, largestSlope: { slope: 1, at: 0 }, slopeAtZero: 1 }],
];

// `nearZeroOfSlope: 0`: reference slopes are met in float32's last bits everywhere, also where they cross 0.
for (const [activation, facts, more] of table)
  testActivation(activation, { facts, reference: referenceRows('gallery', activation.name), nearZeroOfSlope: 0, ...more });

test.each(table.map((row) => [row[0].name, ...row] as const))(
  '%s: findFacts finds what is declared here, and with it the activation conforms',
  (_, activation, { limits, slopeAtZero, monotonic, kinks, jumps, smooth, waves }, more) => {
    const facts = findFacts(activation);
    const digits = limits.map((limit) => Number(limit.toPrecision(12)));
    expect(facts).toMatchObject({ limits: digits, monotonic, kinks, jumps, smooth });
    expect(facts.waves).toBe(waves);
    expect(facts.slopeAtZero).toBeCloseTo(slopeAtZero, 9);
    expect(checkActivation(activation, { facts, ...more })).toEqual([]);
  },
);

// The frequencies of the papers, and slow waves.
test.each([0.01, 0.3, 5, 30, 300])('frequency %d: sine, snake and learntSnake conform with the facts found', (frequency) => {
  for (const activation of [sine({ frequency }), snake({ frequency }), learntSnake({ frequency })])
    expect(checkActivation(activation, { facts: findFacts(activation) })).toEqual([]);
});

testAccuracy(tanh, { folder: 'gallery', name: 'tanh', double: { relative: 1e-15, absoluteSlope: 1e-16 } });
testAccuracy(softplus(), { folder: 'gallery', name: 'softplus', double: { relative: 1e-15, absoluteSlope: 1e-16 } });
testAccuracy(mish, { folder: 'gallery', name: 'mish', double: { relative: 1e-15, absoluteSlope: 1e-16 } });
