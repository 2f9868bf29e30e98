import { predicting, Tensor, tensor, trainingContext } from '@nonlin/core';
import type { Backend, Named, Program, Sequential, TensorOps } from '@nonlin/core';
import { EXTENT } from './data.ts';

/** Middles of `side` × `side` cells of the plane, from the upper left, row by row. */
export function gridRows(side: number): Tensor {
  const place = (i: number): number => ((i + 0.5) / side) * 2 * EXTENT - EXTENT;
  const data = new Float32Array(side * side * 2);
  for (let i = 0; i < side * side; i++) [data[2 * i], data[2 * i + 1]] = [place(i % side), -place(Math.floor(i / side))];
  return new Tensor([side * side, 2], data);
}

/** What is read of a network: its answers, what each layer gives, or what enters each activation, with its slope there. */
export type What = 'answer' | 'units' | 'slopes';

/** What a network gives for fixed rows; compiled once, the weights come along each time. */
export class Outputs {
  readonly #program: Program;

  private constructor(program: Program) {
    this.#program = program;
  }

  static async of(model: Sequential, rows: Tensor, backend: Backend, what: What): Promise<Outputs> {
    const program = await backend.compile(
      {
        constants: { rows, key: tensor([0, 0, 0, 0]) },
        state: {},
        step: (ops, { constants, inputs }) => ({ state: {}, outputs: pass(ops, model, constants, inputs, what), last: () => ({}) }),
      },
      { deterministic: true },
    );
    return new Outputs(program);
  }

  /** [rows, units] row by row, for 'answer' of the last layer; for 'units' of each; for 'slopes' of each hidden one, sums and slopes in turns. */
  async read(parameters: Named<Tensor>): Promise<readonly Float32Array<ArrayBuffer>[]> {
    const inputs = Object.fromEntries(Object.entries(parameters).map(([name, { shape, data }]) => [name, new Tensor([1, ...shape], data)]));
    const { outputs } = await this.#program.run(1, inputs);
    return Object.entries(outputs)
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .map(([, { data }]) => new Float32Array(data));
  }

  dispose(): void {
    this.#program.dispose();
  }
}

/** The way forward; results are named by their order. */
function pass<T>(ops: TensorOps<T>, model: Sequential, constants: Named<T>, parameters: Named<T>, what: What): Named<T> {
  const context = what === 'slopes' ? trainingContext(ops, constants['key']!) : predicting;
  const results: T[] = [];
  let current = constants['rows'] as T;
  for (const [place, layer] of model.layers.entries()) {
    const last = place === model.layers.length - 1;
    const its = Object.fromEntries(Object.keys(layer.shapes ?? {}).map((name) => [name, parameters[`${place}.${name}`]!]));
    const { output, slope } = layer.forward(ops, its, current, context);
    if (what === 'units' || (what === 'answer' && last)) results.push(output);
    if (what === 'slopes' && !last) {
      const product = ops.matmul(current, its['weight']!);
      results.push(ops.map({ product, bias: its['bias']! }, (x, math) => ({ sum: math.add(x.product, x.bias) })).sum, slope!);
    }
    current = output;
  }
  return Object.fromEntries(results.map((result, i) => [String(i), result]));
}
