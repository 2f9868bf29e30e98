import type { Code } from '../encode/code.ts';
import type { Opcode } from '../encode/opcodes.ts';
import type { Local } from '../encode/types.ts';

/** A vector: a local, a constant in all lanes (hoisted out of loops), or an instruction on others. */
export type Vector = Local | number | Expression;

/** An instruction and what it takes; `value` where it is a constant of int32, `shift` where it shifts. */
interface Expression {
  readonly op: Opcode | 'constant';
  readonly operands: readonly Vector[];
  readonly value?: number;
  readonly shift?: number;
}

/** Appends the instructions that leave `vector` on the stack. */
export function push(code: Code, vector: Vector): Code {
  if (typeof vector === 'number') return code.get(code.hoisted(vector));
  if ('index' in vector) return code.get(vector);
  if (vector.op === 'constant') return code.get(code.hoistedInt(vector.value as number));
  for (const operand of vector.operands) push(code, operand);
  if (vector.shift !== undefined) code.i32(vector.shift);
  return code.op(vector.op);
}

/** `value` in all four lanes of int32. */
export function int(value: number): Vector {
  return { op: 'constant', operands: [], value };
}

/** Any instruction on vectors. */
export function apply(op: Opcode, ...operands: readonly Vector[]): Vector {
  return { op, operands };
}

export function shift(op: 'i32x4.shl' | 'i32x4.shr_s' | 'i32x4.shr_u', x: Vector, count: number): Vector {
  return { op, operands: [x], shift: count };
}

export function add(a: Vector, b: Vector): Vector {
  return apply('f32x4.add', a, b);
}

export function sub(a: Vector, b: Vector): Vector {
  return apply('f32x4.sub', a, b);
}

export function mul(a: Vector, b: Vector): Vector {
  return apply('f32x4.mul', a, b);
}

export function div(a: Vector, b: Vector): Vector {
  return apply('f32x4.div', a, b);
}

export function abs(x: Vector): Vector {
  return apply('f32x4.abs', x);
}

/** The smaller of `x` and `bound`; NaN stays (`f32x4.min` would too, in six instructions of x86 instead of one). */
export function atMost(x: Vector, bound: Vector): Vector {
  return apply('f32x4.pmin', x, bound);
}

/** The larger of `x` and `bound`; NaN stays. */
export function atLeast(x: Vector, bound: Vector): Vector {
  return apply('f32x4.pmax', x, bound);
}

/** The sign of `sign` on the magnitude `x ≥ 0`. */
export function withSign(x: Vector, sign: Vector): Vector {
  return apply('v128.or', x, apply('v128.and', sign, -0));
}
