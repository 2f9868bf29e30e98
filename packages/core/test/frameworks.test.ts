import { describe, expect, test } from 'vitest';
import {
  activate,
  adam,
  adamW,
  binaryCrossEntropy,
  dense,
  duals,
  elementwiseLoss,
  meanSquaredError,
  numbers,
  readDual,
  reference,
  rmsprop,
  sequential,
  sgd,
  softmaxCrossEntropy,
  tensor,
  train,
  trainingContext,
  variable,
} from '../src/index.ts';
import type { Activation, Loss, LossFormula, Nested, Optimizer, Sequential, Tensor } from '../src/index.ts';
import { elu, gelu, geluTanh, mish, relu, sigmoid, silu, softplus, tanh } from './activations.ts';
import { expectAllClose, fixture } from './tools.ts';

// Numbers from other frameworks' own tests, within the digits printed there and 5e-7 for float32.

interface Case {
  readonly id: string;
  readonly what: 'activation' | 'activation_grad' | 'dense' | 'expr' | 'loss' | 'optimizer' | 'train' | 'derivative_of_output';
  readonly source: string;
  readonly test: string;
  readonly params: { readonly [name: string]: never };
  readonly input: { readonly [name: string]: never };
  readonly expected: { readonly [name: string]: Nested & { after: (Nested | null)[] } };
  readonly tol: { readonly atol: number; readonly rtol: number };
}

const cases = fixture('frameworks.jsonl').rows as readonly Case[];
const title = ({ id, source, test }: Case): string => `${id} ${source}: ${test}`;
const flat = (nested: Nested): number[] => (typeof nested === 'number' ? [nested] : nested.flatMap(flat));

function expectWithin(got: ArrayLike<number>, expected: Nested, { tol: { atol, rtol } }: Case): void {
  for (const [i, value] of flat(expected).entries())
    expectAllClose([got[i]!], [value], { absolute: atol + 5e-7 * Math.max(1, Math.abs(value)), relative: rtol }, `[${i}]`);
  expect(got.length).toBe(flat(expected).length);
}

/** Why a case is not for nonlin, by the parameter it asks for. */
const lacking: { readonly [parameter: string]: string } = {
  amsgrad: 'AMSGrad',
  eps_hat: 'ε inside the correction',
  decoupled: 'decay apart from the gradient outside AdamW',
  initial_square_avg: 'a mean square that starts at 1',
  eps_inside_sqrt: 'ε inside the root',
  label_smoothing: 'label smoothing',
  class_weights: 'class weights',
};
const lacks = ({ params }: Case): string | undefined =>
  Object.keys(params)
    .map((name) => lacking[name])
    .find((reason) => reason !== undefined);

const erf: Activation = { name: 'erf', formula: (x, ops) => ops.erf(x) };
const clamped = (low: number, high: number, slope: number, offset: number): Activation => ({
  name: 'clamped',
  formula: (x, ops) => ops.neg(ops.max(ops.neg(ops.max(ops.add(ops.mul(slope, x), offset), low)), -high)),
});
const leaky = (alpha: number): Activation => ({
  name: 'leaky_relu',
  formula: (x, ops) => ops.where(ops.greater(x, 0), x, ops.mul(alpha, x)),
});
const stepTo = ({ alpha = 0, threshold = 0, at_zero = 0 }: { alpha?: number; threshold?: number; at_zero?: number }): Activation => ({
  name: 'step',
  formula: (x, ops) =>
    ops.where(ops.equal(x, x), ops.where(ops.greater(x, threshold), 1, ops.where(ops.equal(x, threshold), at_zero, alpha)), x),
});
const logSigmoid: Activation = { name: 'log_sigmoid', formula: (x, ops) => ops.neg(softplus.formula(ops.neg(x), ops)) };

function activationOf({ fn, alpha, threshold, at_zero, slope, offset }: Case['params']): Activation {
  const byName: { readonly [name: string]: Activation } = {
    relu, sigmoid, silu, gelu, tanh, elu, mish, softplus, erf,
    gelu_tanh: geluTanh, log_sigmoid: logSigmoid, relu6: clamped(0, 6, 1, 0), hard_sigmoid: clamped(0, 1, slope!, offset!),
    leaky_relu: leaky(alpha!), step: stepTo({ alpha: alpha!, threshold: threshold!, at_zero: at_zero! }),
  }; // prettier-ignore
  return byName[fn!]!;
}

