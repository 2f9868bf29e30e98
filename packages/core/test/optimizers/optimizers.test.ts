import { describe, expect, test } from 'vitest';
import {
  adam,
  adamW,
  clipNorm,
  clipValue,
  cosineDecay,
  numbers,
  optimize,
  optimizer,
  reference,
  rmsprop,
  sgd,
  stepDecay,
  tensor,
  warmup,
} from '../../src/index.ts';
import type { Clipping, Optimizer, Schedule } from '../../src/index.ts';
import { normOf } from '../../src/optimizers/clipping.ts';
import { expectAllClose, expectClose, messageOf } from '../tools.ts';

/** The weight after each step, from weight and gradients as numbers, in double precision. */
function follow(optimizer: Optimizer, start: number, gradients: readonly number[]): number[] {
  const memory: { [slot: string]: number } = Object.fromEntries(optimizer.slots.map((slot) => [slot, 0]));
  let parameter = start;
  return gradients.map((gradient, i) => {
    const next = optimizer.update<number>({ ...memory, ...optimizer.coefficients(i + 1), parameter, gradient }, numbers);
    for (const slot of optimizer.slots) memory[slot] = next[slot]!;
    return (parameter = next['parameter']!);
  });
}

/** The textbook's lines, one step each, kept apart from the code under test. */
const adamByHand = ({
  rate,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
  decay = 0,
}: {
  rate: number;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  decay?: number;
}) => {
  let [m, v, t] = [0, 0, 0];
  return (w: number, g: number): number => {
    t++;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    return w * (1 - rate * decay) - (rate * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon);
  };
};
const sgdByHand = (rate: number, momentum: number, nesterov: boolean, decay: number) => {
  let velocity = 0;
  return (w: number, g: number): number => {
    const slope = g + decay * w;
    velocity = momentum * velocity + slope;
    return w - rate * (nesterov ? slope + momentum * velocity : velocity);
  };
};
const rmspropByHand = (rate: number, decay: number, epsilon: number) => {
  let v = 0;
  return (w: number, g: number): number => {
    v = decay * v + (1 - decay) * g * g;
    return w - (rate * g) / (Math.sqrt(v) + epsilon);
  };
};

describe('updates over 40 steps are the textbook’s lines within 1e-13', () => {
  const gradients = Array.from({ length: 40 }, (_, i) => Math.sin(3 * i) + (i % 7 === 0 ? 5 : 0));
  test.each([
    { name: 'sgd()', optimizer: sgd(), byHand: sgdByHand(0.1, 0, false, 0) },
    { name: 'sgd, weight decay', optimizer: sgd({ rate: 0.2, weightDecay: 0.3 }), byHand: sgdByHand(0.2, 0, false, 0.3) },
    { name: 'sgd, momentum', optimizer: sgd({ rate: 0.05, momentum: 0.9 }), byHand: sgdByHand(0.05, 0.9, false, 0) },
    {
      name: 'sgd, Nesterov, decay',
      optimizer: sgd({ rate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.1 }),
      byHand: sgdByHand(0.05, 0.9, true, 0.1),
    },
    { name: 'rmsprop()', optimizer: rmsprop(), byHand: rmspropByHand(0.01, 0.99, 1e-8) },
    { name: 'rmsprop, large ε', optimizer: rmsprop({ rate: 0.1, decay: 0.5, epsilon: 0.3 }), byHand: rmspropByHand(0.1, 0.5, 0.3) },
    { name: 'adam()', optimizer: adam(), byHand: adamByHand({ rate: 0.001 }) },
    {
      name: 'adam, other betas, large ε',
      optimizer: adam({ rate: 0.1, beta1: 0.5, beta2: 0.8, epsilon: 0.1 }),
      byHand: adamByHand({ rate: 0.1, beta1: 0.5, beta2: 0.8, epsilon: 0.1 }),
    },
    { name: 'adam, betas of 0', optimizer: adam({ rate: 0.1, beta1: 0, beta2: 0 }), byHand: adamByHand({ rate: 0.1, beta1: 0, beta2: 0 }) },
    { name: 'adamW()', optimizer: adamW(), byHand: adamByHand({ rate: 0.001, decay: 0.01 }) },
    { name: 'adamW, decay 0.5', optimizer: adamW({ rate: 0.1, weightDecay: 0.5 }), byHand: adamByHand({ rate: 0.1, decay: 0.5 }) },
    { name: 'adamW without decay is adam', optimizer: adamW({ rate: 0.1, weightDecay: 0 }), byHand: adamByHand({ rate: 0.1 }) },
  ])('$name', ({ optimizer, byHand }) => {
    let weight = 1.5;
    expectAllClose(
      follow(optimizer, 1.5, gradients),
      gradients.map((gradient) => (weight = byHand(weight, gradient))),
      { absolute: 1e-13, relative: 1e-13 },
    );
  });

  test('adam’s first step is the rate, whatever the gradient’s size, within 1e-6 of it', () => {
    for (const gradient of [1e-4, 1, 1e12]) expectClose(follow(adam({ rate: 0.1 }), 0, [gradient])[0]!, -0.1, { relative: 1e-3 });
  });

  test('a gradient of 0 leaves a weight alone, except for decay', () => {
    for (const still of [sgd(), sgd({ momentum: 0.9 }), rmsprop(), adam(), adamW({ weightDecay: 0 })])
      expect(follow(still, 3, [0, 0, 0])).toEqual([3, 3, 3]);
    expect(follow(adamW({ rate: 0.1, weightDecay: 0.5 }), 3, [0])[0]).toBeCloseTo(2.85, 14);
  });
});

