import { broadcast, reference, resolveAxis, Tensor } from '@nonlin/core';
import type { MatmulOptions, ReduceOptions, Shape, TensorOps } from '@nonlin/core';
import { ROWS, widthOf } from './value.ts';
import type { AnyFormula, Constant, Made, Reduction, Row, Value } from './value.ts';

/**
 * The interpreter that writes down what layers do to one row. What depends on weights alone is worked out at once;
 * what looks across rows, or at their number, is an error that names the layer.
 */
export class Recorder {
  /** Where layers are, for names and messages. */
  place = 0;
  #layer = '';
  readonly #where: string;
  readonly #units = new Map<Constant, Constant>();
  readonly #transposed = new Map<Constant, Constant>();

  constructor(where: string) {
    this.#where = where;
  }

  enter(place: number, layer: string): void {
    this.place = place;
    this.#layer = layer;
  }

  input(columns: number): Row {
    return { kind: 'row', operation: 'input', shape: [ROWS, columns], place: 0, isNumber: false };
  }

  readonly ops: TensorOps<Value> = {
    shapeOf: (x) => (x.kind === 'constant' ? x.tensor.shape : x.shape),
    constant: (value) => constant(reference.constant(value)),
    matmul: (a, b, options) => this.#matmul(a, b, options),
    map: (inputs, formula) => this.#map(inputs, formula as unknown as AnyFormula) as { [name in keyof ReturnType<typeof formula>]: Value },
    sum: (x, axis, options) => this.#reduce('sum', x, axis, options),
    mean: (x, axis, options) => this.#reduce('mean', x, axis, options),
    max: (x, axis, options) => this.#reduce('max', x, axis, options),
    argmax: (x, axis = -1, options) => this.#reduce('argmax', x, axis, options),
    sizeOf: (x, axis) => {
      if (x.kind === 'constant') return constant(reference.sizeOf(x.tensor, axis));
      if (axis === undefined || resolveAxis('sizeOf', x.shape, axis) === 0) throw this.#error('asks for the number of rows');
      return constant(reference.constant(widthOf(x)));
    },
    gather: (x, indices) => {
      if (x.kind === 'row' || indices.kind === 'row') throw this.#error('gathers rows');
      return constant(reference.gather(x.tensor, indices.tensor));
    },
    oneHot: (indices, classes) => {
      if (indices.kind === 'row') throw this.#error('makes columns of indices (oneHot)');
      return constant(reference.oneHot(indices.tensor, classes));
    },
    random: () => {
      throw this.#error('draws random numbers');
    },
    reshape: (x, shape) => this.#reshape(x, shape),
    transpose: (x) => {
      if (x.kind === 'row') throw this.#error('transposes rows and columns');
      return constant(reference.transpose(x.tensor));
    },
  };

  #matmul(a: Value, b: Value, options: MatmulOptions = {}): Value {
    if (a.kind === 'constant' && b.kind === 'constant') return constant(reference.matmul(a.tensor, b.tensor, options));
    if (a.kind === 'constant' || b.kind === 'row' || options.transposeA) throw this.#error('multiplies by a matrix made of rows');
    // Kept as [out, in], a line for each unit.
    const units = options.transposeB === true ? b.tensor : b.tensor.transpose();
    const [columns = 1, inputs] = units.shape;
    if (units.shape.length !== 2 || a.shape.length !== 2 || inputs !== widthOf(a))
      throw this.#error(`multiplies shapes [rows, ${a.shape.slice(1).join(', ')}] and [${b.tensor.shape.join(', ')}]`);
    const known = options.transposeB === true ? this.#units : this.#transposed;
    const matrix = known.get(b) ?? { ...b, tensor: units };
    known.set(b, matrix); // used again, it is written once
    return this.#row({ operation: 'matmul', row: a, matrix }, [ROWS, columns], false);
  }

  #map(inputs: { readonly [name: string]: Value }, formula: AnyFormula): { [name: string]: Value } {
    const values = Object.entries(inputs);
    const constants = values.map(([name, value]) => [name, value.kind === 'constant' ? value.tensor : undefined] as const);
    // A reading with numbers tells the names of the outputs; one with weights alone is the result.
    const known = constants.every(([, tensor]) => tensor !== undefined);
    const read = reference.map(Object.fromEntries(constants.map(([name, tensor]) => [name, (known && tensor) || HALF])), formula);
    if (known) return Object.fromEntries(Object.entries(read).map(([name, tensor]) => [name, constant(tensor)]));
    let shape: Shape = [];
    for (const [, value] of values)
      shape = broadcast(`${this.#where}: layer ${this.place} (${this.#layer})`, shape, this.ops.shapeOf(value));
    for (const [, value] of values) {
      const from = this.ops.shapeOf(value);
      const aligned = value.kind === 'row' ? from.length === shape.length : from.length < 2 || (from.length === 2 && from[0] === 1);
      if (!aligned || shape.length > 2 || shape[0] !== ROWS || (shape.length === 1 && value.kind === 'constant' && value.tensor.size !== 1))
        throw this.#error('computes with rows and columns mixed');
    }
    const width = shape[1] ?? 1;
    const isNumber = width === 1 && values.every(([, value]) => value.kind === 'constant' || value.isNumber);
    return Object.fromEntries(
      Object.keys(read).map((output) => [output, this.#row({ operation: 'map', inputs, formula, output }, shape, isNumber)]),
    );
  }

  #reduce(reduction: Reduction, x: Value, axis: number | undefined, options: ReduceOptions = {}): Value {
    if (x.kind === 'constant') return constant(reference[reduction](x.tensor, axis, options));
    if (axis === undefined || resolveAxis(reduction, x.shape, axis) === 0) throw this.#error(`takes the ${reduction} over rows`);
    return this.#row({ operation: 'reduce', reduction, row: x }, options.keepDimension ? [ROWS, 1] : [ROWS], true);
  }

  #reshape(x: Value, shape: Shape): Value {
    if (x.kind === 'constant') return constant(reference.reshape(x.tensor, shape));
    const resolved = new Tensor(x.shape, new Float32Array(ROWS * widthOf(x))).reshape(...shape).shape;
    if (resolved.join() === x.shape.join()) return x;
    if (widthOf(x) !== 1 || resolved[0] !== ROWS || resolved.length > 2) throw this.#error('reshapes rows and columns into each other');
    return this.#row({ operation: 'only', row: x }, resolved, true);
  }

  #row(made: Made, shape: Shape, isNumber: boolean): Row {
    return { ...made, kind: 'row', shape, place: this.place, isNumber };
  }

  #error(does: string): RangeError {
    return new RangeError(
      `${this.#where}: layer ${this.place} (${this.#layer}) ${does}; code of its own sees one row at a time and cannot do that`,
    );
  }
}

const constant = (tensor: Tensor): Constant => ({ kind: 'constant', tensor });

/** Stands for any number where only names are asked for. */
const HALF = reference.constant(0.5);
