import { Sequential } from '@nonlin/core';
import type { Named, Tensor } from '@nonlin/core';

/** The model's columns and weights, once it is sure that it can be written and that the options are among `known`. */
export function expectModel(
  where: string,
  model: Sequential,
  options: object,
  known: readonly string[],
): { inputs: number; parameters: Named<Tensor> } {
  if (!(model instanceof Sequential)) throw new TypeError(`${where}: expected a model made by sequential(…), got ${shown(model)}`);
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${where}: expected options in an object, got ${shown(options)}`);
  for (const key of Object.keys(options))
    if (!known.includes(key)) throw new TypeError(`${where}: unknown option ${JSON.stringify(key)}; it takes ${known.join(', ')}`);
  if (model.inputs === undefined)
    throw new RangeError(
      `${where}: ${model.name} takes any number of columns, and a file has to say how many; begin with a layer that does, as dense(inputs, outputs)`,
    );
  return { inputs: model.inputs, parameters: model.parameters };
}

/** What came, for a message. */
export const shown = (value: unknown): string =>
  typeof value === 'object' && value !== null ? `an object with ${Object.keys(value).join(', ') || 'no properties'}` : String(value);