describe('optimize', () => {
  test('moves what has a gradient; the rest stays, its memory too', () => {
    const state = { parameters: { a: tensor([1, 2]), b: tensor([3]) }, velocity: { a: tensor([0, 1]), b: tensor([5]) } };
    const next = optimize(reference, sgd({ rate: 0.5, momentum: 0.5 }), state, { a: tensor([2, 4]) }, { rate: reference.constant(0.5) });
    expect([next['parameters']!['a']!.toArray(), next['velocity']!['a']!.toArray()]).toEqual([[0, -0.25], [2, 4.5]]); // prettier-ignore
    expect(next['parameters']!['b']).toBe(state.parameters.b);
    expect(next['velocity']!['b']).toBe(state.velocity.b);
  });

  test('runs an optimizer of one’s own: signed steps that shrink', () => {
    const signed = optimizer({
      name: 'signed',
      slots: ['steps'],
      coefficients: (step) => ({ rate: 1 / step }),
      update: ({ parameter, gradient, steps, rate }, math) => ({
        parameter: math.sub(parameter, math.mul(rate, math.sub(math.greater(gradient, 0), math.less(gradient, 0)))),
        steps: math.add(steps, 1),
      }),
    });
    expect(follow(signed, 0, [5, 5, -1])).toEqual([-1, -1.5, -1.5 + 1 / 3]);
  });
});

