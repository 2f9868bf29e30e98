import { Code } from '../encode/code.ts';
import type { LaneMemoryOpcode, LaneOpcode, MemoryOpcode, Opcode } from '../encode/opcodes.ts';
import type { Four, FunctionIndex, Label, Local, ValueType } from '../encode/types.ts';

/**
 * Writes `count` times the same computation for different elements, statement by statement in turn. A formula is a long chain
 * of instructions that wait for one another; a processor looks some 300 instructions ahead, which is less than a formula
 * for five vectors. Side by side, the chains fill each other's waiting times, and a constant serves all of them at once.
 */
export function interleave(code: Code, count: number, write: (code: Code, strand: number) => void): void {
  if (count === 1) {
    write(code, 0);
    return;
  }
  const strands = Array.from({ length: count }, (_, i) => {
    const strand = new Strand(code);
    write(strand, i);
    return strand;
  });
  const longest = Math.max(...strands.map(({ statements }) => statements.length));
  for (let i = 0; i < longest; i++) for (const { statements } of strands) for (const instruction of statements[i] ?? []) instruction();
  for (const strand of strands) strand.end();
}

type Instruction = () => void;

/** Instructions that take one value and give one. */
const UNARY =
  /\.(abs|neg|sqrt|ceil|floor|trunc|nearest|not|splat|eqz|clz|ctz|popcnt|any_true|all_true|bitmask|convert|extend|promote|demote|wrap|reinterpret|trunc_sat)/u;
const TERNARY = /select|relaxed_n?madd/u;

/** A code that is noted down in statements: what begins and ends with nothing on the stack. Locals are those of the true code. */
class Strand extends Code {
  readonly statements: Instruction[][] = [[]];
  readonly #code: Code;
  readonly #taken: Local[] = [];
  #depth = 0;
  #nested: Instruction[] | undefined;

  constructor(code: Code) {
    super([]);
    this.#code = code;
  }

  /** Hands back what was taken: only now, since all strands run at once. */
  end(): void {
    this.#code.release(this.#taken);
  }

  override local(type: ValueType): Local {
    return this.#code.local(type);
  }

  override take(type: ValueType): Local {
    const local = this.#code.take(type);
    this.#taken.push(local);
    return local;
  }

  override release(): this {
    return this;
  }

  override hoisted(value: number | Four): Local {
    return this.#code.hoisted(value);
  }

  override hoistedInt(value: number | Four): Local {
    return this.#code.hoistedInt(value);
  }

  override get(local: Local): this {
    return this.#note(1, () => this.#code.get(local));
  }

  override set(local: Local): this {
    return this.#note(-1, () => this.#code.set(local));
  }

  override tee(local: Local): this {
    return this.#note(0, () => this.#code.tee(local));
  }

  override i32(value: number): this {
    return this.#note(1, () => this.#code.i32(value));
  }

  override op(name: Opcode): this {
    return this.#note(UNARY.test(name) ? 0 : TERNARY.test(name) ? -2 : -1, () => this.#code.op(name));
  }

  override load(name: MemoryOpcode, offset?: number, align?: number): this {
    return this.#note(0, () => this.#code.load(name, offset, align));
  }

  override store(name: MemoryOpcode, offset?: number, align?: number): this {
    return this.#note(-2, () => this.#code.store(name, offset, align));
  }

  override lane(name: LaneOpcode, lane: number): this {
    return this.#note(name.includes('replace') ? -1 : 0, () => this.#code.lane(name, lane));
  }

  override laneMemory(name: LaneMemoryOpcode, lane: number, offset?: number): this {
    return this.#note(name.includes('store') ? -2 : -1, () => this.#code.laneMemory(name, lane, offset));
  }

  override shuffle(picks: Four): this {
    return this.#note(-1, () => this.#code.shuffle(picks));
  }

  override if(then: (label: Label) => void): this {
    const outer = this.#nested;
    const body: Instruction[] = [];
    this.#nested = body;
    then({ depth: NaN });
    this.#nested = outer;
    return this.#note(-1, () =>
      this.#code.if(() => {
        for (const instruction of body) instruction();
      }),
    );
  }

  override call(index: FunctionIndex): this {
    // What a function takes and gives is not known here: from here on, the rest is one statement.
    return this.#note(this.#nested === undefined ? NaN : 0, () => this.#code.call(index));
  }

  #note(effect: number, instruction: Instruction): this {
    if (this.#nested !== undefined) {
      this.#nested.push(instruction);
      return this;
    }
    this.statements.at(-1)!.push(instruction);
    this.#depth += effect;
    if (this.#depth === 0) this.statements.push([]);
    return this;
  }
}
