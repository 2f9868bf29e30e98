import { OnnxFormatError, OnnxUnsupportedError } from '../errors.ts';
import type { OnnxPlace } from '../errors.ts';
import { AttributeType } from '../messages/messages.ts';
import type { AttributeProto, NodeProto, TensorProto } from '../messages/messages.ts';

/** By its type, where the value of a setting stands. */
const FIELDS = new Map<number, 'f' | 'i' | 's' | 't' | 'floats' | 'ints'>([
  [AttributeType.float, 'f'],
  [AttributeType.int, 'i'],
  [AttributeType.string, 's'],
  [AttributeType.tensor, 't'],
  [AttributeType.floats, 'floats'],
  [AttributeType.ints, 'ints'],
]);

/** A node as it is read: its place for messages, and its settings, each of which must be asked for. */
export class NodeView {
  readonly place: OnnxPlace;
  readonly operator: string;
  readonly opset: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly #attributes = new Map<string, AttributeProto>();
  readonly #asked = new Set<string>();

  /** `opsets`: the version of each domain's operators; '' is ONNX's own. */
  constructor({ name, opType = '', domain = '', input = [], output = [], attribute = [] }: NodeProto, opsets: ReadonlyMap<string, number>) {
    const own = domain === '' || domain === 'ai.onnx';
    const opset = opsets.get(own ? '' : domain) ?? NaN;
    this.operator = own ? opType : `${domain}.${opType}`;
    this.opset = opset;
    this.place = { node: name || output.find((value) => value !== '') || '', operator: this.operator, opset };
    this.inputs = input;
    this.outputs = output;
    for (const setting of attribute) {
      if (this.#attributes.has(setting.name ?? ''))
        throw new OnnxFormatError(`node ${this.place.node} has the setting ${setting.name} twice`);
      this.#attributes.set(setting.name ?? '', setting);
    }
  }

  /** The error that says why this node is not understood. */
  refuse(problem: string): OnnxUnsupportedError {
    return new OnnxUnsupportedError(problem, this.place);
  }

  has(name: string): boolean {
    return this.#attributes.has(name);
  }

  float(name: string, initial: number): number {
    return this.#read(name, AttributeType.float, ({ f = 0 }) => f) ?? initial;
  }

  int(name: string, initial: number): number {
    return this.#read(name, AttributeType.int, ({ i = 0 }) => i) ?? initial;
  }

  ints(name: string): readonly number[] | undefined {
    return this.#read(name, AttributeType.ints, ({ ints = [] }) => ints);
  }

  floats(name: string): readonly number[] | undefined {
    return this.#read(name, AttributeType.floats, ({ floats = [] }) => floats);
  }

  string(name: string, initial: string): string {
    return this.#read(name, AttributeType.string, ({ s = new Uint8Array() }) => String.fromCharCode(...s.subarray(0, 100))) ?? initial;
  }

  tensor(name: string): TensorProto | undefined {
    return this.#read(name, AttributeType.tensor, ({ t = {} }) => t);
  }

  #read<V>(name: string, type: number, get: (attribute: AttributeProto) => V): V | undefined {
    this.#asked.add(name);
    const attribute = this.#attributes.get(name);
    if (attribute === undefined) return undefined;
    // Files of the first formats leave the type out; a value of 0 or nothing may be left out where the type is there.
    const field = FIELDS.get(type)!;
    const isOther = [...FIELDS.values()].some((other) => other !== field && attribute[other] !== undefined);
    const isType = attribute.type === undefined ? attribute[field] !== undefined : attribute.type === type;
    if (!isType || isOther) throw this.refuse(`its setting ${name} is of another type`);
    return get(attribute);
  }

  /** Throws for a setting that nobody has asked for: what is not understood is not passed over. */
  expectAllAsked(): void {
    for (const name of this.#attributes.keys())
      // A note on memory in operator sets before 6.
      if (!this.#asked.has(name) && name !== 'consumed_inputs') throw this.refuse(`its setting ${name} is not understood`);
  }

  /** Throws unless the node has from `least` to `most` inputs, the first ones there. */
  expectInputs(least: number, most: number): void {
    const count = this.inputs.length;
    if (count < least || count > most || this.inputs.slice(0, least).includes(''))
      throw this.refuse(`it takes ${least === most ? least : `${least} to ${most}`} inputs, got ${count}`);
  }
}
