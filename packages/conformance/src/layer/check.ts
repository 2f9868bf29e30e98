import type { Layer } from '@nonlin/core';
import { collectAsync } from '../finding.ts';
import type { Failure, Finding } from '../finding.ts';
import { agreement } from './agreement.ts';
import { declaration, output, predict, repeatable, wayBack } from './form.ts';
import { inputSlopes, parameterSlopes } from './slopes.ts';
import type { LayerOptions, LayerSubject } from './subject.ts';

export interface LayerCheck {
  readonly name: string;
  /** What holds when it passes, with its tolerance. */
  readonly promise: string;
  readonly run: (subject: LayerSubject) => Iterable<Failure> | AsyncIterable<Failure>;
  /** Each stage builds on the ones before it: where one of those has findings, this one would only repeat them. */
  readonly stage: 1 | 2 | 3 | 4 | 5;
  /** Why there is nothing to check, where that is so. */
  readonly skip?: (layer: Layer, options: LayerOptions) => string | false;
}

const surrogate = (_: Layer, { statesOwnSlope }: LayerOptions): string | false =>
  statesOwnSlope === true && "the slope is stated by the author, not the function's own";

/** All checks, in the order in which a fault is best understood. */
export const layerChecks: readonly LayerCheck[] = [
  { stage: 1, name: 'declaration', promise: 'name, sizes and first parameters are well formed', run: declaration },
  { stage: 2, name: 'output', promise: '[rows, outputs] and finite, for several rows and for one', run: output },
  { stage: 3, name: 'way back', promise: 'a slope in the input and in each parameter, by name and shape', run: wayBack },
  { stage: 3, name: 'repeatable', promise: 'the same input, parameters and key give the same numbers', run: repeatable },
  { stage: 4, name: 'predict', promise: 'gives what training gives where nothing is drawn, relative 1e-9', run: predict },
  {
    stage: 4,
    name: 'slope in the input',
    promise: 'agrees with finite differences in double precision, relative 1e-6',
    run: inputSlopes,
    skip: surrogate,
  },
  {
    stage: 4,
    name: 'slopes in the parameters',
    promise: 'agree with finite differences in double precision, relative 1e-6',
    run: parameterSlopes,
    skip: (layer, options) =>
      surrogate(layer, options) || (Object.keys(layer.shapes ?? {}).length <= (options.fixed?.length ?? 0) && 'it learns no parameter'),
  },
  {
    stage: 5,
    name: 'agreement',
    promise: 'reference and backends give the numbers of double precision; relative 1e-4, absolute 1e-5 unless stated',
    run: agreement,
  },
];

/**
 * Everything a layer does otherwise than the contract says: an empty list when it conforms. Needs no test runner.
 * A stage is tried only when the ones before it found nothing.
 */
export async function checkLayer(layer: Layer, options: LayerOptions = {}): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const stage of [1, 2, 3, 4, 5]) {
    if (findings.length > 0) break;
    for (const check of layerChecks)
      if (check.stage === stage && !check.skip?.(layer, options))
        findings.push(...(await collectAsync(options.title ?? layer.name, check.name, () => check.run({ layer, options }))));
  }
  return findings;
}