describe('activations', () => {
  const rows = cases.filter(({ what, params: { fn } }) => what === 'activation' && !String(fn).includes('softmax'));
  test.each(rows.map((row) => [title(row), row] as const))('%s', (_, row) => {
    expectWithin(tensor(row.input['x']!).map(activationOf(row.params).formula).data, row.expected['y']!, row);
  });

  const slopes = cases.filter(({ what }) => what === 'activation_grad');
  test.each(slopes.map((row) => [title(row), row] as const))('slope: %s', (_, row) => {
    const { slope } = reference.map({ x: tensor(row.input['x']!) }, ({ x }, math) => activate(activationOf(row.params), x, {}, math));
    expectWithin(slope.mul(tensor(row.input['dy']!)).data, row.expected['dx']!, row);
  });

  const softmaxes = cases.filter(({ what, params: { fn } }) => what === 'activation' && String(fn).includes('softmax'));
  test.each(softmaxes.map((row) => [title(row), row] as const))('%s', (_, row) => {
    const x = tensor(row.input['x']!);
    const p = softmaxCrossEntropy.probabilities!(reference, x.shape.length === 1 ? x.reshape(1, -1) : x);
    const y = String(row.params['fn']) === 'log_softmax' ? p.map((p, math) => math.log(p)) : p;
    expectWithin(y.data, row.expected['y']!, row);
  });
});

describe('dense', () => {
  const rows = cases.filter(({ what }) => what === 'dense');
  test.each(rows.map((row) => [title(row), row] as const))('%s', (_, row) => {
    const weight = tensor(row.input['weight']!);
    const [inputs, outputs] = weight.shape as [number, number];
    const model = sequential([dense(inputs, outputs)]);
    model.parameters = {
      '0.weight': weight,
      '0.bias': row.input['bias'] === undefined ? tensor(new Float32Array(outputs)) : tensor(row.input['bias']),
    };
    expectWithin(model.predict(tensor(row.input['x']!).reshape(-1, inputs)).data, row.expected['y']!, row);
  });
});

describe('losses', () => {
  const losses: { readonly [name: string]: Loss } = {
    mse: meanSquaredError,
    bce_with_logits: binaryCrossEntropy,
    ce_with_logits: softmaxCrossEntropy,
  };
  const rows = cases.filter((row) => row.what === 'loss' && lacks(row) === undefined);
  const known = rows.filter(({ params }) => String(params['loss']) in losses && params['weights'] === undefined);

  test('are 20 of 29 cases; the others start from probabilities, weigh single elements or smooth labels', () => {
    expect(known.length).toBe(20);
    expect(cases.filter(({ what }) => what === 'loss').length).toBe(29);
  });

  test.each(known.map((row) => [title(row), row] as const))('%s', (_, row) => {
    const loss = losses[row.params['loss']!]!;
    const [pred, given] = [tensor(row.input['pred']!), tensor(row.input['target']!)];
    const output = pred.shape.length === 1 ? pred.reshape(-1, 1) : pred;
    const target = given.shape.length === 1 && loss !== softmaxCrossEntropy ? given.reshape(-1, 1) : given;
    loss.check(target, output.shape);
    if (row.params['reduction'] === 'mean') {
      const { value, gradient } = loss.measure(reference, output, target);
      expectWithin(value.data, row.expected['value']!, row);
      if ('grad_pred' in row.expected) expectWithin(gradient.data, row.expected['grad_pred'], row);
      return;
    }
    // "none": the loss of each element, or of each row for classes, is the loss of a batch that holds nothing else.
    const width = loss === softmaxCrossEntropy ? output.shape[1]! : 1;
    const outputs = [...output.reshape(-1, 1, width)];
    const targets = [...target.reshape(outputs.length, 1, -1)];
    const weights = row.params['sample_weights'] as number[] | undefined;
    const measured = outputs.map((single, i) => loss.measure(reference, single, targets[i]!));
    expectWithin(
      measured.map(({ value }, i) => value.at() * (weights?.[i] ?? 1)),
      row.expected['value']!,
      row,
    );
    if ('grad_pred' in row.expected)
      expectWithin(
        measured.flatMap(({ gradient }) => [...gradient.data]),
        row.expected['grad_pred'],
        row,
      );
  });
});

