import type { LayerOptions } from '@nonlin/conformance';
import { dense, dropout, full, noPull, ones, random, zeros } from '@nonlin/core';
import type { Context, Forward, Layer, Named, TensorOps } from '@nonlin/core';
import { float32Backend } from '../float32-backend.ts';
import { sigmoid } from '../samples.ts';
import { withOps } from './backend.ts';

/** A fault, and the checks that find it: all of them. */
interface LayerMutant {
  readonly fault: string;
  readonly layer: Layer;
  readonly options?: LayerOptions;
  readonly caught: readonly string[];
}

/** Square, so that a transpose fits. */
const right: Layer = dense(3, 3, sigmoid.activation);

type Pass = <T>(given: {
  ops: TensorOps<T>;
  parameters: Named<T>;
  input: T;
  context: Context<T>;
  forward: Forward<T>;
}) => Partial<Forward<T>>;

/** The right layer with another forward pass. */
const withForward = (change: Pass, layer = right): Layer => ({
  ...layer,
  ...(layer.shapes && { shapes: layer.shapes }),
  initialize: (beginning) => layer.initialize?.(beginning) ?? {},
  forward: (ops, parameters, input, context) => {
    const forward = layer.forward(ops, parameters, input, context);
    return { ...forward, ...change({ ops, parameters, input, context, forward }) };
  },
});

/** The right layer with other slopes. */
const withSlopes = (
  change: <T>(ops: TensorOps<T>, parameters: Named<T>, input: T, gradient: T) => { input?: T; parameters?: Named<T> },
  layer = right,
): Layer =>
  withForward(
    ({ ops, forward }) => ({
      pull: (gradient) => {
        const pulled = forward.pull(gradient);
        const changed = change(ops, pulled.parameters, pulled.input(), gradient);
        return { input: () => changed.input ?? pulled.input(), parameters: changed.parameters ?? pulled.parameters };
      },
    }),
    layer,
  );

const withInitial = (
  change: (initial: ReturnType<NonNullable<Layer['initialize']>>) => ReturnType<NonNullable<Layer['initialize']>>,
): Layer => ({
  ...withForward(() => ({})),
  initialize: (beginning) => change(right.initialize!(beginning)),
});

const times = <T>(ops: TensorOps<T>, factor: number, x: T): T => ops.map({ x }, ({ x }, math) => ({ y: math.mul(factor, x) })).y;

let calls = 0;

/** `x − mean` over `√(E[x²] − E[x]²)`, whose digits cancel in float32 where the mean is large. */
const cancelling: Layer = {
  name: 'standard score',
  forward<T>(ops: TensorOps<T>, _: Named<T>, input: T, { mode }: Context<T>): Forward<T> {
    const { square } = ops.map({ input }, ({ input }, math) => ({ square: math.mul(input, input) }));
    const along = { keepDimension: true };
    const { output, deviation } = ops.map(
      { input, mean: ops.mean(input, 1, along), squares: ops.mean(square, 1, along) },
      ({ input, mean, squares }, math) => {
        const deviation = math.sqrt(math.add(math.sub(squares, math.mul(mean, mean)), 1));
        return { output: math.div(math.sub(input, mean), deviation), deviation };
      },
    );
    if (mode === 'predict') return { output, pull: noPull };
    return {
      output,
      pull: (gradient) => ({
        input: () => {
          const { along: tilted } = ops.map({ gradient, output }, (x, math) => ({ along: math.mul(x.gradient, x.output) }));
          return ops.map(
            { gradient, output, deviation, level: ops.mean(gradient, 1, along), tilt: ops.mean(tilted, 1, along) },
            (x, math) => ({ y: math.div(math.sub(math.sub(x.gradient, x.level), math.mul(x.output, x.tilt)), x.deviation) }),
          ).y;
        },
        parameters: {},
      }),
    };
  },
};

/** `x / rows`, the rows read off the shape. */
const shared: Layer = {
  name: 'shared',
  forward<T>(ops: TensorOps<T>, _: Named<T>, input: T, { mode }: Context<T>): Forward<T> {
    const share = (x: T): T => times(ops, 1 / ops.shapeOf(input)[0]!, x);
    return { output: share(input), pull: mode === 'predict' ? noPull : (gradient) => ({ input: () => share(gradient), parameters: {} }) };
  },
};

/** A backend that goes on with the five rows that a step was read with. */
const remembering = withOps((ops) => ({
  shapeOf: (x) => {
    const shape = ops.shapeOf(x);
    return shape.length === 2 ? [5, shape[1]!] : shape;
  },
}));

/** dense(17, 19) with one slope in the weight a tenth too large, at a place that is not looked at alone. */
const oneWrong: Layer = withSlopes(
  (ops, { weight, bias }) => {
    const place = ops.reshape(ops.oneHot(ops.constant(102), 17 * 19), [17, 19]);
    const { wrong } = ops.map({ weight: weight!, place }, (x, math) => ({
      wrong: math.mul(x.weight, math.add(1, math.mul(0.1, x.place))),
    }));
    return { parameters: { weight: wrong, bias: bias! } };
  },
  dense(17, 19, sigmoid.activation),
);

