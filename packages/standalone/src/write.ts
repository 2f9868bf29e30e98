import type { AnyActivation, Operand, ScalarOps } from '@nonlin/core';
import { formulaToJavaScript } from '@nonlin/formula';
import { listCode, matrixCode, numberCode } from './decimal.ts';
import { widthOf } from './value.ts';
import type { Constant, Row, Value } from './value.ts';

type ArrayFunction = 'dot' | 'sum' | 'argmax' | 'largest';

/** Arguments that every engine takes; some 100,000 overflow the stack. */
const MOST_ARGUMENTS = 1000;

/** Functions over arrays that code may call: their lines, with types of lists and numbers and a mark of certainty, or without. */
const ARRAY_FUNCTIONS: { readonly [name in ArrayFunction]: (list: string, number: string, certain: string) => string } = {
  dot: (list, number, certain) =>
    `const dot = (weights${list}, x${list})${number} => weights.reduce((sum, weight, i) => sum + weight * x[i]${certain}, 0);`,
  sum: (list, number) => `const sum = (row${list})${number} => row.reduce((total, x) => total + x, 0);`,
  largest: (row, number) => `const largest = (row${row})${number} => row.reduce((most, x) => Math.max(most, x), -Infinity);`,
  argmax: (list, number, certain) => `/** The place of the largest; the first of equals, and of NaN. */
const argmax = (row${list})${number} =>
  row.reduce((best, x, i) => (x > row[best]${certain} || (Number.isNaN(x) && !Number.isNaN(row[best])) ? i : best), 0);`,
};

/** Names that code uses for itself. */
export const TAKEN: readonly string[] =
  'dot sum argmax largest input weights x i Math Number RangeError NaN Infinity step sign sigmoid softplus Phi erf erfc'.split(' ');

interface Circumstances {
  /** Whether to write TypeScript. */
  readonly types: boolean;
  readonly taken: Iterable<string>;
  /** The layers' names, for comments. */
  readonly layers: readonly string[];
  /** How often each row is read. */
  readonly uses: ReadonlyMap<Row, number>;
  /** Rows that one layer hands to the next. */
  readonly handedOn: ReadonlySet<Row>;
}

/** Writes what was recorded as statements, and the constants and functions that they need. */
export class Writer {
  readonly statements: string[] = [];
  readonly functions: Map<string, string> = new Map();
  readonly constants: Map<string, string> = new Map();
  readonly #types: boolean;
  readonly #taken: Set<string>;
  readonly #layers: readonly string[];
  readonly #uses: ReadonlyMap<Row, number>;
  readonly #handedOn: ReadonlySet<Row>;
  readonly #names = new Map<Value, string>();
  #commented = -1;

  constructor({ types, taken, layers, uses, handedOn }: Circumstances) {
    this.#types = types;
    this.#taken = new Set(taken);
    this.#layers = layers;
    this.#uses = uses;
    this.#handedOn = handedOn;
  }

  /** The expression for a row; of all but the result, it has a name. */
  result(row: Row): string {
    const text = this.#expression(row);
    this.#comment(row);
    return row.isNumber ? `[${text}]` : row.operation === 'input' ? `[...${text}]` : text;
  }

