import type { AnyActivation } from '@nonlin/core';
import { formulaToLatex, formulaToText } from '@nonlin/formula';
import temml from 'temml';

/** Sets f(x) = … into `place`; as text where the formula has no LaTeX. */
export function setMath(activation: AnyActivation, place: HTMLElement): void {
  try {
    temml.render(`f(x) = ${formulaToLatex(activation)}`, place, { displayMode: true, throwOnError: true });
  } catch {
    place.textContent = `f(x) = ${textOf(activation)}`;
  }
}

export const textOf = (activation: AnyActivation): string => formulaToText(activation);
