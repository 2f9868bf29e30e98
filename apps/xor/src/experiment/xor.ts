import { tensor } from '@nonlin/core';
import type { Tensor } from '@nonlin/core';

/** The four questions. */
export const questions: Tensor = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);

/** The same with −1 for 0: the networks that learn get them around 0, as `standardize` would make them, but once instead of in each step. */
export const centred: Tensor = questions.mul(2).sub(1);

/** Their answers: one or the other, not both. */
export const answers: readonly (0 | 1)[] = [0, 1, 1, 0];

/** The answers as a loss wants them. */
export const targetsOf = ([no, yes]: readonly [no: number, yes: number]): Tensor =>
  tensor(answers.map((answer) => [answer === 1 ? yes : no]));

/** For each row, whether the output is on its answer's side of `middle`, at least `margin` away. */
export function rightRows(outputs: Tensor, { middle, margin }: { readonly middle: number; readonly margin: number }): readonly boolean[] {
  return answers.map((answer, row) => (outputs.at(row, 0) - middle) * (answer === 1 ? 1 : -1) >= margin);
}

/** Four of four. */
export const allRight = (outputs: Tensor, rule: { readonly middle: number; readonly margin: number }): boolean =>
  rightRows(outputs, rule).every(Boolean);
