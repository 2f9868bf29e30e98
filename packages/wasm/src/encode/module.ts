import { Bytes } from './bytes.ts';
import { Code } from './code.ts';
import { VALUE_TYPES } from './types.ts';
import type { FunctionIndex, Global, Local, ValueType } from './types.ts';

/** What a function takes and gives. */
export interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** A signature, the name that debuggers show, and the name under which the function is exported. */
export interface FunctionDefinition extends Signature {
  readonly name?: string;
  readonly export?: string;
}

/** Memory in pages of 64 KiB: the module's own, or imported. */
export interface MemoryDefinition {
  readonly initial: number;
  readonly maximum?: number;
  /** Shared memory needs a maximum. */
  readonly shared?: boolean;
  readonly import?: readonly [module: string, name: string];
  readonly export?: string;
}

interface Export {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

const FUNCTION = 0;
const MEMORY = 2;
const GLOBAL = 3;

/** A WebAssembly module in the making: declare what it holds in any order, imports of functions first, then ask for its bytes. */
export class Module {
  readonly #types = new Map<string, { index: number; signature: Signature }>();
  readonly #imports: { module: string; name: string; type: number }[] = [];
  readonly #functions: { type: number; definition: FunctionDefinition; code?: Code }[] = [];
  readonly #globals: { type: ValueType; initial: number; mutable: boolean }[] = [];
  readonly #data: { offset: number; bytes: Uint8Array }[] = [];
  readonly #exports: Export[] = [];
  #memory: MemoryDefinition | undefined;

  memory(definition: MemoryDefinition): void {
    this.#memory = definition;
    this.#export(definition.export, MEMORY, 0);
  }

  importFunction(module: string, name: string, params: readonly ValueType[], results: readonly ValueType[]): FunctionIndex {
    if (this.#functions.length > 0) throw new Error(`import ${module}.${name}: imports stand before the first function`);
    this.#imports.push({ module, name, type: this.#type({ params, results }) });
    return this.#imports.length - 1;
  }

  /** A place for a function that others may call before `define` gives it a body. */
  declare(definition: FunctionDefinition): FunctionIndex {
    const index = this.#imports.length + this.#functions.length;
    this.#functions.push({ type: this.#type(definition), definition });
    this.#export(definition.export, FUNCTION, index);
    return index;
  }

  /** The body of a declared function. */
  define(index: FunctionIndex, body: (code: Code, ...params: readonly Local[]) => void): void {
    const target = this.#functions[index - this.#imports.length];
    if (target === undefined || target.code !== undefined)
      throw new Error(`function ${index}: expected a declared function without a body`);
    target.code = new Code(target.definition.params);
    body(target.code, ...target.code.params);
  }

  /** A function with its body. */
  function(definition: FunctionDefinition, body: (code: Code, ...params: readonly Local[]) => void): FunctionIndex {
    const index = this.declare(definition);
    this.define(index, body);
    return index;
  }

  /** A variable of the module; an i64 starts at an integer below 2⁵³. */
  global(type: Exclude<ValueType, 'v128'>, initial: number, options: { mutable?: boolean; export?: string } = {}): Global {
    const index = this.#globals.length;
    this.#globals.push({ type, initial, mutable: options.mutable ?? true });
    this.#export(options.export, GLOBAL, index);
    return { index, type };
  }

  /** Bytes that memory holds from the start. */
  data(offset: number, bytes: Uint8Array): void {
    this.#data.push({ offset, bytes });
  }

  /** The module in the binary format. Its sections stand in the order that the format prescribes. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const out = new Bytes().append(new Uint8Array([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    const memory = this.#memory;
    const imported = memory?.import;
    const types = [...this.#types.values()].map(({ signature }) => signature);
    const section = (id: number, write: (content: Bytes) => void): void => {
      const content = new Bytes();
      write(content);
      out.byte(id).block(content.toBytes());
    };

    section(1, (content) => content.list(types, (type) => writeList(writeList(content.byte(0x60), type.params), type.results)));
    section(2, (content) => {
      content.unsigned(this.#imports.length + (imported === undefined ? 0 : 1));
      for (const { module, name, type } of this.#imports) content.text(module).text(name).byte(FUNCTION).unsigned(type);
      if (memory !== undefined && imported !== undefined) writeMemory(content.text(imported[0]).text(imported[1]).byte(MEMORY), memory);
    });
    section(3, (content) => content.list(this.#functions, ({ type }) => content.unsigned(type)));
    if (memory !== undefined && imported === undefined) section(5, (content) => writeMemory(content.unsigned(1), memory));
    section(6, (content) =>
      content.list(this.#globals, ({ type, initial, mutable }) => {
        content.byte(VALUE_TYPES[type]).byte(mutable ? 1 : 0);
        writeConstant(content, type, initial);
      }),
    );
    section(7, (content) => content.list(this.#exports, ({ name, kind, index }) => content.text(name).byte(kind).unsigned(index)));
    section(10, (content) =>
      content.list(this.#functions, ({ code, definition }, index) => {
        if (code === undefined) throw new Error(`function ${definition.name ?? index}: declared, never defined`);
        content.block(code.toBytes());
      }),
    );
    section(11, (content) =>
      content.list(this.#data, ({ offset, bytes }) => {
        content.byte(0);
        writeConstant(content, 'i32', offset);
        content.block(bytes);
      }),
    );
    section(0, (content) => this.#writeNames(content.text('name')));
    return out.toBytes();
  }

  #type(signature: Signature): number {
    const key = `${signature.params.join()}>${signature.results.join()}`;
    const index = this.#types.get(key)?.index ?? this.#types.size;
    this.#types.set(key, { index, signature });
    return index;
  }

  #export(name: string | undefined, kind: number, index: number): void {
    if (name !== undefined) this.#exports.push({ name, kind, index });
  }

  /** Names of functions for debuggers and profilers: subsection 1. */
  #writeNames(content: Bytes): void {
    const named = this.#functions.flatMap(({ definition }, i) => {
      const name = definition.name ?? definition.export;
      return name === undefined ? [] : [{ index: this.#imports.length + i, name }];
    });
    const names = new Bytes();
    names.list(named, ({ index, name }) => names.unsigned(index).text(name));
    content.byte(1).block(names.toBytes());
  }
}

function writeList(out: Bytes, types: readonly ValueType[]): Bytes {
  return out.list(types, (type) => out.byte(VALUE_TYPES[type]));
}

function writeMemory(out: Bytes, { initial, maximum, shared }: MemoryDefinition): void {
  if (maximum === undefined) out.byte(0).unsigned(initial);
  else
    out
      .byte(shared === true ? 3 : 1)
      .unsigned(initial)
      .unsigned(maximum);
}

/** The initial value of a global, or where data begins. */
function writeConstant(out: Bytes, type: ValueType, value: number): void {
  if (type === 'i32') out.byte(0x41).signed(value);
  else if (type === 'i64') out.byte(0x42).signed(BigInt(value));
  else if (type === 'f32') out.byte(0x43).float32(value);
  else out.byte(0x44).float64(value);
  out.byte(0x0b);
}