describe('schedules', () => {
  const at = (schedule: Schedule, steps: readonly number[]): number[] => steps.map(schedule);
  test.each([
    {
      name: 'stepDecay halves after every 10 steps',
      schedule: stepDecay({ rate: 0.8, factor: 0.5, every: 10 }),
      steps: [1, 10, 11, 20, 21, 41],
      rates: [0.8, 0.8, 0.4, 0.4, 0.2, 0.05],
    },
    { name: 'stepDecay may grow', schedule: stepDecay({ rate: 1, factor: 2, every: 1 }), steps: [1, 2, 3], rates: [1, 2, 4] },
    {
      name: 'cosineDecay ends at 0',
      schedule: cosineDecay({ rate: 1, steps: 5 }),
      steps: [1, 2, 3, 4, 5, 6, 100],
      rates: [1, 0.5 + Math.SQRT1_2 / 2, 0.5, 0.5 - Math.SQRT1_2 / 2, 0, 0, 0],
    },
    {
      name: 'cosineDecay ends at its end',
      schedule: cosineDecay({ rate: 1, end: 0.2, steps: 3 }),
      steps: [1, 2, 3, 4],
      rates: [1, 0.6, 0.2, 0.2],
    },
    { name: 'warmup to a number', schedule: warmup(4, 0.8), steps: [1, 2, 3, 4, 5, 99], rates: [0.2, 0.4, 0.6, 0.8, 0.8, 0.8] },
    {
      name: 'warmup, then a schedule that counts from there',
      schedule: warmup(2, stepDecay({ rate: 1, factor: 0.5, every: 1 })),
      steps: [1, 2, 3, 4, 5],
      rates: [0.5, 1, 1, 0.5, 0.25],
    },
  ])('$name, within 1e-15', ({ schedule, steps, rates }) => {
    expectAllClose(at(schedule, steps), rates, { absolute: 1e-15, relative: 1e-15 });
  });

  test('give the optimizer its rate, AdamW its decay', () => {
    const halving = stepDecay({ rate: 0.4, factor: 0.5, every: 1 });
    expect(sgd({ rate: halving }).coefficients(2)['rate']).toBeCloseTo(0.2, 15);
    expect(adamW({ rate: halving, weightDecay: 0.5 }).coefficients(2)['keep']).toBeCloseTo(0.9, 15);
  });
});

describe('clipping', () => {
  const clip = (clipping: Clipping, gradients: readonly number[][]): number[][] =>
    Object.values(clipping(reference, Object.fromEntries(gradients.map((values, i) => [`g${i}`, tensor(values)])))).map(({ data }) => [
      ...data,
    ]);

  test.each([
    {
      name: 'clipValue(2)',
      clipping: clipValue(2),
      gradients: [
        [-3, -2, 0.5],
        [2, 7],
      ],
      clipped: [
        [-2, -2, 0.5],
        [2, 2],
      ],
    },
    { name: 'clipValue of NaN and ∞', clipping: clipValue(2), gradients: [[NaN, Infinity, -Infinity]], clipped: [[NaN, 2, -2]] },
    { name: 'clipNorm(5) of norm 10 over two tensors', clipping: clipNorm(5), gradients: [[6, 0], [8]], clipped: [[3, 0], [4]] },
    { name: 'clipNorm(5) of norm 5', clipping: clipNorm(5), gradients: [[3], [-4]], clipped: [[3], [-4]] },
    { name: 'clipNorm(5) of norm 0', clipping: clipNorm(5), gradients: [[0, 0]], clipped: [[0, 0]] },
    { name: 'clipNorm of no gradients', clipping: clipNorm(5), gradients: [], clipped: [] },
  ])('$name', ({ clipping, gradients, clipped }) => {
    expect(clip(clipping, gradients)).toEqual(clipped);
  });

  test('the norm of all of several tensors', () => {
    expect(normOf(reference, [tensor([1, 2]), tensor([[2]]), tensor(4)]).at()).toBe(5);
    expect(normOf(reference, []).at()).toBe(0);
  });

  test.each([1e30, 1e20, 1, 1e-20, 1e-40])('norms of gradients of size %f neither overflow nor vanish, within 1e-6', (size) => {
    const exact = Math.fround(size);
    expectClose(normOf(reference, [tensor([3 * size, 0]), tensor([-4 * size])]).at(), 5 * exact, { relative: size < 1e-37 ? 1e-4 : 1e-6 });
  });

  test('clipNorm shortens gradients of 1e20 and 1e30, within 1e-6', () => {
    expectAllClose(clip(clipNorm(1), [[3e20], [-4e20]]).flat(), [0.6, -0.8], { relative: 1e-6 });
    expectAllClose(clip(clipNorm(1), [[1e30]]).flat(), [1], { relative: 1e-6 });
  });
});

