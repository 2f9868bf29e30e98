import type { ActivationFacts, ActivationOptions } from '@nonlin/conformance';
import { numbers } from '@nonlin/core';
import type { AnyActivation, Operand, ScalarOps } from '@nonlin/core';
import { elu, exponential, identity, relu, root, sigmoid, swish } from '../samples.ts';

/** A fault, and the checks that find it: all of them. */
interface ActivationMutant {
  readonly fault: string;
  readonly activation: AnyActivation;
  readonly facts: ActivationFacts;
  readonly options?: Partial<ActivationOptions>;
  readonly caught: readonly string[];
}

const [σ, swishOf] = [sigmoid.activation.formula, swish.activation.formula];
type Broken = <S>(x: S, ops: ScalarOps<S>) => Operand<S>;
const broken = (name: string, formula: Broken): AnyActivation => ({ name, formula });

/** The slope of σ, from its value. */
const slopeOf = <S>(y: Operand<S>, ops: ScalarOps<S>): S => ops.mul(y, ops.sub(1, y));

/** Each element of a column gets the result of the one before it. */
function shifted<S>(y: Operand<S>): Operand<S> {
  const column: unknown = typeof y === 'object' && y !== null && 'value' in y ? y.value : y;
  if (column instanceof Float64Array) column.copyWithin(1, 0);
  return y;
}

/** A smooth bump of that height on ±1 around 12345.5, 0 elsewhere. */
function bump<S>(height: number, x: S, ops: ScalarOps<S>, halfWidth = 1): S {
  const u = ops.div(ops.sub(x, 12_345.5), halfWidth);
  const inside = ops.where(ops.less(ops.abs(u), 1), u, 1);
  const y = ops.sub(1, ops.mul(inside, inside));
  return ops.mul(height, ops.mul(y, y));
}

let calls = 0;

