import { AttributeType, DataType } from '../messages/messages.ts';
import type { AttributeProto, NodeProto, TensorProto } from '../messages/messages.ts';

/** A setting of a node by its kind: `{ int: 1 }`. */
export type Setting =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string };

/** Nodes and constants as they are asked for, each with a name of its own. */
export class Builder {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  readonly #taken = new Map<string, number>();
  readonly #constants = new Map<string, string>();

  /** Keeps a name that is given from outside. Throws a `RangeError` where it is taken. */
  reserve(name: string): string {
    if (this.#taken.has(name)) throw new RangeError(`toOnnx: two values are named ${name}; rename one`);
    this.#taken.set(name, 0);
    return name;
  }

  /** `operator` on values by their names; gives its output's name. `scope` is the part of the model it belongs to. */
  add(scope: string, operator: string, inputs: readonly string[], settings: { readonly [name: string]: Setting } = {}): string {
    const name = this.#unique(scope === '' ? operator : `${scope}/${operator}`);
    const output = `${name}_output`;
    const attributes = Object.entries(settings).map(([attribute, setting]) => attributeOf(attribute, setting));
    this.nodes.push({
      input: inputs,
      output: [output],
      name,
      opType: operator,
      ...(attributes.length > 0 && { attribute: attributes }),
    });
    return output;
  }

  /** A tensor that the file holds, under a name that was kept for it. */
  tensor(name: string, dims: readonly number[], data: Float32Array): string {
    this.initializers.push({
      dims,
      dataType: DataType.float,
      name,
      rawData: bytesOf(data.length, 4, (view, i) => view.setFloat32(4 * i, data[i]!, true)),
    });
    return name;
  }

  /** A float32 number as a scalar. Throws a `RangeError` for one that float32 does not hold. */
  float(value: number): string {
    const rounded = inFloat32(value);
    return this.#constant(`constant/${Object.is(rounded, -0) ? '-0' : Number(rounded.toPrecision(9))}`, (name) =>
      this.tensor(name, [], Float32Array.of(rounded)),
    );
  }

  /** Whole numbers as an int64 vector, or one as a scalar. */
  int64(values: readonly number[] | number): string {
    const list = typeof values === 'number' ? [values] : values;
    return this.#constant(typeof values === 'number' ? `int64/${values}` : `int64/[${values.join(', ')}]`, (name) =>
      this.initializers.push({
        dims: typeof values === 'number' ? [] : [list.length],
        dataType: DataType.int64,
        name,
        rawData: bytesOf(list.length, 8, (view, i) => view.setBigInt64(8 * i, BigInt(list[i]!), true)),
      }),
    );
  }

  #constant(wish: string, make: (name: string) => void): string {
    let name = this.#constants.get(wish);
    if (name === undefined) {
      name = this.#unique(wish);
      this.#constants.set(wish, name);
      make(name);
    }
    return name;
  }

  #unique(wish: string): string {
    const count = this.#taken.get(wish);
    this.#taken.set(wish, (count ?? 0) + 1);
    return count === undefined ? wish : this.#unique(`${wish}_${count + 1}`);
  }

  /**
   * Values as the graph's outputs: renamed where a node makes them, handed on where none does (what is given comes out as it
   * is), or where one value is two outputs.
   */
  outputs(outputs: ReadonlyMap<string, string>): void {
    const renamed = new Map<string, string>();
    const made = new Set(this.nodes.flatMap(({ output }) => output!));
    const handedOn: NodeProto[] = [];
    for (const [name, value] of outputs) {
      this.reserve(name);
      if (made.has(value) && !renamed.has(value)) renamed.set(value, name);
      else handedOn.push({ input: [value], output: [name], name: this.#unique(`${name}/Identity`), opType: 'Identity' });
    }
    this.nodes.push(...handedOn);
    const rename = (values: readonly string[]): string[] => values.map((value) => renamed.get(value) ?? value);
    for (const [place, node] of this.nodes.entries())
      this.nodes[place] = { ...node, input: rename(node.input!), output: rename(node.output!) };
  }
}

/** The number as float32; a `RangeError` where that is infinite, or 0, and the number is not. */
function inFloat32(value: number): number {
  const rounded = Math.fround(value);
  if ((Number.isFinite(rounded) || !Number.isFinite(value)) && (rounded === 0) === (value === 0)) return rounded;
  throw new RangeError(
    `toOnnx: a formula has the number ${value}, which float32, in which files compute, has not; write it with numbers from 1e-45 to 3e38`,
  );
}

function attributeOf(name: string, setting: Setting): AttributeProto {
  if ('float' in setting) return { name, f: inFloat32(setting.float), type: AttributeType.float };
  if ('int' in setting) return { name, i: setting.int, type: AttributeType.int };
  if ('ints' in setting) return { name, ints: setting.ints, type: AttributeType.ints };
  return { name, s: Uint8Array.from(setting.string, (letter) => letter.charCodeAt(0)), type: AttributeType.string };
}

/** `count` elements of `size` bytes; ONNX has them little-endian. */
function bytesOf(count: number, size: number, write: (view: DataView, i: number) => void): Uint8Array {
  const bytes = new Uint8Array(count * size);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) write(view, i);
  return bytes;
}
