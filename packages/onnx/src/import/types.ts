import type { Chain, Stream } from './chain.ts';
import type { Constant } from './constant.ts';
import type { NodeView } from './node-view.ts';

/** What the elements of a value are; formulas have truth as 0 and 1. */
export type ElementKind = 'float32' | 'bool' | 'whole numbers';

export const kindOf = (value: Stream | Constant, chain: Chain): ElementKind => {
  if (value.kind === 'stream') return chain.isTruth(value) ? 'bool' : 'float32';
  if (value.float) return 'float32';
  return value.isTruth === true ? 'bool' : 'whole numbers';
};

/** What an operator takes, where that is not float32 throughout; `any` where it looks for itself. */
const TAKES: { readonly [operator: string]: readonly (ElementKind | 'any')[] } = {
  Not: ['bool'],
  And: ['bool', 'bool'],
  Or: ['bool', 'bool'],
  Where: ['bool', 'float32', 'float32'],
  Cast: ['any'],
  CastLike: ['any', 'any'],
  Identity: ['any'],
  Flatten: ['any'],
  Reshape: ['any', 'any'],
  Transpose: ['any'],
  Dropout: ['float32', 'float32', 'bool'],
};

/** Throws an `OnnxUnsupportedError` for an operator on elements that it is not for: an engine refuses the file too. */
export function expectKinds(node: NodeView, inputs: readonly (Stream | Constant | undefined)[], chain: Chain): void {
  const kinds = inputs.map((value) => value && kindOf(value, chain));
  const takes = (place: number): ElementKind | 'any' => {
    if (node.operator === 'Equal') return kinds[0] === 'bool' ? 'bool' : 'float32';
    if (node.operator === 'Pow' && place === 1 && node.opset >= WHOLE_EXPONENTS && kinds[1] === 'whole numbers') return 'any';
    return TAKES[node.operator]?.[place] ?? 'float32';
  };
  for (const [place, kind] of kinds.entries()) {
    const expected = takes(place);
    if (kind !== undefined && expected !== 'any' && kind !== expected)
      throw node.refuse(`its input ${JSON.stringify(node.inputs[place])} is not ${expected} but ${kind}`);
  }
}

/** The operator set from which the exponents of `Pow` may be of another kind than the base. */
const WHOLE_EXPONENTS = 12;
