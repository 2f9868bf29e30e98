import { dense, dropout, frozen, sizeOf, Tensor } from '@nonlin/core';
import type { AnyActivation, Layer, Named } from '@nonlin/core';
import { OnnxUnsupportedError } from '../errors.ts';
import type { Constant } from './constant.ts';
import { keyOf, reachable, toActivation } from './formula.ts';
import type { Entry, Read } from './formula.ts';
import { elementwise, logSoftmax, softmax } from './layers.ts';
import type { Budget } from './budget.ts';
import type { NodeView } from './node-view.ts';
import type { Elementwise } from './operators.ts';
import { isSame } from './same.ts';

/**
 * How a tensor of any number of dimensions is rows and columns: the first `split` dimensions are rows, the rest are columns.
 * What a node asks for settles it (a product takes the last dimension for columns, `Flatten` says where), once for all nodes on the way.
 */
interface View {
  /** Sizes, as far as the file knows them; absent: not even how many. */
  readonly dims: readonly (number | undefined)[] | undefined;
  split: number | 'last' | undefined;
}

/** Rows that are computed from the model's input: a formula of the numbers that the latest layer gives. */
export interface Stream {
  readonly kind: 'stream';
  readonly stage: Stage;
  /** Which of the stage's values. */
  readonly entry: number;
  readonly view: View;
}

/** What lies between two layers that are more than a formula: formulas of one variable, by column. */
interface Stage {
  readonly place: number;
  readonly entries: Entry[];
  /** Constants that are among its entries: used twice, one is one. */
  readonly constants: Map<Constant, { readonly place: number; readonly learnt: boolean }>;
  /** The product that the variable comes from; absent at the beginning, and after layers that have no weights. */
  readonly weight?: Tensor;
  readonly bias?: Float32Array;
  columns: number | undefined;
  closed: boolean;
}

/** The nodes of a model as layers, one after the other. */
export class Chain {
  readonly #layers: Layer[] = [];
  readonly #parameters: { [name: string]: Tensor } = {};
  readonly #given: readonly AnyActivation[];
  /** Activations by their formulas, so that the same formula is one activation, and how often a name was wished for. */
  readonly #made = new Map<string, AnyActivation>();
  readonly #names = new Map<string, number>();
  /** By formula and the names of what it learns, whether each of the activations that were given is that function. */
  readonly #compared = new Map<string, boolean>();
  readonly #budget: Budget;
  #latest: Stage;

  constructor(activations: readonly AnyActivation[], budget: Budget) {
    this.#given = activations;
    this.#budget = budget;
    for (const { name } of activations) this.#names.set(name, 1);
    this.#latest = this.#stage(undefined);
  }

  /** The model's input. */
  begin(dims: View['dims']): Stream {
    return { kind: 'stream', stage: this.#latest, entry: 0, view: { dims, split: undefined } };
  }

  #stage(columns: number | undefined, linear?: { weight: Tensor; bias?: Float32Array }): Stage {
    const place = this.#layers.length;
    return (this.#latest = { place, entries: [{ kind: 'variable' }], constants: new Map(), columns, closed: false, ...linear });
  }

  /** An operator on elements of rows and constants. */
  apply(node: NodeView, { label, compute }: Elementwise, inputs: readonly (Stream | Constant)[]): Stream {
    const streams = inputs.filter((input) => input.kind === 'stream');
    const [first] = streams as [Stream];
    const { stage, view } = first;
    for (const other of streams) {
      if (other.stage !== stage) throw node.refuse('it joins values from before and after a layer with weights, which no sequential does');
      if (other.view !== view) throw node.refuse('it joins values of two shapes');
    }
    if (stage.closed) throw node.refuse('it goes on from values that a later layer has taken already, which no sequential does');
    const operands = inputs.map((input, place) =>
      input.kind === 'stream' ? input.entry : this.#constant(node, stage, view, input, node.operator === 'PRelu' && place === 1),
    );
    stage.entries.push({ kind: 'operator', label, compute, operands });
    return { kind: 'stream', stage, entry: stage.entries.length - 1, view };
  }

  /** A constant in a formula: one number, or one for each column. */
  #constant(node: NodeView, stage: Stage, view: View, constant: Constant, learnt: boolean): number {
    const { shape, data, float, name } = constant;
    if (!float && data.length !== 1) throw node.refuse(`its constant ${JSON.stringify(name)} is not float32`);
    const rank = view.dims?.length;
    if (rank !== undefined && shape.length > rank)
      throw node.refuse(`its constant of shape [${shape.join(', ')}] has more dimensions than the rows`);
    if (data.length !== 1) this.#expectColumnsOf(node, stage, view, constant);
    const known = stage.constants.get(constant);
    if (known?.learnt === learnt) return known.place;
    const called = name.slice(name.lastIndexOf('.') + 1);
    stage.entries.push(
      data.length === 1
        ? { kind: 'number', value: data[0]!, learnt, called }
        : { kind: 'column', values: data as Float32Array, learnt, called },
    );
    const place = stage.entries.length - 1;
    stage.constants.set(constant, { place, learnt });
    return place;
  }