interface Options {
  readonly optimizer: string;
  readonly lr: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly eps?: number;
  readonly alpha?: number;
  readonly weight_decay?: number;
}

/** The optimizer asked for; none where nonlin has no such one. */
function optimizerOf(row: Case): Optimizer | undefined {
  if (lacks(row) !== undefined) return undefined;
  const {
    optimizer: name,
    lr: rate,
    momentum = 0,
    nesterov = false,
    beta1 = 0.9,
    beta2 = 0.999,
    eps: epsilon = 1e-8,
    alpha: decay = 0.99,
    weight_decay: weightDecay = 0,
  } = row.params as unknown as Options;
  if (name === 'sgd') return sgd({ rate, momentum, nesterov, weightDecay });
  if (name === 'adamw') return adamW({ rate, beta1, beta2, epsilon, weightDecay });
  if (name === 'adam') return withPenalty(adam({ rate, beta1, beta2, epsilon }), weightDecay);
  if (name === 'rmsprop' && momentum === 0) return withPenalty(rmsprop({ rate, decay, epsilon }), weightDecay);
  return undefined;
}

/** Any optimizer with an L2 penalty: `weightDecay · w` added to the gradient. A few lines for a user who wants it. */
const withPenalty = ({ name, slots, coefficients, update }: Optimizer, weightDecay: number): Optimizer => ({
  name,
  slots,
  coefficients,
  update: (x, math) => update({ ...x, gradient: math.add(x.gradient, math.mul(weightDecay, x.parameter)) }, math),
});

/** Slopes of the losses that the optimizer tests minimise, by duals. */
const slopes: { readonly [loss: string]: (w: number, place: number, count: number) => number } = {
  'sum(x^2)': (w) => 2 * w,
  'mean(exp(x)^2)': (w, _, count) => readDual(duals(numbers).exp(duals(numbers).mul(2, variable(w)))).slope / count,
  'sum(relu(x)^2)': (w) => 2 * Math.max(w, 0),
};

describe('optimizers', () => {
  const rows = cases.filter(({ what }) => what === 'optimizer');
  const known = rows.filter((row) => optimizerOf(row) !== undefined);

  test('are 8 of 17 cases; the others ask for conventions or optimizers that nonlin lacks', () => {
    expect([known.length, rows.length]).toEqual([8, 17]);
  });

  test.each(known.map((row) => [title(row), row] as const))('%s', (_, row) => {
    const { slots, coefficients, update } = optimizerOf(row)!;
    const weights = flat(row.input['params0']!);
    const { after } = row.expected as unknown as { after: (Nested | null)[] };
    const memory = weights.map(() => Object.fromEntries(slots.map((slot) => [slot, 0])));
    const gradients = row.input['grads'] as Nested[] | undefined;
    for (const [i, expected] of after.entries()) {
      const now =
        gradients === undefined ? weights.map((w, place) => slopes[row.input['loss']!]!(w, place, weights.length)) : flat(gradients[i]!);
      for (const [place, gradient] of now.entries()) {
        const { parameter, ...its } = update<number>(
          { ...memory[place], ...coefficients(i + 1), parameter: weights[place]!, gradient },
          numbers,
        );
        weights[place] = parameter!;
        memory[place] = its;
      }
      if (expected !== null) expectWithin(weights, expected, row);
    }
  });
});

describe('expressions and their gradients', () => {
  const rows = cases.filter(({ what, params }) => what === 'expr' && String(params['expr']).includes('@'));
  test('are 3 of 8 cases; the others have a softmax inside', () => {
    expect([rows.length, cases.filter(({ what }) => what === 'expr').length]).toEqual([3, 8]);
  });

  test.each(rows.map((row) => [title(row), row] as const))('%s', (_, row) => {
    const { a, b, x, w } = row.input as { readonly [name: string]: Nested };
    if (a !== undefined) {
      // mean(exp(a·b)): a dense layer with exp.
      const [left, right] = [tensor(a), tensor(b!)];
      const layer = dense(right.shape[0]!, right.shape[1]!, { name: 'exp', formula: (x, ops) => ops.exp(x) });
      const { output, pull } = layer.forward(
        reference,
        { weight: right, bias: tensor([0]) },
        left,
        trainingContext(reference, tensor([0, 0, 0, 0])),
      );
      const pulled = pull(output.map(() => 1 / output.size));
      expectWithin(pulled.input().data, row.expected['da']!, row);
      expectWithin(pulled.parameters['weight']!.data, row.expected['db']!, row);
      return;
    }
    // mean((x·wᵀ + b)²): a dense layer and the mean squared error to 0.
    const weight = tensor(w!).transpose();
    const input = tensor(x!).reshape(-1, weight.shape[0]!);
    const { output, pull } = dense(weight.shape[0]!, weight.shape[1]!).forward(
      reference,
      { weight, bias: tensor(b!) },
      input,
      trainingContext(reference, tensor([0, 0, 0, 0])),
    );
    if ('f' in row.expected) expectWithin(output.data, row.expected['f'], row);
    const { parameters } = pull(meanSquaredError.measure(reference, output, output.mul(0)).gradient);
    expectWithin(parameters['weight']!.transpose().data, row.expected['dw']!, row);
    expectWithin(parameters['bias']!.data, row.expected['db']!, row);
  });
});

