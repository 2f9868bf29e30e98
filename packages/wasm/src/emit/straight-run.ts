import { sizeOf } from '@nonlin/core';
import { Code } from '../encode/code.ts';
import type { Local } from '../encode/types.ts';
import { nodesOf, rootOf, sourcesOf } from '../fuse.ts';
import type { Kernel, Schedule } from '../fuse.ts';
import type { Node } from '../record/node.ts';
import type { MathContext } from '../math/index.ts';
import { entryBytes } from '../record/layout.ts';
import type { Planned } from './planned.ts';
import type { Recording } from '../record/record.ts';
import { termsOf } from './matmul.ts';
import { countDown, increase } from './repeat.ts';
import { Straight, vectorsOf } from './straight.ts';

/**
 * Vectors that a step may compute (of a product, a quarter of its terms). Measured against kernels on the same steps:
 * 2-8-1 with 4 rows (116 vectors) takes 0.63 of their time, 4-8-3 with 16 rows (498) 0.73, 8-16-4 with 8 rows (692) 0.9,
 * 4-16-3 with 16 rows (868) 1.07, 16-16-16 with 4 rows (1187) 1.4: too many values for the registers.
 */
const VECTORS = 600;

/** Whether a step is so small that it runs in registers: no tensor is moved, and few vectors are computed. */
export function fitsStraight({ given }: Recording, { kernels, last }: Schedule): boolean {
  const all = [...kernels, ...last];
  if (!all.every((kernel) => kernel.kind === 'loop' || kernel.node.work.kind === 'matmul')) return false;
  let vectors = 0;
  for (const node of [...Object.values(given.constants), ...Object.values(given.inputs)]) vectors += vectorsOf(node);
  for (const node of all.flatMap((kernel) => nodesOf(kernel))) {
    const { work } = node;
    if (work.kind === 'matmul') vectors += (vectorsOf(node) * termsOf(work)) / 4;
    else vectors += vectorsOf(work.kind === 'reduce' ? work.x : node);
  }
  return vectors <= VECTORS;
}

/** `run` in registers: loads the state, steps, stores the state. What depends on the data only is computed before the loop. */
export function emitStraightRun(code: Code, planned: Planned, context: MathContext, count: Local, pointers: readonly Local[]): void {
  // A rehearsal tells which elements of the data are spread over lanes: those too are prepared before the loop.
  const rehearsed = new Straight(new Code([]), context, true);
  rehearse(rehearsed, planned);

  const { recording, schedule, plan } = planned;
  const { given, outputs, last } = recording;
  const straight = new Straight(code, context);
  const load = (node: Node, push: (offset: number) => Code): void => {
    if (!plan.has(node)) return;
    straight.define(node, (vector) => {
      push(vector * 16);
    });
  };
  const loadPlaced = (node: Node): void =>
    load(node, (offset) => code.i32(0).load(sizeOf(node.shape) === 1 ? 'v128.load32_splat' : 'v128.load', plan.addressOf(node) + offset));
  const state = Object.values(given.state).flatMap((group) => Object.values(group));
  Object.values(given.constants).forEach(loadPlaced);
  const fixed = fixedKernels(schedule.kernels);
  for (const kernel of fixed) straight.run(kernel);
  straight.prepare(rehearsed);
  state.forEach(loadPlaced);

  const results = Object.values(outputs);
  const inputs = Object.values(given.inputs);
  countDown(code, count, () => {
    inputs.forEach((node, place) => {
      load(node, (offset) => code.get(pointers[place]!).load(sizeOf(node.shape) === 1 ? 'v128.load32_splat' : 'v128.load', offset, 4));
      if (plan.has(node)) increase(code, pointers[place]!, entryBytes(node.shape));
    });
    for (const kernel of schedule.kernels) if (!fixed.has(kernel)) straight.run(kernel);
    results.forEach((node, place) => {
      const pointer = pointers[inputs.length + place]!;
      straight.values(node).forEach((value, vector) => {
        code.get(pointer).get(value);
        if (sizeOf(node.shape) === 1) code.laneMemory('v128.store32_lane', 0);
        else code.store('v128.store', vector * 16, 4);
      });
      increase(code, pointer, entryBytes(node.shape));
    });
    if (Object.keys(last).length > 0)
      code
        .get(count)
        .i32(1)
        .op('i32.eq')
        .if(() => {
          for (const kernel of schedule.last) straight.run(kernel);
          for (const node of Object.values(last))
            straight.values(node).forEach((value, vector) =>
              code
                .i32(0)
                .get(value)
                .store('v128.store', plan.addressOf(node) + vector * 16),
            );
        });
    // All at once: a state may take over another's old value.
    const pairs = Object.entries(recording.state).flatMap(([group, named]) =>
      Object.entries(named).flatMap(([name, node]) => {
        const old = given.state[group]![name]!;
        if (rootOf(node) === old) return [];
        const to = plan.has(old) ? straight.values(old) : undefined;
        return straight.values(node).map((value, vector) => ({ value, to: to?.[vector], old, vector }));
      }),
    );
    for (const { value } of pairs) code.get(value);
    for (const { to, value } of pairs.toReversed()) code.set(to ?? value);
  });
  for (const [group, named] of Object.entries(recording.state))
    for (const [name, node] of Object.entries(named)) {
      const old = given.state[group]![name]!;
      if (rootOf(node) === old) continue;
      straight.values(plan.has(old) ? old : node).forEach((value, vector) =>
        code
          .i32(0)
          .get(value)
          .store('v128.store', plan.stateAddress(`${group}/${name}`) + vector * 16),
      );
    }
}

/** One step on a code that is thrown away. */
function rehearse(straight: Straight, { recording: { given }, schedule, plan }: Planned): void {
  for (const node of [
    ...Object.values(given.constants),
    ...Object.values(given.inputs),
    ...Object.values(given.state).flatMap((group) => Object.values(group)),
  ])
    if (plan.has(node)) straight.define(node, () => {});
  for (const kernel of [...schedule.kernels, ...schedule.last]) straight.run(kernel);
}

/** Kernels that depend on the data only. */
function fixedKernels(kernels: readonly Kernel[]): ReadonlySet<Kernel> {
  const known = new Map<Node, boolean>();
  return new Set(kernels.filter((kernel) => nodesOf(kernel).every((node) => isFixed(node, known))));
}

function isFixed(node: Node, known: Map<Node, boolean>): boolean {
  let fixed = known.get(node);
  if (fixed === undefined) {
    fixed = node.work.kind === 'source' ? node.work.source.from === 'constant' : sourcesOf(node).every((source) => isFixed(source, known));
    known.set(node, fixed);
  }
  return fixed;
}
