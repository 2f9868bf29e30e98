import type { Code } from '../encode/code.ts';
import type { Module } from '../encode/module.ts';
import type { FunctionIndex, Local } from '../encode/types.ts';
import { add, apply, mul, push } from './expression.ts';
import type { Vector } from './expression.ts';

/**
 * Where a kernel is written: the function under construction, and how to multiply and add.
 * `fused` takes one rounding (`f32x4.relaxed_madd`, where `hasRelaxedMadd()`); without, a product and a sum are rounded
 * apart and every engine gives the same bits, NaN's own aside.
 */
export interface MathContext {
  readonly module: Module;
  readonly fused: boolean;
  /** Functions that kernels share within the module, by name. */
  readonly functions: Map<string, FunctionIndex>;
}

/** Leaves f(x) on the stack for the four lanes of x. Its constants are hoisted to the function's entry, out of loops. */
export type Kernel = (code: Code, x: Local, context: MathContext) => void;

export function mathContext(module: Module, fused: boolean): MathContext {
  return { module, fused, functions: new Map() };
}

/** What most kernels are written with: the code's values held by name, and multiply-add as the context has it. */
export class Writer {
  readonly code: Code;
  readonly context: MathContext;
  readonly #held: Local[] = [];

  constructor(code: Code, context: MathContext) {
    this.code = code;
    this.context = context;
  }

  get fused(): boolean {
    return this.context.fused;
  }

  /** Computes `value` now and holds it in a local. */
  let(value: Vector): Local {
    const local = this.code.take('v128');
    this.#held.push(local);
    this.set(local, value);
    return local;
  }

  /** Computes `value` now and puts it in a local that is held already. */
  set(local: Local, value: Vector): void {
    push(this.code, value).set(local);
  }

  /** Leaves `result` on the stack and hands the locals back. */
  finish(result: Vector): void {
    push(this.code, result).release(this.#held);
  }

  /** `a · b + c`. */
  madd(a: Vector, b: Vector, c: Vector): Vector {
    return this.fused ? apply('f32x4.relaxed_madd', a, b, c) : add(mul(a, b), c);
  }

  /** `a` where the lanes of `mask` are all ones, `b` where they are all zeros: then both instructions give the same (x86: one against three). */
  where(mask: Vector, a: Vector, b: Vector): Vector {
    return apply(this.fused ? 'i32x4.relaxed_laneselect' : 'v128.bitselect', a, b, mask);
  }

  /** `c₀ + c₁·x + c₂·x² + …` by Horner's rule: the most accurate, the fewest instructions and the longest chain. */
  horner(x: Vector, coefficients: readonly number[]): Vector {
    return coefficients.slice(0, -1).reduceRight<Vector>((sum, c) => this.madd(sum, x, c), coefficients.at(-1) ?? 0);
  }

  /** As `horner`, even and odd powers apart: a product more, half the chain to wait for. */
  split(x: Local, coefficients: readonly number[]): Vector {
    const square = this.let(mul(x, x));
    const parity = (rest: number) => coefficients.filter((_, i) => i % 2 === rest);
    const odd = this.let(this.horner(square, parity(1)));
    return this.madd(odd, x, this.horner(square, parity(0)));
  }
}

/** A kernel from the expression of its result. */
export function kernel(body: (w: Writer, x: Local) => Vector): Kernel {
  return (code, x, context) => {
    const writer = new Writer(code, context);
    writer.finish(body(writer, x));
  };
}