export const activationMutants: readonly ActivationMutant[] = [
  { fault: 'a name with a space', ...sigmoid, activation: { ...sigmoid.activation, name: ' sigmoid' }, caught: ['declaration'] },
  { fault: 'no formula', ...sigmoid, activation: { name: 'empty' } as unknown as AnyActivation, caught: ['declaration'] },
  {
    fault: 'a formula that throws',
    ...sigmoid,
    activation: broken('sigmoid', () => {
      throw new TypeError('not yet');
    }),
    caught: ['declaration'],
  },
  { fault: 'facts that say smooth, with a kink', ...relu, facts: { ...relu.facts, smooth: true }, caught: ['declaration'] },

  {
    fault: 'an element that gets its neighbour’s result',
    ...sigmoid,
    activation: broken('sigmoid', (x, ops) => shifted(σ(x, ops))),
    caught: ['element by element'],
  },
  {
    fault: 'a result that depends on how often it was asked for',
    ...sigmoid,
    activation: broken('sigmoid', (x, ops) => ops.mul(σ(x, ops), 1 + 2 ** -52 * (calls++ % 2))),
    caught: ['element by element'],
  },

  {
    fault: '0 / 0 at a single place',
    ...swish,
    activation: broken('silu', (x, ops) => ops.mul(swishOf(x, ops, { beta: ops.constant(1) }), ops.div(ops.sub(x, 3), ops.sub(x, 3)))),
    caught: ['finite'],
  },
  {
    fault: 'overflow that is not declared',
    ...exponential,
    facts: { ...exponential.facts, overflowsAt: { above: 95 } },
    caught: ['finite'],
  },

  {
    fault: 'x³ overflows in float32 only, and its slope is NaN (the tanh form of GELU)',
    activation: broken('gelu (tanh)', (x, ops) => {
      const cubic = ops.mul(x, ops.add(1, ops.mul(0.044715, ops.mul(x, x))));
      return ops.mul(x, σ(ops.mul(2 * Math.sqrt(2 / Math.PI), cubic), ops));
    }),
    facts: { ...swish.facts, range: [-0.170040751, Infinity], largestSlope: { slope: 1.1289930687, at: 1.4185 } },
    caught: ['finite in float32'],
  },
  {
    fault: 'a left tail that is lost in 1 + tanh, whose slope is not',
    activation: broken('two σ(2x)', (x, ops) => ops.add(1, ops.tanh(x))),
    facts: { ...sigmoid.facts, range: [0, 2], limits: [0, 2], largestSlope: { slope: 1, at: 0 }, slopeAtZero: 1 },
    caught: ['slope'],
  },
  {
    fault: 'the slope 0 of |x| at 0 where both sides have ½',
    ...root,
    activation: broken('root', (x, ops) => {
      const size = ops.sqrt(ops.add(1, ops.abs(x)));
      return ops.where(ops.less(x, 0), ops.sub(1, size), ops.sub(size, 1));
    }),
    caught: ['slope', 'kinks', 'largest slope', 'slope at zero'],
  },

  { fault: 'NaN hidden as 0', ...relu, activation: broken('relu', (x, ops) => ops.where(ops.greater(x, 0), x, 0)), caught: ['NaN'] },

  { fault: 'a wrong left limit', ...sigmoid, facts: { ...sigmoid.facts, limits: [0.1, 1] }, caught: ['limits'] },
  { fault: 'waves declared where there are none', ...sigmoid, facts: { ...sigmoid.facts, waves: true }, caught: ['limits'] },
  { fault: 'a limit taken for growth', ...sigmoid, facts: { ...sigmoid.facts, limits: [0, Infinity] }, caught: ['limits'] },
  {
    fault: 'another value at −∞ than beside it',
    ...elu,
    activation: broken('elu', (x, ops) => ops.where(ops.equal(x, -Infinity), 7, elu.activation.formula(x, ops))),
    caught: ['limits'],
  },

  {
    fault: 'overflow declared too early',
    ...exponential,
    facts: { ...exponential.facts, overflowsAt: { above: 80 } },
    caught: ['overflow'],
  },

  {
    fault: 'a stated slope 10 % too small, in the facts too',
    activation: broken('sigmoid', (x, ops) => {
      const y = σ(x, ops);
      return ops.withSlope(y, x, ops.mul(0.9, slopeOf(y, ops)));
    }),
    facts: { ...sigmoid.facts, largestSlope: { slope: 0.225, at: 0 }, slopeAtZero: 0.225 },
    caught: ['slope', 'largest slope'],
  },
  {
    fault: 'a right slope whose own slope is stated wrong',
    ...sigmoid,
    activation: broken('sigmoid', (x, ops) => {
      const y = σ(x, ops);
      const slope = slopeOf(y, ops);
      return ops.withSlope(y, x, ops.withSlope(slope, x, ops.mul(2, slope)));
    }),
    caught: ['curvature'],
  },
  { fault: 'a second derivative that jumps', ...elu, facts: { ...elu.facts, smooth: true }, caught: ['curvature'] },

  {
    fault: 'a kink that is not declared',
    activation: broken('leaky', (x, ops) => ops.max(x, ops.add(ops.mul(0.5, x), 0.353))),
    facts: { ...identity.facts, smooth: false, slopeAtZero: 0.5, largestSlope: { slope: 1, at: [0.71, Infinity] } },
    caught: ['kinks'],
  },
  { fault: 'a kink declared where there is none', ...sigmoid, facts: { ...sigmoid.facts, smooth: false, kinks: [1] }, caught: ['kinks'] },
  {
    fault: 'a slope at the kink that no side has',
    ...relu,
    activation: broken('relu', (x, ops) => ops.withSlope(ops.max(x, 0), x, ops.where(ops.equal(x, 0), -1, ops.greater(x, 0)))),
    facts: { ...relu.facts, slopeAtZero: -1 },
    caught: ['kinks'],
  },

  {
    fault: 'a jump that is not declared',
    activation: broken('sigmoid', (x, ops) => ops.add(σ(x, ops), ops.mul(0.25, ops.greater(x, 0.7053)))),
    facts: { ...sigmoid.facts, range: [0, 1.25], limits: [0, 1.25] },
    caught: ['jumps'],
  },
  {
    fault: 'a shelf of 0.1 between 12345 and 12346',
    activation: broken('leaky', (x, ops) => {
      const shelf = ops.mul(ops.greater(x, 12_345), ops.less(x, 12_346));
      return ops.add(ops.where(ops.less(x, 0), x, ops.mul(0.5, x)), ops.mul(0.1, shelf));
    }),
    facts: { ...identity.facts, kinks: [0], smooth: false, slopeAtZero: 0.5, largestSlope: { slope: 1, at: [-Infinity, 0] } },
    caught: ['jumps'],
  },
  { fault: 'a jump declared where there is none', ...sigmoid, facts: { ...sigmoid.facts, smooth: false, jumps: [1] }, caught: ['jumps'] },

  { fault: 'too wide a range', ...sigmoid, facts: { ...sigmoid.facts, range: [0, 2] }, caught: ['range'] },
  { fault: 'too narrow a range', ...swish, facts: { ...swish.facts, range: [-0.25, Infinity] }, caught: ['range'] },
  { fault: 'a range without end that ends', ...sigmoid, facts: { ...sigmoid.facts, range: [0, Infinity] }, caught: ['range'] },

  {
    fault: 'a narrow hole below the range',
    ...swish,
    activation: broken('silu', (x, ops) => ops.add(swishOf(x, ops, { beta: ops.constant(1) }), bump(-0.5, ops.neg(x), ops))),
    caught: ['range'],
  },

  {
    fault: 'a narrow bump that is steeper than the largest slope',
    ...relu,
    activation: broken('relu', (x, ops) => ops.add(ops.max(x, 0), bump(0.1, x, ops, 0.5))),
    caught: ['largest slope'],
  },
  {
    fault: 'too large a largest slope',
    ...sigmoid,
    facts: { ...sigmoid.facts, largestSlope: { slope: 0.3, at: 0 } },
    caught: ['largest slope'],
  },
  {
    fault: 'too small a largest slope',
    ...swish,
    facts: { ...swish.facts, largestSlope: { slope: 1.05, at: 1.5 } },
    caught: ['largest slope'],
  },
  {
    fault: 'the largest slope at another place',
    ...sigmoid,
    facts: { ...sigmoid.facts, largestSlope: { slope: 0.25, at: 1 } },
    caught: ['largest slope'],
  },

  { fault: 'another slope at 0', ...relu, facts: { ...relu.facts, slopeAtZero: 1 }, caught: ['slope at zero'] },

  { fault: 'not monotonic, declared to be', ...swish, facts: { ...swish.facts, monotonic: true }, caught: ['monotonic'] },
  {
    fault: 'a narrow dip',
    ...sigmoid,
    activation: broken('sigmoid', (x, ops) => ops.add(σ(x, ops), bump(-0.1, x, ops))),
    caught: ['monotonic'],
  },
  { fault: 'monotonic, declared not to be', ...sigmoid, facts: { ...sigmoid.facts, monotonic: false }, caught: ['monotonic'] },

  {
    fault: 'digits that cancel in float32',
    ...identity,
    activation: broken('identity', (x, ops) => ops.sub(ops.add(x, 4096), 4096)),
    caught: ['agreement'],
  },
  {
    fault: 'an interpreter of the caller’s with a coarse exp',
    ...sigmoid,
    options: {
      interpreters: [
        {
          name: 'coarse',
          read: (activation, inputs) => ({
            value: inputs.map((x) => activation.formula(x, { ...numbers, exp: (x) => numbers.exp(x) * (1 + 1e-5) }, {})),
          }),
        },
      ],
    },
    caught: ['agreement'],
  },

  {
    fault: 'a wrong slope in the parameter alone',
    ...swish,
    activation: { ...swish.activation, formula: (x, ops, { beta }) => swishOf(x, ops, { beta: ops.withSlope(beta!, beta!, 3) }) },
    caught: ['parameters'],
  },

  {
    fault: 'a parameter that the formula does not use',
    ...sigmoid,
    activation: { ...sigmoid.activation, parameters: { beta: 1 } },
    caught: ['parameters'],
  },

  {
    fault: 'nothing passes for z ~ N(0, 1)',
    activation: broken('far relu', (x, ops) => ops.max(ops.sub(x, 20), 0)),
    facts: { ...relu.facts, kinks: [20], largestSlope: { slope: 1, at: [20, Infinity] } },
    caught: ['gain'],
  },
  { fault: 'a gain where none is declared', ...relu, facts: { ...relu.facts, noGain: true }, caught: ['gain'] },

  { fault: 'a reference value 3 ULP away', ...sigmoid, options: { reference: [[0, 0.5 + 3 * 2 ** -24, 0.25]] }, caught: ['reference'] },
  { fault: 'a reference slope 3 ULP away', ...sigmoid, options: { reference: [[0, 0.5, 0.25 + 3 * 2 ** -25]] }, caught: ['reference'] },
];
