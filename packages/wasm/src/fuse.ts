import { nodesRead } from './record/expression.ts';
import { accessOf, layoutOf, sameBytes } from './record/layout.ts';
import type { Layout } from './record/layout.ts';
import type { Node } from './record/node.ts';
import type { Recording } from './record/record.ts';

/** One pass over memory: a loop that computes several element-wise tensors and reductions of them at once. */
export interface Loop {
  readonly kind: 'loop';
  /** What it loops over. */
  readonly over: Layout;
  /** Maps, and reductions whose elements it runs over, in an order in which they can be computed. */
  readonly nodes: Node[];
}

/** A piece of the step that is one function of the module. */
export type Kernel = Loop | { readonly kind: 'single'; readonly node: Node };

export interface Schedule {
  /** In the order in which they run. */
  readonly kernels: readonly Kernel[];
  /** Run after those, in the last step of a run. */
  readonly last: readonly Kernel[];
}

/** The tensor whose memory `node` reads: a reshape that moves nothing is its source. */
export function rootOf(node: Node): Node {
  let root = node;
  while (root.work.kind === 'reshape' && sameBytes(root.shape, root.work.x.shape)) root = root.work.x;
  return root;
}

/** The tensors that `node` is computed from. */
export function sourcesOf({ work }: Node): readonly Node[] {
  switch (work.kind) {
    case 'source':
      return [];
    case 'map':
      return nodesRead([work.body]);
    case 'matmul':
      return [work.a, work.b];
    case 'gather':
      return [work.x, work.indices];
    case 'random':
      return [work.key];
    default:
      return [work.x];
  }
}

export const nodesOf = (kernel: Kernel): readonly Node[] => (kernel.kind === 'loop' ? kernel.nodes : [kernel.node]);

/** Tensors a loop may touch: beyond that, its addresses and constants no longer fit the registers. */
const STREAMS = 16;

/**
 * Gathers what a step needs into kernels. A map joins the loop that computes what it reads, so that a chain runs in
 * registers; so do reductions over rows, columns or everything; an optimizer's update is one loop for each weight.
 */
export function fuse({ state, outputs, last, checks, lastChecks }: Recording): Schedule {
  const wanted = [...Object.values(state).flatMap((group) => Object.values(group)), ...Object.values(outputs), ...checks];
  const needed = reachable(wanted);
  const afterwards = [...reachable([...Object.values(last), ...lastChecks])].filter((node) => !needed.has(node));
  const places = new Map<Node, Place>();
  return { kernels: gather([...needed], places, 0), last: gather(afterwards, places, 1) };
}

/** Which part of the step computes a node, and as the how manieth kernel. */
interface Place {
  readonly part: number;
  readonly index: number;
}

function gather(nodes: readonly Node[], places: Map<Node, Place>, part: number): Kernel[] {
  const kernels: Kernel[] = [];
  // A node is made after what it reads: the order of their making is one in which they can run.
  for (const node of nodes.toSorted((a, b) => a.id - b.id)) {
    if (node.work.kind === 'source' || rootOf(node) !== node) continue;
    const over = loopOver(node);
    let joined: number | undefined;
    if (over !== undefined) {
      let first = 0;
      for (const source of sourcesOf(node)) {
        const place = places.get(rootOf(source));
        if (place === undefined || place.part !== part) continue;
        const kernel = kernels[place.index]!;
        first = Math.max(first, place.index + (passes(source, node, kernel, over) ? 0 : 1));
      }
      for (let index = first; index < kernels.length && joined === undefined; index++)
        if (fits(node, kernels[index]!, over)) joined = index;
    }
    if (joined === undefined) kernels.push(over === undefined ? { kind: 'single', node } : { kind: 'loop', over, nodes: [node] });
    else (kernels[joined] as Loop).nodes.push(node);
    places.set(node, { part, index: joined ?? kernels.length - 1 });
  }
  return kernels;
}

/** What a loop that computes `node` runs over; `undefined` for what needs a kernel of its own. */
function loopOver({ work, shape }: Node): Layout | undefined {
  if (work.kind === 'map') return layoutOf(shape);
  return work.kind === 'reduce' && directionOf(work.x, work.axis, work.how) !== 'generic' ? layoutOf(work.x.shape) : undefined;
}

/** How a reduction runs over its tensor: to one number, along rows, down columns, or neither. */
export function directionOf(x: Node, axis: number | undefined, how: string): 'all' | 'row' | 'column' | 'generic' {
  if (how === 'argmax') return 'generic';
  if (axis === undefined) return 'all';
  if (axis === x.shape.length - 1) return 'row';
  const others = x.shape.slice(0, -1).every((dimension, i) => i === axis || dimension === 1);
  return others ? 'column' : 'generic';
}

const sameLayout = (a: Layout, b: Layout): boolean => a.rows === b.rows && a.columns === b.columns;

/** Whether `kernel` has the elements of `source` at hand where `node` needs them. */
function passes(source: Node, node: Node, kernel: Kernel, over: Layout): boolean {
  if (kernel.kind !== 'loop' || !sameLayout(kernel.over, over) || rootOf(source).work.kind !== 'map') return false;
  return node.work.kind === 'reduce' || over.rows * over.columns === 1 || accessOf(source.shape, node.shape) === 'full';
}

/** Whether `node` belongs into `kernel`: same loop, something in common, and room. */
function fits(node: Node, kernel: Kernel, over: Layout): boolean {
  if (kernel.kind !== 'loop' || !sameLayout(kernel.over, over)) return false;
  const touched = new Set(kernel.nodes.flatMap((each) => [each, ...sourcesOf(each).map(rootOf)]));
  const own = sourcesOf(node).map(rootOf);
  if (own.length > 0 && !own.some((source) => touched.has(source))) return false;
  return new Set([...touched, ...own, node]).size <= STREAMS;
}

/** `nodes` and all they are computed from. */
function reachable(nodes: readonly Node[]): Set<Node> {
  const done = new Set<Node>();
  const visit = (node: Node): void => {
    if (done.has(node)) return;
    done.add(node);
    sourcesOf(node).forEach(visit);
  };
  nodes.forEach(visit);
  return done;
}
