import { predicting, Tensor } from '@nonlin/core';
import type { Backend, Named, Program, Sequential } from '@nonlin/core';
import { EXTENT } from './data.ts';

/** Middles of `side` × `side` cells of the plane, from the upper left, row by row. */
export function gridRows(side: number): Tensor {
  const place = (i: number): number => ((i + 0.5) / side) * 2 * EXTENT - EXTENT;
  const data = new Float32Array(side * side * 2);
  for (let i = 0; i < side * side; i++) [data[2 * i], data[2 * i + 1]] = [place(i % side), -place(Math.floor(i / side))];
  return new Tensor([side * side, 2], data);
}

/** What each layer gives for fixed rows; compiled once, the weights come along each time. */
export class Outputs {
  readonly #program: Program;

  private constructor(program: Program) {
    this.#program = program;
  }

  /** `all`: of every layer; otherwise of the last alone. */
  static async of(model: Sequential, rows: Tensor, backend: Backend, all = false): Promise<Outputs> {
    const places = [...model.layers.keys()];
    const program = await backend.compile(
      {
        constants: { rows },
        state: {},
        step: (ops, { constants, inputs }) => {
          let current = constants['rows'] as (typeof inputs)[string];
          const outputs: { [place: string]: (typeof inputs)[string] } = {};
          for (const place of places) {
            const layer = model.layers[place]!;
            const its = Object.fromEntries(Object.keys(layer.shapes ?? {}).map((name) => [name, inputs[`${place}.${name}`]!]));
            current = layer.forward(ops, its, current, predicting).output;
            if (all || place === places.length - 1) outputs[String(place)] = current;
          }
          return { state: {}, outputs, last: () => ({}) };
        },
      },
      { deterministic: true },
    );
    return new Outputs(program);
  }

  /** For each layer asked for, [rows, units] row by row. */
  async read(parameters: Named<Tensor>): Promise<readonly Float32Array<ArrayBuffer>[]> {
    const inputs = Object.fromEntries(Object.entries(parameters).map(([name, { shape, data }]) => [name, new Tensor([1, ...shape], data)]));
    const { outputs } = await this.#program.run(1, inputs);
    return Object.keys(outputs)
      .toSorted((a, b) => Number(a) - Number(b))
      .map((place) => new Float32Array(outputs[place]!.data));
  }

  dispose(): void {
    this.#program.dispose();
  }
}