  /** Throws unless a constant has a number for each column, the same for all rows. */
  #expectColumnsOf(node: NodeView, stage: Stage, view: View, { shape, data }: Constant): void {
    const rank = view.dims?.length;
    // Ones in front are the rows', which it must not tell apart.
    const first = shape.findIndex((dimension) => dimension !== 1);
    const own = shape.slice(first);
    if (rank === undefined && own.length > 1)
      throw node.refuse(`its constant has the shape [${shape.join(', ')}], and the file does not say how many dimensions the rows have`);
    const dims = rank === undefined ? undefined : view.dims!.slice(rank - own.length);
    // Only the last size may be left open: a constant over an open one in front of it would fit one number of rows.
    if (dims?.some((dimension, i) => (dimension === undefined ? i < own.length - 1 : dimension !== own[i])) === true)
      throw node.refuse(
        `its constant of shape [${shape.join(', ')}] does not stretch to columns of shape [${dims.map((dimension) => dimension ?? '?').join(', ')}]`,
      );
    this.#split(node, view, rank === undefined ? 'last' : rank - own.length);
    this.#expectColumns(node, stage, data.length);
  }

  /** Settles what are rows and what are columns. */
  #split(node: NodeView, view: View, split: number | 'last'): void {
    const wanted = split === 'last' && view.dims !== undefined ? Math.max(0, view.dims.length - 1) : split;
    view.split ??= wanted;
    if (view.split !== wanted)
      throw node.refuse(`it takes dimension ${wanted} and later ones for columns, where the nodes before it take ${view.split}`);
  }

  #expectColumns(node: NodeView, stage: Stage, columns: number): void {
    stage.columns ??= columns;
    if (stage.columns !== columns) throw node.refuse(`it takes ${columns} columns, the layer before it has ${stage.columns}`);
  }

  /** The number of columns by the shape, where it is known. */
  #columnsOf({ dims, split }: View): number | undefined {
    if (dims === undefined || split === undefined || split === 'last') return undefined;
    const columns = dims.slice(split);
    return columns.every((dimension) => dimension !== undefined) ? sizeOf(columns) : undefined;
  }

  /** `rows · weight + bias`: weight [in, out]. */
  linear(node: NodeView, rows: Stream, weight: Tensor, bias: Float32Array | undefined): Stream {
    const [inputs, outputs] = weight.shape as [number, number];
    this.#split(node, rows.view, 'last');
    const known = this.#columnsOf(rows.view);
    if (known !== undefined && known !== inputs) throw node.refuse(`its weights take ${inputs} columns, got ${known}`);
    this.#expectColumns(node, rows.stage, inputs);
    if (inputs === 0 || outputs === 0) throw node.refuse(`its weights have the shape [${inputs}, ${outputs}]`);
    this.close(node, rows);
    const stage = this.#stage(outputs, { weight, ...(bias !== undefined && { bias }) });
    const dims = rows.view.dims && [...rows.view.dims.slice(0, -1), outputs];
    return { kind: 'stream', stage, entry: 0, view: { dims, split: rows.view.split } };
  }

  /** A softmax along the last dimension, or before opset 13 along `axis` and all after it. */
  softmax(node: NodeView, rows: Stream, axis: number | 'last'): Stream {
    const make = node.operator === 'Softmax' ? softmax : logSoftmax;
    this.#split(node, rows.view, axis);
    const columns = this.#columnsOf(rows.view) ?? rows.stage.columns;
    this.close(node, rows);
    return this.#after(make(columns), rows.view, columns);
  }

  dropout(node: NodeView, rows: Stream, rate: number): Stream {
    if (rate === 0) return rows;
    if (!(rate > 0 && rate < 1)) throw node.refuse(`its ratio is ${rate}, expected one from 0 to below 1`);
    const { columns } = rows.stage;
    this.close(node, rows);
    return this.#after(dropout(rate), rows.view, columns);
  }

  #after(layer: Layer, view: View, columns: number | undefined): Stream {
    this.#layers.push(layer);
    return { kind: 'stream', stage: this.#stage(columns), entry: 0, view };
  }

  /** The same numbers as `dims`, the first `split` of whose former dimensions are rows, and in the new one the first. */
  flatten(node: NodeView, rows: Stream, split: number | 'last', dims: View['dims']): Stream {
    this.#split(node, rows.view, split);
    return { ...rows, view: { dims, split: dims === undefined ? 'last' : dims.length - 1 } };
  }

  /** The dimensions of rows, as far as they are known. */
  dimensions({ view }: Stream): View['dims'] {
    return view.dims;
  }

  /** The dimensions with what the layers know of the last. */
  shapeOf({ view, stage }: Stream): View['dims'] {
    const { dims, split } = view;
    if (dims === undefined || dims.length === 0 || (split !== 'last' && split !== dims.length - 1)) return dims;
    return [...dims.slice(0, -1), dims.at(-1) ?? stage.columns];
  }

  /** How many of them are rows, where that is settled. */
  splitOf({ view }: Stream): View['split'] {
    return view.split;
  }

  /** Whether it is a comparison, which ONNX has as a truth value. */
  isTruth({ stage, entry }: Stream): boolean {
    const made = stage.entries[entry]!;
    return made.kind === 'operator' && isTruth(made.label);
  }

  /** Makes layers of a stage, whose result is `rows`. */
  close(node: NodeView | undefined, rows: Stream): void {
    const { stage, entry: result } = rows;
    if (stage.closed || stage !== this.#latest) {
      const problem = 'two layers go on from the same values, which no sequential does';
      throw node?.refuse(problem) ?? new OnnxUnsupportedError(problem);
    }
    stage.closed = true;
    const { entries, weight } = stage;
    let variable = 0;
    let bias = stage.bias;
    // Numbers that are added to the product before anything else happens to it are biases.
    if (weight !== undefined)
      for (let i = 0; i < MOST_BIASES; i++) {
        const next = biasAfter(entries, result, variable);
        if (next === undefined) break;
        const { values, at } = next;
        const sum = bias ?? new Float32Array(weight.shape[1]!);
        this.#budget.take(sum.length);
        bias = sum.map((value, i) => value + (values.length === 1 ? values[0]! : values[i]!));
        variable = at;
      }
    const columns = stage.columns ?? this.#columnsOf(rows.view);
    const read = result === variable ? undefined : this.#named(entries, result, variable, columns);
    if (weight !== undefined) {
      const [inputs, outputs] = weight.shape as [number, number];
      this.#push(dense(inputs, outputs, read?.activation), {
        weight,
        bias: new Tensor([outputs], bias ?? new Float32Array(outputs)),
        ...startsOf(read),
      });
    } else if (read !== undefined) {
      const { activation, starts } = read;
      // The numbers of a column, as a mean that is subtracted, are no weights; a PReLU's are.
      const learns = reachable(entries, result, variable).some((i) => 'learnt' in entries[i]! && entries[i].learnt);
      const layer = elementwise(activation, Object.keys(starts).length > 0 ? columns : undefined, startsOf(read));
      this.#push(learns ? layer : fixed(layer), startsOf(read));
    }
  }

  #push(layer: Layer, parameters: Named<Tensor>): void {
    for (const [name, value] of Object.entries(parameters)) this.#parameters[`${this.#layers.length}.${name}`] = value;
    this.#layers.push(layer);
  }

  /** The activation that was given for this function, else the one made here before, else this one under a name of its own. */
  #named(entries: readonly Entry[], result: number, variable: number, columns: number | undefined): Read {
    const key = keyOf(entries, result, variable);
    for (const [place, given] of this.#given.entries()) {
      const names = Object.keys(given.parameters ?? {});
      const read = toActivation(entries, result, variable, columns, this.#budget, names);
      const question = [place, read.activation.perUnit, ...Object.keys(read.activation.parameters ?? {}), key].join('\n');
      let answer = this.#compared.get(question);
      if (answer === undefined) this.#compared.set(question, (answer = isSame(given, read.activation)));
      if (answer) return { ...read, activation: given };
    }
    const { activation, starts } = toActivation(entries, result, variable, columns, this.#budget);
    let known = this.#made.get(key);
    if (known === undefined) {
      const count = (this.#names.get(activation.name) ?? 0) + 1;
      this.#names.set(activation.name, count);
      known = count === 1 ? activation : { ...activation, name: `${activation.name} (${count})` };
      this.#made.set(key, known);
    }
    return { activation: known, starts };
  }

  /** The layers and their weights; a model that only hands on is one layer of the identity. */
  end(): { layers: readonly Layer[]; parameters: Named<Tensor> } {
    const layers = this.#layers.length > 0 ? this.#layers : [elementwise({ name: 'identity', formula: (x) => x })];
    return { layers, parameters: this.#parameters };
  }
}

/** Operators whose outputs are true or false. */
const TRUTHS: ReadonlySet<string> = new Set([
  'Greater',
  'GreaterOrEqual',
  'Less',
  'LessOrEqual',
  'Equal',
  'Not',
  'And',
  'Or',
  'Cast to bool',
]);

/** Whether an operator, as it is called in a formula, makes truth values. */
export const isTruth = (label: string): boolean => TRUTHS.has(label);

/** Additions one after the other that become a bias; a longer chain is part of the formula. */
const MOST_BIASES = 4;

const fixed = (layer: Layer): Layer => (Object.keys(layer.shapes ?? {}).length === 0 ? layer : frozen(layer));

const startsOf = (read: Read | undefined): Named<Tensor> =>
  Object.fromEntries(Object.entries(read?.starts ?? {}).map(([name, values]) => [name, new Tensor([values.length], values)]));

/** Where the variable does nothing but have numbers added to it: those, and the sum. */
function biasAfter(entries: readonly Entry[], result: number, variable: number): { values: Float32Array; at: number } | undefined {
  const users = reachable(entries, result, variable).filter((i) => {
    const entry = entries[i]!;
    return i !== variable && entry.kind === 'operator' && entry.operands.includes(variable);
  });
  const user = users.length === 1 ? entries[users[0]!] : undefined;
  if (user?.kind !== 'operator' || user.label !== 'Add') return undefined;
  const [a, b] = user.operands as [number, number];
  const other = entries[a === variable ? b : a]!;
  if (other.kind === 'number') return { values: Float32Array.of(other.value), at: users[0]! };
  return other.kind === 'column' ? { values: other.values, at: users[0]! } : undefined;
}
