export { erf, erfc } from './error-function.ts';
export { exp, expm1, log, log1p, tanh } from './exponential.ts';
export { cos, sin } from './trigonometric.ts';

/** `√x`. IEEE 754 rounds it exactly, and so does every engine. */
export const sqrt: (x: number) => number = Math.sqrt;
