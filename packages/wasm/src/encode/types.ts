/** The types of values that locals, parameters and results may have. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

/** How the binary format writes a type of value. */
export const VALUE_TYPES: { readonly [type in ValueType]: number } = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };

/** A parameter or a local variable of one function. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/** A place that a branch may jump to: behind a block, or back to the head of a loop. */
export interface Label {
  readonly depth: number;
}

/** The place of a function in its module, imports first. */
export type FunctionIndex = number;

/** A variable of a module. */
export interface Global {
  readonly index: number;
  readonly type: ValueType;
}

/** Four lanes of 32 bits. */
export type Four = readonly [number, number, number, number];
