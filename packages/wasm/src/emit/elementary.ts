import type { Code } from '../encode/code.ts';
import { kernels } from '../math/index.ts';
import type { MathContext, MathFunction } from '../math/index.ts';

/** Replaces the vector on the stack by `name` of it. */
export function elementary(code: Code, name: MathFunction, context: MathContext): void {
  code.scratch(1, 'v128', (x) => {
    code.set(x);
    kernels[name](code, x, context);
  });
}