describe('training runs', () => {
  const rows = cases.filter((row) => row.what === 'train');
  const known = rows.filter((row) => optimizerOf(row) !== undefined);

  test('are 5 of 8 cases; the others ask for AMSGrad, Adagrad or RMSProp with momentum', () => {
    expect([known.length, rows.length]).toEqual([5, 8]);
  });

  /** `Σ output · scale`: the mean over all outputs times their number. */
  const plainSum = (count: number): Loss => elementwiseLoss('sum', (output, _, math) => math.mul(output, count));
  const squaredSum = (count: number): Loss =>
    elementwiseLoss('squared sum', ((output, target, math) =>
      math.mul(count, math.mul(math.sub(output, target), math.sub(output, target)))) satisfies LossFormula);

  test.each(known.map((row) => [title(row), row] as const))('%s', async (_, row) => {
    const { params, input, expected } = row;
    const optimizer = optimizerOf(row)!;
    if (String(params['model']).startsWith('mlp')) {
      const [w1, b1, w2, b2] = input['params0'] as unknown as Nested[];
      const model = sequential(dense(2, 3, sigmoid), dense(3, 1, sigmoid));
      model.parameters = {
        '0.weight': tensor(w1!).transpose(),
        '0.bias': tensor(b1!),
        '1.weight': tensor(w2!).transpose(),
        '1.bias': tensor(b2!),
      };
      const checkpoints = expected['checkpoints'] as unknown as { after_step: number; params_flat: number[][] }[];
      const epochs = Math.max(...checkpoints.map(({ after_step }) => after_step));
      for await (const { epoch } of train(
        model,
        { input: input['x']!, target: [[0], [0], [0]] },
        { loss: plainSum(3), optimizer, epochs },
      )) {
        const now = checkpoints.find(({ after_step }) => after_step === epoch);
        if (now === undefined) continue;
        const { '0.weight': v1, '0.bias': c1, '1.weight': v2, '1.bias': c2 } = model.parameters as { readonly [name: string]: Tensor };
        for (const [i, value] of [v1!.transpose(), c1!, v2!.transpose(), c2!].entries()) expectWithin(value.data, now.params_flat[i]!, row);
      }
      return;
    }
    const layout =
      params['weight_layout'] === 'out_in' ? (weight: Tensor): Tensor => weight.transpose() : (weight: Tensor): Tensor => weight;
    const weight = layout(tensor(input['weight']!));
    const model: Sequential = sequential([dense(weight.shape[0]!, weight.shape[1]!)]);
    model.parameters = { '0.weight': weight, '0.bias': tensor(input['bias']!) };
    const steps = (params['steps'] as number | undefined) ?? 1;
    if (input['x'] !== undefined)
      for await (const _ of train(
        model,
        { input: input['x'], target: input['y']! },
        { loss: squaredSum(4), optimizer, epochs: steps, every: steps },
      ));
    else {
      const batches = (input['batches'] as unknown as Nested[]).map((batch) => ({
        input: batch,
        target: tensor(batch).mul(0).matmul(weight.mul(0)),
      }));
      const count = batches[0]!.target.size;
      for await (const _ of train(model, batches, { loss: plainSum(count), optimizer, epochs: 1 }));
    }
    const { '0.weight': end, '0.bias': bias } = model.parameters;
    expectWithin(layout(end!).data, expected['weight']!, row);
    expectWithin(bias!.data, expected['bias']!, row);
  });
});