export const layerMutants: readonly LayerMutant[] = [
  { fault: 'no name', layer: { ...withForward(() => ({})), name: '' }, caught: ['declaration'] },
  { fault: 'half an input', layer: { ...withForward(() => ({})), inputs: 2.5 }, caught: ['declaration'] },
  {
    fault: 'a first bias of another shape',
    layer: withInitial((initial) => ({ ...initial, bias: zeros([1, 3]) })),
    caught: ['declaration'],
  },
  {
    fault: 'a first parameter that is not declared',
    layer: withInitial((initial) => ({ ...initial, gain: ones([3]) })),
    caught: ['declaration'],
  },
  { fault: 'no first bias', layer: withInitial(({ weight }) => ({ weight: weight! })), caught: ['declaration'] },
  { fault: 'a first bias of NaN', layer: withInitial((initial) => ({ ...initial, bias: full([3], NaN) })), caught: ['declaration'] },
  {
    fault: 'other first weights each time',
    layer: withInitial(({ weight, bias }) => ({ bias: bias!, weight: full(weight!.shape, ++calls) })),
    caught: ['declaration'],
  },

  { fault: 'more columns than it says', layer: { ...withForward(() => ({})), outputs: 2 }, caught: ['output'] },
  {
    fault: 'one row that loses its dimension',
    layer: withForward(({ ops, forward: { output } }) => ({ output: ops.shapeOf(output)[0] === 1 ? ops.reshape(output, [3]) : output })),
    caught: ['output'],
  },
  {
    fault: 'a slope of the activation by column',
    layer: withForward(({ ops, forward: { slope } }) => ({ ...(slope && { slope: ops.mean(slope, 0) }) })),
    caught: ['output'],
  },
  {
    fault: 'infinity in a corner',
    layer: withForward(({ ops, input, forward: { output } }) => ({
      output: ops.map({ input, output }, (x, math) => ({ y: math.add(x.output, math.where(math.greater(x.input, 1.5), Infinity, 0)) })).y,
    })),
    caught: ['output'],
  },

  { fault: 'no slope in the bias', layer: withSlopes((_, { weight }) => ({ parameters: { weight: weight! } })), caught: ['way back'] },
  {
    fault: 'the slope in the bias under another name',
    layer: withSlopes((_, { weight, bias }) => ({ parameters: { weight: weight!, offset: bias! } })),
    caught: ['way back'],
  },
  {
    fault: 'a slope in the bias for each row',
    layer: withSlopes((_ops, { weight }, _input, gradient) => ({ parameters: { weight: weight!, bias: gradient } })),
    caught: ['way back'],
  },
  {
    fault: 'a slope in the input that is stretched from []',
    layer: withSlopes((ops, _, input) => ({ input: ops.mean(input) })),
    caught: ['way back'],
  },
  { fault: 'a slope in a parameter that is said to be fixed', layer: right, options: { fixed: ['bias'] }, caught: ['way back'] },
  { fault: 'a fixed parameter that there is not', layer: right, options: { fixed: ['gain'] }, caught: ['way back'] },

  {
    fault: 'noise that no key explains',
    layer: withForward(({ ops, forward: { output } }) => ({ output: times(ops, 1 + 1e-6 * (++calls % 2), output) })),
    caught: ['repeatable'],
  },

  {
    fault: 'predict without the bias',
    layer: {
      ...withForward(() => ({})),
      forward: (ops, parameters, input, context) =>
        right.forward(
          ops,
          context.mode === 'train' ? parameters : { ...parameters, bias: times(ops, 0, parameters['bias']!) },
          input,
          context,
        ),
    },
    caught: ['predict'],
  },
  {
    fault: 'dropout in predict',
    layer: {
      ...dropout(0.5),
      forward: (ops, parameters, input, { random }) => dropout(0.5).forward(ops, parameters, input, { mode: 'train', random }),
    },
    caught: ['predict'],
  },

  {
    fault: 'a slope in the input 0.001 % too large',
    layer: withSlopes((ops, _, input) => ({ input: times(ops, 1.000_01, input) })),
    caught: ['slope in the input'],
  },
  {
    fault: 'a gradient that is handed through',
    layer: withSlopes((_ops, _, _input, gradient) => ({ input: gradient })),
    caught: ['slope in the input'],
  },
  {
    fault: 'the slope in a square weight transposed',
    layer: withSlopes((ops, { weight, bias }) => ({ parameters: { weight: ops.transpose(weight!), bias: bias! } })),
    caught: ['slopes in the parameters'],
  },
  {
    fault: 'the mean over rows in place of the sum',
    layer: withSlopes((ops, { weight, bias }) => ({ parameters: { weight: weight!, bias: times(ops, 1 / 5, bias!) } })),
    caught: ['slopes in the parameters'],
  },
  {
    fault: 'one wrong number among many',
    layer: oneWrong,
    caught: ['slopes in the parameters'],
  },

  { fault: 'digits that cancel in float32', layer: cancelling, options: { input: random([3, 4], 5).add(3000) }, caught: ['agreement'] },
  {
    fault: 'a backend that remembers how many rows there were',
    layer: shared,
    options: { backends: [float32Backend, remembering] },
    caught: ['agreement'],
  },
  {
    fault: 'a backend with a coarse activation',
    layer: right,
    options: {
      backends: [
        withOps((ops) => ({
          map: (inputs, formula) => ops.map(inputs, (x, math) => formula(x, { ...math, exp: (x) => math.mul(1.01, math.exp(x)) })),
        })),
      ],
    },
    caught: ['agreement'],
  },
];
