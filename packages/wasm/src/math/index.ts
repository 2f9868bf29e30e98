import { erf, erfc } from './error-function.ts';
import { exp, expm1, tanh } from './exponential.ts';
import type { Kernel } from './kernel.ts';
import { log, log1p } from './logarithm.ts';
import { cos, sin } from './trigonometric.ts';

export { mathContext } from './kernel.ts';
export type { Kernel, MathContext } from './kernel.ts';

/** The functions that are not one instruction. */
export type MathFunction = 'exp' | 'expm1' | 'log' | 'log1p' | 'tanh' | 'erf' | 'erfc' | 'sin' | 'cos';

/** Each function's kernel: `kernels.exp(code, x, context)` leaves eˣ on the stack. */
export const kernels: { readonly [name in MathFunction]: Kernel } = { exp, expm1, log, log1p, tanh, erf, erfc, sin, cos };
