import { expectOptions, show, showValue } from '../errors.ts';
import type { Layer } from '../layers/layer.ts';
import { expectColumns } from '../layers/dense.ts';
import type { Loss } from '../losses/loss.ts';
import { asTensor } from '../tensor/tensor.ts';
import type { Nested, Tensor } from '../tensor/tensor.ts';

/** Rows of input with what is wanted for each, and how much each counts (default: all alike). */
export interface Data {
  /** [rows, columns]. */
  readonly input: Tensor | Nested;
  /** [rows, outputs]; class indices may be [rows] or [rows, 1]. */
  readonly target: Tensor | Nested;
  /** [rows] or [rows, 1], each 0 or more. */
  readonly weight?: Tensor | Nested;
}

/** Data as the training step takes it. */
export interface Rows {
  readonly rows: number;
  readonly tensors: { readonly input: Tensor; readonly target: Tensor; readonly weight?: Tensor };
}

/** Data as tensors, checked against model and loss. Throws errors that name what is wrong, in which row and column. */
export function prepare(where: string, data: Data, model: Layer, loss: Loss): Rows {
  if (typeof data !== 'object' || data === null || !('input' in data) || !('target' in data))
    throw new TypeError(`${where}: expected data { input, target }, got ${showValue(data)}`);
  expectOptions(`${where}: data`, data, ['input', 'target', 'weight']);
  const input = asTensor(data.input);
  const target = asTensor(data.target);
  const rows = input.shape[0] ?? 0;
  if (rows === 0 || input.size === 0) throw new RangeError(`${where}: expected at least one row of input, got shape ${show(input.shape)}`);
  expectColumns(model, input.shape, where);
  if ((target.shape[0] ?? 0) !== rows)
    throw new RangeError(`${where}: input has ${rows} rows, target has ${target.shape[0] ?? 0}; each row of input needs one of target`);
  expectFinite(`${where}: input`, input);
  expectFinite(`${where}: target`, target);
  loss.check(target, [rows, model.outputs ?? model.inputs ?? input.shape[1]!]);
  if (data.weight === undefined) return { rows, tensors: { input, target } };

  const given = asTensor(data.weight);
  if (given.size !== rows || given.shape.length > 2)
    throw new RangeError(`${where}: expected ${rows} sample weights, shape [${rows}, 1], got shape ${show(given.shape)}`);
  const weight = given.reshape(rows, 1);
  const wrong = weight.data.findIndex((value) => !(value >= 0 && value < Infinity));
  if (wrong >= 0) throw new RangeError(`${where}: expected sample weights of 0 or more, got ${weight.data[wrong]} in row ${wrong}`);
  if (!(weight.data.reduce((sum, value) => sum + value, 0) <= 3e38))
    throw new RangeError(`${where}: the sample weights add up to more than float32 holds; divide them all by one number`);
  if (!weight.data.some((value) => value > 0)) throw new RangeError(`${where}: all sample weights are 0; at least one row must count`);
  return { rows, tensors: { input, target, weight } };
}

function expectFinite(where: string, values: Tensor): void {
  const place = values.data.findIndex((value) => !Number.isFinite(value));
  if (place < 0) return;
  const columns = values.size / values.shape[0]!;
  throw new RangeError(
    `${where}: expected finite numbers, got ${values.data[place]} in row ${Math.floor(place / columns)}, column ${place % columns}; drop or fill such rows first`,
  );
}