test.each([
  {
    name: 'a negative rate',
    act: () => sgd({ rate: -1 }),
    message: 'RangeError: sgd: rate: expected a finite number in [0, Infinity], got -1',
  },
  {
    name: 'a rate that is text',
    act: () => adam({ rate: '0.1' as never }),
    message: 'RangeError: adam: rate: expected a finite number in [0, Infinity], got "0.1"',
  },
  { name: 'momentum 1', act: () => sgd({ momentum: 1 }), message: 'RangeError: sgd: momentum: expected a finite number in [0, 1), got 1' },
  { name: 'Nesterov without momentum', act: () => sgd({ nesterov: true }), message: 'RangeError: sgd: nesterov needs a momentum above 0' },
  {
    name: 'negative decay',
    act: () => sgd({ weightDecay: -0.1 }),
    message: 'RangeError: sgd: weightDecay: expected a finite number in [0, Infinity], got -0.1',
  },
  {
    name: 'an option of another optimizer',
    act: () => sgd({ beta1: 0.9 } as never),
    message: 'TypeError: sgd: unknown option "beta1"; it takes rate, momentum, nesterov, weightDecay',
  },
  {
    name: 'weight decay in adam',
    act: () => adam({ weightDecay: 0.1 } as never),
    message: 'TypeError: adam: unknown option "weightDecay"; it takes rate, beta1, beta2, epsilon',
  },
  { name: 'β₁ = 1', act: () => adam({ beta1: 1 }), message: 'RangeError: adam: beta1: expected a finite number in [0, 1), got 1' },
  {
    name: 'β₂ below 0',
    act: () => adamW({ beta2: -0.1 }),
    message: 'RangeError: adamW: beta2: expected a finite number in [0, 1), got -0.1',
  },
  {
    name: 'ε that is NaN',
    act: () => adam({ epsilon: NaN }),
    message: 'RangeError: adam: epsilon: expected a finite number in [0, Infinity], got NaN',
  },
  {
    name: 'decay 1 of rmsprop',
    act: () => rmsprop({ decay: 1 }),
    message: 'RangeError: rmsprop: decay: expected a finite number in [0, 1), got 1',
  },
  {
    name: 'a schedule that turns negative',
    act: () => sgd({ rate: (step) => 2 - step }).coefficients(3),
    message: 'RangeError: sgd: rate at step 3: expected a finite number in [0, Infinity], got -1',
  },
  {
    name: 'a decay factor of 0',
    act: () => stepDecay({ rate: 1, factor: 0, every: 1 }),
    message: 'RangeError: stepDecay: factor: expected a finite number in (0, Infinity), got 0',
  },
  {
    name: 'decay after every half step',
    act: () => stepDecay({ rate: 1, factor: 0.5, every: 0.5 }),
    message: 'RangeError: stepDecay: every: expected a whole number of at least 1, got 0.5',
  },
  {
    name: 'an unknown option of stepDecay',
    act: () => stepDecay({ rate: 1, factor: 0.5, every: 1, steps: 3 } as never),
    message: 'TypeError: stepDecay: unknown option "steps"; it takes rate, factor, every',
  },
  {
    name: 'an unknown option of cosineDecay',
    act: () => cosineDecay({ rate: 1, steps: 5, last: 0.5 } as never),
    message: 'TypeError: cosineDecay: unknown option "last"; it takes rate, end, steps',
  },
  {
    name: 'a cosine of one step',
    act: () => cosineDecay({ rate: 1, steps: 1 }),
    message: 'RangeError: cosineDecay: steps: expected a whole number of at least 2, got 1',
  },
  {
    name: 'warmup of no steps',
    act: () => warmup(0, 1),
    message: 'RangeError: warmup: steps: expected a whole number of at least 1, got 0',
  },
  {
    name: 'clipping to 0',
    act: () => clipValue(0),
    message: 'RangeError: clipValue: limit: expected a finite number in (0, Infinity), got 0',
  },
  {
    name: 'clipping to an infinite norm',
    act: () => clipNorm(Infinity),
    message: 'RangeError: clipNorm: limit: expected a finite number in (0, Infinity), got Infinity',
  },
])('$name is refused', ({ act, message }) => {
  expect(messageOf(act)).toBe(message);
});