  #type(type: string): string {
    return this.#types ? `: ${type}` : '';
  }

  /** The element at `i`, which TypeScript cannot know to be there. */
  #at(list: string, i = 'i'): string {
    return `${list}[${i}]${this.#types ? '!' : ''}`;
  }

  #free(wanted: string): string {
    const legal = wanted.replaceAll(/[^\p{ID_Continue}$]/gu, '_');
    const clean = /^[\p{ID_Start}$_]/u.test(legal) ? legal : `_${legal}`;
    let name = clean;
    for (let n = 2; this.#taken.has(name); n++) name = `${clean}_${n}`;
    this.#taken.add(name);
    return name;
  }

  #comment({ place }: Row): void {
    if (place === this.#commented || this.#layers[place] === undefined) return;
    this.#commented = place;
    this.statements.push(`// ${this.#layers[place].replaceAll(/\s+/g, ' ')}`);
  }

  /** The name of a row, which it gets with its first use. */
  #name(row: Row): string {
    if (row.operation === 'input') return 'input';
    let name = this.#names.get(row);
    if (name === undefined) {
      const text = this.#expression(row);
      const what = row.operation === 'map' ? row.output : row.operation === 'reduce' ? row.reduction : 'product';
      name = this.#free(this.#handedOn.has(row) ? `layer${row.place}` : `${what}${row.place}`);
      this.#names.set(row, name);
      this.#comment(row);
      this.statements.push(`const ${name} = ${text};`);
    }
    return name;
  }

  #array(row: Row): string {
    const name = this.#name(row);
    return row.isNumber ? `[${name}]` : name;
  }

  #expression(row: Row): string {
    switch (row.operation) {
      case 'input':
        return 'input';
      case 'matmul':
        this.#name(row.row);
        return `${this.#matrix(row.matrix)}.map((weights) => ${this.#dot('weights', row.row)})`;
      case 'only':
        return row.row.isNumber ? this.#name(row.row) : this.#at(this.#name(row.row), '0');
      case 'reduce': {
        const list = this.#array(row.row);
        if (row.reduction === 'max')
          return widthOf(row.row) > MOST_ARGUMENTS ? `${this.#call('largest')}(${list})` : `Math.max(...${list})`;
        if (row.reduction === 'argmax') return `${this.#call('argmax')}(${list})`;
        return `${this.#call('sum')}(${list})${row.reduction === 'mean' ? ` / ${widthOf(row.row)}` : ''}`;
      }
      default:
        return this.#map(row);
    }
  }

  #map(row: Row & { operation: 'map' }): string {
    const names = Object.keys(row.inputs);
    const values = Object.values(row.inputs);
    const fused = values.find((value) => this.#isFused(value));
    const lists = values.filter(
      (value) => value.kind === 'row' && !value.isNumber && !this.#isFused(value) && widthOf(value) === widthOf(row),
    );
    const source = row.isNumber ? undefined : (fused ?? lists[0] ?? values.find((value) => this.#isList(value)));
    // First what comes before, so that constants stand in the order of layers.
    for (const value of values) if (value.kind === 'row') this.#name(this.#isFused(value) ? value.row : value);
    const list = source && (this.#isFused(source) ? this.#matrix(source.matrix) : this.#list(source));
    const expressions = values.map((value) => this.#element(value, source));

    // The formula of many inputs as one of x and parameters, which is what printers take.
    const asParameter = (place: number): string => (place === 0 ? 'x' : `parameter${place}`);
    const formula: AnyActivation = {
      name: row.output,
      formula: <S>(x: S, ops: ScalarOps<S>, parameters: { readonly [name: string]: S }): Operand<S> =>
        row.formula(Object.fromEntries(names.map((name, place) => [name, place === 0 ? x : parameters[asParameter(place)]!])), ops)[
          row.output
        ]!,
      parameters: Object.fromEntries(names.slice(1).map((_, place) => [asParameter(place + 1), 0])),
    };
    const { helpers, statements } = formulaToJavaScript(formula, {
      expressions: Object.fromEntries(expressions.map((text, place) => [asParameter(place), text])),
      types: this.#types,
    });
    for (const [name, code] of helpers) this.functions.set(name, code);

    const [only] = statements;
    const body = statements.length === 1 ? only!.slice('return '.length, -1) : `{\n${statements.map((line) => `  ${line}`).join('\n')}\n}`;
    if (list === undefined) return statements.length === 1 ? body : `(() => ${body})()`;
    const element = source === fused ? 'weights' : 'x';
    return `${list}.map((${element}${body.includes('[i]') ? ', i' : ''}) => ${body})`;
  }

  /** A product that one map alone reads is worked out inside it. */
  #isFused(value: Value): value is Row & { operation: 'matmul' } {
    return value.kind === 'row' && value.operation === 'matmul' && this.#uses.get(value) === 1 && !this.#handedOn.has(value);
  }

  #isList = (value: Value): boolean => value.kind === 'constant' && value.tensor.size > 1;

  #list(value: Value): string {
    return value.kind === 'row' ? this.#name(value) : this.#vector(value);
  }

  /** One element of an input of a map, at `i` of what the map goes along. */
  #element(value: Value, source: Value | undefined): string {
    if (this.#isFused(value)) {
      if (value === source) return this.#dot('weights', value.row);
      const unit = widthOf(value) === 1 ? '0' : 'i';
      return this.#dot(this.#at(this.#matrix(value.matrix), unit), value.row);
    }
    if (value === source) return 'x';
    if (value.kind === 'row') return value.isNumber ? this.#name(value) : this.#at(this.#name(value), widthOf(value) === 1 ? '0' : 'i');
    if (value.tensor.size > 1) return this.#at(this.#vector(value));
    const text = numberCode(value.tensor.data[0]!);
    if (value.name !== undefined) return this.#constant(value, () => text);
    return text.startsWith('-') ? `(${text})` : text;
  }

  #dot(weights: string, row: Row): string {
    return `${this.#call('dot')}(${weights}, ${this.#array(row)})`;
  }

  #call(name: ArrayFunction): string {
    const write = ARRAY_FUNCTIONS[name];
    this.functions.set(name, write(this.#type('readonly number[]'), this.#type('number'), this.#types ? '!' : ''));
    return name;
  }

  #matrix(matrix: Constant): string {
    const [units, inputs] = matrix.tensor.shape as [number, number];
    const { data } = matrix.tensor;
    const rows = (): Float32Array[] => Array.from({ length: units }, (_, unit) => data.subarray(unit * inputs, (unit + 1) * inputs));
    return this.#constant(matrix, () => matrixCode(rows()));
  }

  #vector(vector: Constant): string {
    return this.#constant(vector, () => listCode(vector.tensor.data));
  }

  /** The name of a constant, which is written down with its first use. */
  #constant(value: Constant, write: () => string): string {
    let name = this.#names.get(value);
    if (name === undefined) {
      name = this.#free(value.name ?? 'constant');
      this.#names.set(value, name);
      this.constants.set(name, write());
    }
    return name;
  }
}
