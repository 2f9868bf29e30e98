import { Bytes, float32Bytes } from './bytes.ts';
import { LANE_MEMORY_OPCODES, LANE_OPCODES, MEMORY_OPCODES, OPCODES } from './opcodes.ts';
import type { LaneMemoryOpcode, LaneOpcode, MemoryOpcode, Opcode } from './opcodes.ts';
import { VALUE_TYPES } from './types.ts';
import type { Four, FunctionIndex, Global, Label, Local, ValueType } from './types.ts';

/**
 * The instructions of one function. Each method appends one instruction, and returns the code itself, so that
 * `code.get(a).get(b).op('f32x4.add').set(sum)` reads as the stack machine runs it.
 */
export class Code {
  readonly params: readonly Local[];
  readonly #prologue = new Bytes();
  readonly #body = new Bytes();
  readonly #locals: Local[] = [];
  readonly #free = new Map<ValueType, Local[]>();
  readonly #hoisted = new Map<string, Local>();
  readonly #splats = new Map<number, Local>();
  #depth = 0;

  constructor(params: readonly ValueType[]) {
    this.params = params.map((type, index) => ({ index, type }));
  }

  /** A new local variable; it starts at 0. */
  local(type: ValueType): Local {
    const local = { index: this.params.length + this.#locals.length, type };
    this.#locals.push(local);
    return local;
  }

  /** A local for passing use, to be handed back to `release`; it starts with any value. */
  take(type: ValueType): Local {
    return this.#free.get(type)?.pop() ?? this.local(type);
  }

  /** Hands locals back: later `take`s reuse them. */
  release(locals: readonly Local[]): this {
    for (const local of locals.toReversed()) {
      const free = this.#free.get(local.type);
      if (free === undefined) this.#free.set(local.type, [local]);
      else free.push(local);
    }
    return this;
  }

  /** Calls `use` with locals that are its own until it returns; later scratch reuses them. They start with any value. */
  scratch(count: number, type: ValueType, use: (...locals: readonly Local[]) => void): this {
    const locals = Array.from({ length: count }, () => this.take(type));
    use(...locals);
    return this.release(locals);
  }

  get(local: Local): this {
    return this.#local(0x20, local);
  }

  set(local: Local): this {
    return this.#local(0x21, local);
  }

  tee(local: Local): this {
    return this.#local(0x22, local);
  }

  globalGet(global: Global): this {
    return this.#immediate(0x23, global.index);
  }

  globalSet(global: Global): this {
    return this.#immediate(0x24, global.index);
  }

  i32(value: number): this {
    this.#body.byte(0x41).signed(value);
    return this;
  }

  i64(value: bigint): this {
    this.#body.byte(0x42).signed(value);
    return this;
  }

  f32(value: number): this {
    this.#body.byte(0x43).float32(value);
    return this;
  }

  f64(value: number): this {
    this.#body.byte(0x44).float64(value);
    return this;
  }

  /** A vector of float32: one value for all lanes, or four. */
  v128f32(value: number | Four): this {
    return this.v128bytes(float32Bytes(lanes(value)));
  }

  /** A vector of int32: one value for all lanes, or four. */
  v128i32(value: number | Four): this {
    return this.v128bytes(int32Bytes(lanes(value)));
  }

  /** A vector from its 16 bytes. */
  v128bytes(bytes: Uint8Array): this {
    writeVector(this.#body, bytes);
    return this;
  }

  /**
   * A constant vector of float32 held in a local, set once at the function's entry; equal constants share one.
   * V8 rebuilds a `v128.const` each time it is met, which costs loops a factor of 1.3 to 3.
   */
  hoisted(value: number | Four): Local {
    // A formula names the same few numbers again and again: they are known without writing their bytes. (A map takes −0 for 0.)
    if (typeof value !== 'number' || Object.is(value, -0)) return this.#hoist(float32Bytes(lanes(value)));
    let local = this.#splats.get(value);
    if (local === undefined) this.#splats.set(value, (local = this.#hoist(float32Bytes(lanes(value)))));
    return local;
  }

  /** As `hoisted`, for int32. */
  hoistedInt(value: number | Four): Local {
    return this.#hoist(int32Bytes(lanes(value)));
  }

  /** An instruction without an immediate. */
  op(name: Opcode): this {
    writeOpcode(this.#body, OPCODES[name]);
    return this;
  }

  /** Reads memory at the address on the stack plus `offset`. `align` is the alignment in bytes that the engine may expect. */
  load(name: MemoryOpcode, offset = 0, align?: number): this {
    const [opcode, width] = MEMORY_OPCODES[name];
    return this.#memory(opcode, offset, align ?? width);
  }

  /** Writes the value on the stack at the address below it plus `offset`; also the atomic instructions. */
  store(name: MemoryOpcode, offset = 0, align?: number): this {
    return this.load(name, offset, align);
  }

  /** Reads or writes one lane of the vector on the stack, at the address below it plus `offset`. */
  laneMemory(name: LaneMemoryOpcode, lane: number, offset = 0): this {
    const [opcode, width] = LANE_MEMORY_OPCODES[name];
    this.#memory(opcode, offset, width);
    this.#body.byte(lane);
    return this;
  }

  /** Extracts or replaces one lane. */
  lane(name: LaneOpcode, lane: number): this {
    writeOpcode(this.#body, LANE_OPCODES[name]);
    this.#body.byte(lane);
    return this;
  }

  /** Four lanes of 32 bits picked from two vectors: 0 … 3 from the first, 4 … 7 from the second. */
  shuffle(picks: Four): this {
    writeOpcode(this.#body, 0xfd00d);
    for (const pick of picks) for (let byte = 0; byte < 4; byte++) this.#body.byte(4 * pick + byte);
    return this;
  }

  /** A block: a branch to its label jumps behind it. */
  block(body: (label: Label) => void, result?: ValueType): this {
    return this.#nested(0x02, result, body);
  }

  /** A loop: a branch to its label starts it again; without one it is left at its end. */
  loop(body: (label: Label) => void, result?: ValueType): this {
    return this.#nested(0x03, result, body);
  }

  /** `then` where the int32 on the stack is not 0, else `otherwise`. */
  if(then: (label: Label) => void, otherwise?: (label: Label) => void, result?: ValueType): this {
    return this.#nested(0x04, result, (label) => {
      then(label);
      if (otherwise === undefined) return;
      this.#body.byte(0x05);
      otherwise(label);
    });
  }

  br(label: Label): this {
    return this.#immediate(0x0c, this.#depth - label.depth);
  }

  /** Branches where the int32 on the stack is not 0. */
  brIf(label: Label): this {
    return this.#immediate(0x0d, this.#depth - label.depth);
  }

  call(index: FunctionIndex): this {
    return this.#immediate(0x10, index);
  }

  /** Copies bytes: destination, source and length are on the stack. */
  memoryCopy(): this {
    writeOpcode(this.#body, 0xfc00a);
    this.#body.byte(0).byte(0);
    return this;
  }

  /** Fills bytes: destination, value and length are on the stack. */
  memoryFill(): this {
    writeOpcode(this.#body, 0xfc00b);
    this.#body.byte(0);
    return this;
  }

  /** Local declarations in runs of one type, the hoisted constants, the instructions and the end. */
  toBytes(): Uint8Array {
    const runs: { type: ValueType; count: number }[] = [];
    for (const { type } of this.#locals) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    const out = new Bytes();
    return out
      .list(runs, ({ type, count }) => out.unsigned(count).byte(VALUE_TYPES[type]))
      .append(this.#prologue.toBytes())
      .append(this.#body.toBytes())
      .byte(0x0b)
      .toBytes();
  }

  #local(opcode: number, local: Local): this {
    return this.#immediate(opcode, local.index);
  }

  #immediate(opcode: number, value: number): this {
    this.#body.byte(opcode).unsigned(value);
    return this;
  }

  #memory(opcode: number, offset: number, align: number): this {
    writeOpcode(this.#body, opcode);
    this.#body.unsigned(Math.log2(align)).unsigned(offset);
    return this;
  }

  #nested(opcode: number, result: ValueType | undefined, body: (label: Label) => void): this {
    this.#body.byte(opcode).byte(result === undefined ? 0x40 : VALUE_TYPES[result]);
    this.#depth++;
    body({ depth: this.#depth });
    this.#depth--;
    this.#body.byte(0x0b);
    return this;
  }

  #hoist(bytes: Uint8Array): Local {
    const key = bytes.join();
    const known = this.#hoisted.get(key);
    if (known !== undefined) return known;
    const local = this.local('v128');
    this.#hoisted.set(key, local);
    writeVector(this.#prologue, bytes);
    this.#prologue.byte(0x21).unsigned(local.index);
    return local;
  }
}

/** A byte, or a prefix and the number behind it. */
function writeOpcode(out: Bytes, opcode: number): void {
  if (opcode < 0x100) out.byte(opcode);
  else out.byte(opcode >> 12).unsigned(opcode & 0xfff);
}

function writeVector(out: Bytes, bytes: Uint8Array): void {
  writeOpcode(out, 0xfd00c);
  out.append(bytes);
}

function lanes(value: number | Four): Four {
  return typeof value === 'number' ? [value, value, value, value] : value;
}

/** Each value's low 32 bits, little-endian. */
function int32Bytes(values: Four): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setInt32(4 * i, value, true));
  return bytes;
}
