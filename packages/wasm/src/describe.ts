import type { Program, Shape } from '@nonlin/core';
import { productForm } from './emit/matmul.ts';
import { directionOf, nodesOf } from './fuse.ts';
import type { Kernel, Loop } from './fuse.ts';
import { readsOf } from './emit/loop.ts';
import { WasmProgram } from './program.ts';
import { bytesOf } from './record/layout.ts';
import type { Node } from './record/node.ts';

const show = (shape: Shape): string => `[${shape.join(', ')}]`;
const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Bytes in words: `1.2 MB`. */
function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/**
 * The plan of a program that `wasm` has compiled, in words: form, kernels with their sizes, what was fused, and bytes.
 * It tells of the shapes of the last run. Throws a `TypeError` for a program of another backend.
 */
export function describe(program: Program): string {
  if (!(program instanceof WasmProgram)) throw new TypeError('describe: expected a program compiled by the wasm backend');
  const { latest } = program;
  if (latest === undefined) return 'not run yet: the shapes of its inputs are known with the first run';
  const { recording, schedule, plan, form, fused, bytes } = latest;
  const resident = (named: { readonly [name: string]: Node }): number =>
    Object.values(named).reduce((total, { shape }) => total + bytesOf(shape), 0);
  const state = Object.values(recording.given.state).reduce((total, group) => total + resident(group), 0);
  const lines = [
    form === 'straight'
      ? 'one function: the whole step in registers, the state loaded before and stored after a run'
      : `${plural(schedule.kernels.length, 'kernel')}, a function each`,
    `${fused ? 'products and sums fused (relaxed SIMD)' : 'products and sums rounded apart'}; module of ${size(bytes)}`,
    '',
    ...schedule.kernels.map((kernel, i) => `${String(i).padStart(3)}  ${describeKernel(kernel)}`),
    ...schedule.last.map((kernel) => `last ${describeKernel(kernel)}`),
    '',
    `memory: data ${size(resident(recording.given.constants))}, state ${size(state)}${
      form === 'straight' ? '' : `, ${plan.inPlace} of its tensors updated in place, ${plan.copies.length} copied`
    }`,
    `        tensors of the step ${size(plan.shared)}; each in a place of its own they would take ${size(plan.unshared)}`,
  ];
  return lines.join('\n');
}

function describeKernel(kernel: Kernel): string {
  if (kernel.kind === 'loop') return describeLoop(kernel);
  const { node } = kernel;
  const { work } = node;
  switch (work.kind) {
    case 'matmul': {
      const transposed = (which: boolean): string => (which ? 'ᵀ' : '');
      const forms = { row: 'one row', packed: 'b in panels', direct: 'b as it lies' };
      return `matmul ${show(work.a.shape)}${transposed(work.transposeA)} · ${show(work.b.shape)}${transposed(work.transposeB)}, ${forms[productForm(node, work)]}`;
    }
    case 'check':
      return `check ${show(work.x.shape)}: whole numbers from 0 to ${work.limit - 1}`;
    case 'reduce':
      return `${work.how} of ${show(work.x.shape)} along ${work.axis ?? 'all'}, element by element`;
    default:
      return `${work.kind} ${show(node.shape)}`;
  }
}

/** What a loop runs over, computes, folds, and reads. */
function describeLoop(loop: Loop): string {
  const maps = nodesOf(loop).filter(({ work }) => work.kind === 'map').length;
  const folds = nodesOf(loop).flatMap(({ work }) => {
    if (work.kind !== 'reduce') return [];
    const direction = { all: 'of all', row: 'by row', column: 'by column', generic: '' }[directionOf(work.x, work.axis, work.how)];
    return [`${work.how} ${direction}`];
  });
  const parts = [...(maps > 0 ? [plural(maps, 'tensor')] : []), ...folds];
  return `loop ${loop.over.rows} × ${loop.over.columns}: ${parts.join(', ')} from ${plural(readsOf(loop).size, 'tensor')} in one pass`;
}
