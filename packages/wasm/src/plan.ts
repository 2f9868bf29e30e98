import { scratchOf } from './emit/matmul.ts';
import { randomScratchOf } from './emit/random.ts';
import { readsOf } from './emit/loop.ts';
import type { Memory } from './emit/loop.ts';
import { nodesOf, rootOf, sourcesOf } from './fuse.ts';
import type { Kernel, Schedule } from './fuse.ts';
import { bytesOf, layoutOf } from './record/layout.ts';
import type { Node, Source } from './record/node.ts';
import type { Recording } from './record/record.ts';

/** Bytes moved after the kernels of a step. */
interface Copy {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

/** Where everything lies: addresses are known before a byte of code is written, and become offsets of loads. */
export interface Plan extends Memory {
  /** Whether the step needs `node` at all. */
  has(node: Node): boolean;
  /** Where a tensor of the state (`group/name`) lies between steps. */
  stateAddress(name: string): number;
  /** Where a kernel may write what nobody else reads. */
  scratchOf(kernel: Kernel): number;
  /** What makes the next state the state, for tensors that were not written in its place; in order. */
  readonly copies: readonly Copy[];
  /** The first byte behind everything. */
  readonly end: number;
  /** Bytes of the step's tensors as they are placed. */
  readonly shared: number;
  /** Bytes of all tensors of the step, had each its own place. */
  readonly unshared: number;
  /** State that is written where it stands. */
  readonly inPlace: number;
}

/** A time span in kernels, and the place found for it. */
interface Buffer {
  readonly bytes: number;
  readonly from: number;
  until: number;
  address: number;
}

/**
 * Gives each tensor that leaves its kernel a place from `start` on. Tensors whose times do not overlap share bytes: first
 * fit. A loop writes over what it reads for the last time; the next state is written over the state where nobody reads
 * the old one later. `resident` knows where constants and state lie.
 */
export function plan(recording: Recording, { kernels, last }: Schedule, resident: (source: Source) => number, start: number): Plan {
  const order = [...kernels, ...last];
  const forever = order.length;
  const stateNodes = Object.entries(recording.state).flatMap(([group, named]) =>
    Object.entries(named).map(([name, node]) => ({
      to: resident({ from: 'state', name: `${group}/${name}` }),
      name: `${group}/${name}`,
      node: rootOf(node),
    })),
  );

  // Who reads what, when, and how.
  const lastRead = new Map<Node, number>();
  const stored = new Set<Node>();
  order.forEach((kernel, time) => {
    const own = new Set(nodesOf(kernel));
    for (const node of own) {
      if (node.work.kind !== 'map') stored.add(node);
      for (const source of sourcesOf(node).map(rootOf))
        if (!own.has(source)) {
          stored.add(source);
          lastRead.set(source, time);
        }
    }
  });
  for (const node of [
    ...stateNodes.map(({ node }) => node),
    ...[recording.outputs, recording.last].flatMap((named) => Object.values(named).map(rootOf)),
  ]) {
    stored.add(node);
    lastRead.set(node, forever);
  }

  const addresses = new Map<Node, number>();
  const buffers = new Map<Node, Buffer>();
  const placed: Buffer[] = [];
  let end = start;
  const reserve = (bytes: number, from: number, until: number): Buffer => {
    const others = placed.filter((other) => other.from <= until && from <= other.until).toSorted((a, b) => a.address - b.address);
    let address = start;
    for (const other of others) {
      if (other.address - address >= bytes) break;
      address = Math.max(address, other.address + other.bytes);
    }
    const buffer = { bytes: Math.ceil(bytes / 16) * 16, from, until, address };
    placed.push(buffer);
    end = Math.max(end, address + buffer.bytes);
    return buffer;
  };

  const sources = new Set([
    ...order.flatMap((kernel) => nodesOf(kernel)).flatMap((node) => sourcesOf(node).map(rootOf)),
    ...lastRead.keys(),
  ]);
  const stateSources = new Map<string, Node>();
  for (const node of sources) {
    if (node.work.kind !== 'source') continue;
    const { source } = node.work;
    if (source.from === 'state') stateSources.set(source.name, node);
    addresses.set(node, source.from === 'input' ? reserve(bytesOf(node.shape), 0, forever).address : resident(source));
  }

  // The next state in the place of the state: its kernel is the last to read the old one, and reads it element by element.
  const producedAt = new Map(order.flatMap((kernel, time) => nodesOf(kernel).map((node): [Node, number] => [node, time])));
  let inPlace = 0;
  for (const { to, name, node } of stateNodes) {
    const time = producedAt.get(node);
    const old = stateSources.get(name);
    if (time === undefined || addresses.has(node) || time >= kernels.length) continue;
    const kernel = order[time]!;
    if (old !== undefined) {
      const until = lastRead.get(old) ?? -1;
      if (until > time || (until === time && !mayOverwrite(kernel, node, old))) continue;
    }
    addresses.set(node, to);
    inPlace++;
  }

  const scratches = new Map<Kernel, number>();
  order.forEach((kernel, time) => {
    const taken = new Set<Buffer>();
    for (const node of nodesOf(kernel)) {
      if (!stored.has(node) || addresses.has(node)) continue;
      const bytes = bytesOf(node.shape);
      const until = lastRead.get(node) ?? time;
      const over = sourcesOf(node)
        .map(rootOf)
        .find((source) => {
          const buffer = buffers.get(source);
          return (
            buffer !== undefined &&
            lastRead.get(source) === time &&
            !taken.has(buffer) &&
            buffer.bytes >= bytes &&
            mayOverwrite(kernel, node, source)
          );
        });
      const old = over && buffers.get(over);
      const buffer = old === undefined ? reserve(bytes, time, until) : old;
      if (old !== undefined) old.until = Math.max(old.until, until);
      taken.add(buffer);
      buffers.set(node, buffer);
      addresses.set(node, buffer.address);
    }
    const scratch = scratchBytes(kernel);
    if (scratch > 0) scratches.set(kernel, reserve(scratch, time, time).address);
  });

  // What the state takes over from elsewhere. A state that is read from is saved first: two may change places.
  const moves = stateNodes.filter(({ node, to }) => addresses.get(node) !== to);
  const copies: Copy[] = [];
  const moved = new Map<number, number>();
  for (const { node, to } of moves) {
    const bytes = bytesOf(node.shape);
    const from = addresses.get(node)!;
    if (node.work.kind !== 'source') continue;
    const aside = reserve(bytes, 0, forever).address;
    copies.push({ from, to: aside, bytes });
    moved.set(to, aside);
  }
  for (const { node, to } of moves) copies.push({ from: moved.get(to) ?? addresses.get(node)!, to, bytes: bytesOf(node.shape) });

  // Kernels may read up to three rows behind a tensor's end.
  const slack = Math.max(0, ...[...sources].map(({ shape }) => layoutOf(shape).stride * 16));
  return {
    addressOf: (node) => {
      const address = addresses.get(rootOf(node));
      if (address === undefined) throw new Error(`node ${node.id} (${node.work.kind}) has no place`);
      return address;
    },
    has: (node) => addresses.has(rootOf(node)),
    isStored: (node) => stored.has(node),
    stateAddress: (name) => resident({ from: 'state', name }),
    scratchOf: (kernel) => scratches.get(kernel) ?? 0,
    copies,
    end: end + slack,
    shared: end - start,
    unshared: [...stored].reduce((total, { shape, work }) => total + (work.kind === 'source' ? 0 : bytesOf(shape)), 0),
    inPlace,
  };
}

/** Whether `kernel` may write `node` where `source` stands: it reads it element by element, each just before it writes. */
function mayOverwrite(kernel: Kernel, node: Node, source: Node): boolean {
  if (kernel.kind !== 'loop' || node.work.kind !== 'map') return false;
  for (const [read, access] of readsOf(kernel)) if (rootOf(read) === source && access !== 'full') return false;
  const [a, b] = [layoutOf(node.shape), layoutOf(source.shape)];
  return a.rows === b.rows && a.columns === b.columns;
}

/** Bytes a kernel needs beside its operands and results. */
function scratchBytes(kernel: Kernel): number {
  if (kernel.kind === 'loop') return 0;
  const { node } = kernel;
  if (node.work.kind === 'matmul') return scratchOf(node, node.work);
  return node.work.kind === 'random' ? randomScratchOf(node) : 0;
}
