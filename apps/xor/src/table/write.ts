import { writeFileSync } from 'node:fs';
import { save } from '@nonlin/core';
import { toOnnx } from '@nonlin/onnx';
import type { Lesson } from './lesson.ts';
import type { Learnt } from './train.ts';

/** Read by engines of the last years too; what it lacks is written out in arithmetic. */
const OPSET = 17;

/**
 * Writes the network by the end of the file's name: `.onnx`, which gives probabilities or the number learnt, or `.json`, the text for core's `load`
 * with the table's columns beside it, by which `encode` makes features of other rows.
 */
export function writeModel(path: string, { model, loss }: Learnt, { columns, target }: Lesson): void {
  if (path.endsWith('.onnx')) {
    const isClassification = loss.probabilities !== undefined;
    writeFileSync(path, toOnnx(model, { opset: OPSET, ...(isClassification && { probabilities: loss }) }));
    return;
  }
  const saved = JSON.parse(save(model)) as object;
  writeFileSync(path, JSON.stringify({ ...saved, table: { columns, target } }));
}
