import type { Named } from '@nonlin/core';
import type { Code } from '../encode/code.ts';
import { Module } from '../encode/module.ts';
import type { FunctionIndex } from '../encode/types.ts';
import type { Kernel } from '../fuse.ts';
import { entryBytes } from '../record/layout.ts';
import type { Node } from '../record/node.ts';
import type { Recording } from '../record/record.ts';
import { mathContext } from '../math/index.ts';
import type { MathContext } from '../math/index.ts';
import { emitCheck, emitReduction } from './generic.ts';
import { emitLoop } from './loop.ts';
import { emitProduct } from './matmul.ts';
import { emitExpand, emitGather, emitReshape, emitTranspose } from './movement.ts';
import { emitRandom } from './random.ts';
import type { Planned } from './planned.ts';
import { copyBytes, countDown } from './repeat.ts';
import { emitStraightRun } from './straight-run.ts';
import { Tiles } from './tile.ts';

/** Where checks leave what they found: the number of the check (from 1), the element, its place. */
export const FLAG = 16;

/** All checks of a recording; their numbers count from 1. */
export const checksOf = ({ checks, lastChecks }: Recording): readonly Node[] => [...checks, ...lastChecks];

/**
 * The module of a step. It exports `run(count, …)`: after the number of steps come the addresses of each input's and each
 * output's entries, in the order of their names in the recording. Memory is imported.
 */
export function emitModule(planned: Planned): Uint8Array<ArrayBuffer> {
  const module = new Module();
  const context = mathContext(module, planned.fused);
  module.memory({ initial: 0, import: ['nonlin', 'memory'] });
  const { inputs } = planned.recording.given;
  const params = [...Object.keys(inputs), ...Object.keys(planned.recording.outputs)].map(() => 'i32' as const);
  const run = module.declare({ name: 'run', export: 'run', params: ['i32', ...params], results: [] });
  if (planned.form === 'straight') {
    module.define(run, (code, count, ...pointers) => emitStraightRun(code, planned, context, count, pointers));
    return module.toBytes();
  }

  const pointers = params.map(() => module.global('i32', 0));
  const tiles = new Tiles(module, planned.fused);
  const kernels = planned.schedule.kernels.map((kernel, i) => emitKernel(module, tiles, planned, context, kernel, `kernel ${i}`));
  const last = planned.schedule.last.map((kernel, i) => emitKernel(module, tiles, planned, context, kernel, `last ${i}`));
  const { plan, recording } = planned;
  const names = Object.keys(inputs);

  const step = module.function({ name: 'step', params: ['i32'], results: [] }, (code, final) => {
    const at = code.local('i32');
    const eachUsed = (named: Named<Node>, first: number, use: (node: Node, bytes: number) => void): void =>
      Object.values(named).forEach((node, place) => {
        if (!plan.has(node)) return;
        const pointer = pointers[first + place]!;
        const bytes = entryBytes(node.shape);
        code.globalGet(pointer).tee(at).i32(bytes).op('i32.add').globalSet(pointer);
        use(node, bytes);
      });
    eachUsed(inputs, 0, (node, bytes) => {
      const to = plan.addressOf(node);
      const copy = (): void => copyBytes(code, to, at, bytes);
      // The inputs of a single step may be there already.
      if (bytes <= 16) copy();
      else
        code
          .get(at)
          .i32(to | 0)
          .op('i32.ne')
          .if(copy);
    });
    for (const kernel of kernels) code.call(kernel);
    eachUsed(recording.outputs, names.length, (node, bytes) => copyBytes(code, at, plan.addressOf(node), bytes));
    if (last.length > 0)
      code.get(final).if(() => {
        for (const kernel of last) code.call(kernel);
      });
    for (const { from, to, bytes } of plan.copies) copyBytes(code, to, from, bytes);
  });
  // The steps' loop calls a function: the engine can then exchange that for its optimised form while the loop runs.
  module.define(run, (code, count, ...given) => {
    given.forEach((local, i) => code.get(local).globalSet(pointers[i]!));
    countDown(code, count, () => code.get(count).i32(1).op('i32.eq').call(step));
  });
  return module.toBytes();
}

function emitKernel(
  module: Module,
  tiles: Tiles,
  { plan, recording }: Planned,
  context: MathContext,
  kernel: Kernel,
  name: string,
): FunctionIndex {
  const body = bodyOf();
  return module.function({ name, params: [], results: [] }, body);

  function bodyOf(): (code: Code) => void {
    if (kernel.kind === 'loop') return (code) => emitLoop(code, kernel, plan, context);
    const { node } = kernel;
    const { work } = node;
    switch (work.kind) {
      case 'matmul':
        return emitProduct(tiles, node, work, plan, plan.scratchOf(kernel), context);
      case 'gather':
        return (code) => emitGather(code, node, work.x, work.indices, plan);
      case 'random':
        return (code) => emitRandom(code, node, work.key, work.stream, plan, plan.scratchOf(kernel));
      case 'transpose':
        return (code) => emitTranspose(code, node, work.x, plan);
      case 'expand':
        return (code) => emitExpand(code, node, work.x, plan);
      case 'reshape':
        return (code) => emitReshape(code, node, work.x, plan);
      case 'reduce':
        return (code) => emitReduction(code, node, work.how, work.x, work.axis, plan);
      case 'check':
        return (code) => emitCheck(code, work.x, work.limit, FLAG, checksOf(recording).indexOf(node) + 1, plan);
      default:
        throw new Error(`${work.kind} is not a kernel`);
    }
  }
}
