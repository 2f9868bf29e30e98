import { bytesOf, operationsOf } from './work.ts';
import type { Training } from './work.ts';

/** A way for work to grow, a size at a time. */
export interface Growth {
  readonly id: string;
  readonly title: string;
  readonly axis: string;
  readonly sizes: readonly number[];
  readonly work: (size: number) => Training;
}

const doubling = (from: number, to: number, factor = 2): number[] => {
  const sizes: number[] = [];
  for (let size = from; size <= to; size *= factor) sizes.push(size);
  return sizes;
};

const xor = { kind: 'train', activation: 'tanh', loss: 'binary', optimizer: 'sgd', rate: 0.05 } as const;

export const growths: readonly Growth[] = [
  {
    id: 'width',
    title: 'XOR step, 2-H-1, 4 rows',
    axis: 'hidden units',
    sizes: doubling(2, 4096),
    work: (hidden) => ({ ...xor, sizes: [2, hidden, 1], rows: 4, batch: 4 }),
  },
  {
    id: 'batch',
    title: 'XOR step, 2-8-1, all rows at once',
    axis: 'rows in a step',
    sizes: doubling(1, 4096),
    work: (rows) => ({ ...xor, sizes: [2, 8, 1], rows, batch: rows }),
  },
  {
    id: 'depth',
    title: 'XOR step, 2-8-…-8-1, 4 rows',
    axis: 'hidden layers',
    sizes: [1, 2, 3, 5, 7, 10, 14, 20, 30],
    work: (layers) => ({ ...xor, sizes: [2, ...Array.from({ length: layers }, () => 8), 1], rows: 4, batch: 4 }),
  },
  {
    id: 'data',
    title: 'a step of 64 rows out of more and more, 2-64-1',
    axis: 'rows of data',
    sizes: doubling(4, 1_048_576, 4),
    work: (rows) => ({ ...xor, sizes: [2, 64, 1], rows, batch: Math.min(64, rows) }),
  },
];

/** One size of a curve: nanoseconds a step. */
export interface Point {
  readonly size: number;
  readonly time: number;
}

/** Where, along a curve, which limit begins to hold. */
export interface Limits {
  /** The first size at which a step takes twice what the smallest takes: below, the call is what is paid. */
  readonly arithmetic?: number;
  /** The first size behind the best rate from which on less than three quarters of that rate are left, of those that no core's cache of its own holds. */
  readonly memory?: number;
}

/** Bytes that the caches of one core hold, give or take a factor of two. */
const CACHE = 2 ** 19;

/** Reads the limits off a curve. Rates are operations a nanosecond. */
export function limitsOf(points: readonly Point[], work: (size: number) => Training): Limits {
  const arithmetic = points.find(({ time }) => time >= 2 * points[0]!.time)?.size;
  // A step that picks its rows out of others has more to do: its rate is held against those of its kind.
  const picks = (size: number): boolean => work(size).batch < work(size).rows;
  const alike = points.map(({ size }) => picks(size) === picks(points.at(-1)!.size));
  const rates = points.map(({ size, time }, i) => (alike[i] ? operationsOf(work(size)) / time : 0));
  const best = rates.indexOf(Math.max(...rates));
  let memory: number | undefined;
  for (let i = points.length - 1; i > best && rates[i]! < 0.75 * rates[best]! && bytesOf(work(points[i]!.size)) > CACHE; i--)
    memory = points[i]!.size;
  return { ...(arithmetic !== undefined && { arithmetic }), ...(memory !== undefined && { memory }) };
}
