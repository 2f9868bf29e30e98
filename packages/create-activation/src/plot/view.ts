import type { AnyActivation } from '@nonlin/core';
import { largestSlopeText } from '../facts.ts';
import type { FoundFacts } from '../facts.ts';
import { reader, SIZE } from './plot.ts';
import type { PlotOptions } from './plot.ts';

type Part = 'value' | 'slope';
interface Sample {
  readonly x: number;
  readonly value: number;
  readonly slope: number;
}

/** How to show an activation that nobody has looked at yet: where its curves bend, and words where the curves are not. */
export function viewOf(activation: AnyActivation, facts: FoundFacts): PlotOptions {
  const read = reader(activation);
  const width = widthOf(facts, read);
  const samples = Array.from({ length: 2 * SIZE.width + 1 }, (_, i): Sample => {
    const x = width * ((2 * i) / (2 * SIZE.width) - 1);
    return { x, ...read(x) };
  });
  const y = heightOf(samples, facts);
  const xTicks = ticks([-width, width], 9);
  const yTicks = ticks(y, 7);

  const room = new Room([-width, width], y, samples);
  const { slope, at } = facts.largestSlope;
  const mark = typeof at === 'number' && Math.abs(at) <= width && Math.abs(slope) < Infinity ? at : undefined;
  const value = { text: `${activation.name}(x)`, at: room.place(`${activation.name}(x)`, 1, 'value') };
  const slopeText = `slope ${activation.name}′(x)`;
  const named = { text: slopeText, at: room.place(slopeText, 1, 'slope') };
  const [size, where] = largestSlopeText(facts);
  const lines =
    mark === undefined
      ? [`largest slope ${size}${where.startsWith(',') ? ',' : ''}`, where.replace(/^, ?/, '').trim()]
      : ['largest slope', `${size} at x =${where.slice(3)}`];
  const longest = lines.reduce((a, b) => (a.length > b.length ? a : b));
  const largest = {
    lines,
    at: room.place(longest, 2, mark === undefined ? 'slope' : { x: mark, y: slope }),
    ...(mark !== undefined && { mark }),
  };
  return { x: [-width, width], y, xTicks, yTicks, value, slope: named, largest };
}

/** As far out as there is something to see. */
function widthOf({ kinks, jumps, turns, largestSlope: { at } }: FoundFacts, read: (x: number) => { slope: number }): number {
  const places = [...kinks, ...jumps, ...(turns.length <= 4 ? turns : []), ...[at].flat()].map(Math.abs).filter((place) => place <= 20);
  const reach = Math.max(0, ...places);
  const settled = (x: number): boolean => [1.3, 2, 2.7, 4.1].every((factor) => Math.abs(read(x).slope - read(factor * x).slope) < 0.02);
  const widths = [3, 4, 5, 6, 8, 10, 15, 20, 25].filter((width) => width >= 1.2 * reach);
  // A slope that never settles, as of eˣ or sin x, is shown over ±6 or where its features are.
  return widths.find((width) => settled(width) && settled(-width)) ?? Math.max(6, widths[0] ?? 25);
}

/** The slope whole, and of the value what is not much beyond it. */
function heightOf(samples: readonly Sample[], { range, largestSlope: { slope } }: FoundFacts): readonly [number, number] {
  const steep = Math.abs(slope) < Infinity ? Math.abs(slope) : 2;
  // A bounded value is shown whole if that leaves something of the slope to see.
  const bounded = range.filter((end) => Math.abs(end) <= 8 * Math.max(steep, 1)).map(Math.abs);
  const most = Math.max(
    ...bounded,
    2.1 * Math.max(Math.min(steep, 3), 0.5),
    ...(steep <= 3 ? [] : [Math.min(steep, 8 * Math.max(1, ...bounded))]),
  );
  const seen = samples.flatMap(({ value, slope }) => [value, slope]).filter(Number.isFinite);
  const low = Math.max(-most, Math.min(0, ...seen));
  const high = Math.min(most, Math.max(0, ...seen));
  const edge = 0.08 * (high - low || 1);
  return [low - edge, high + edge];
}

/** Round numbers between the ends, at most so many. */
function ticks([from, to]: readonly [number, number], most: number): number[] {
  for (let unit = 10 ** Math.floor(Math.log10((to - from) / most)); ; unit *= 10)
    for (const factor of [1, 2, 5]) {
      const step = factor * unit;
      const [first, last] = [Math.ceil(from / step), Math.floor(to / step)];
      if (last - first < most) return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(6)) + 0);
    }
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where there is room for words: not on a curve, not on each other, and near what they name. Lengths are pixels. */
class Room {
  readonly #x: readonly [number, number];
  readonly #y: readonly [number, number];
  readonly #curves: Record<Part, readonly (readonly [x: number, y: number])[]>;
  readonly #taken: Box[] = [];

  constructor(x: readonly [number, number], y: readonly [number, number], samples: readonly Sample[]) {
    this.#x = x;
    this.#y = y;
    const curve = (part: Part): [number, number][] => samples.map((sample) => this.#pixel(sample.x, sample[part]));
    this.#curves = { value: curve('value'), slope: curve('slope') };
  }

  #pixel(x: number, y: number): [number, number] {
    const share = (at: number, [from, to]: readonly [number, number]): number => (at - from) / (to - from);
    return [share(x, this.#x) * SIZE.width, (1 - share(y, this.#y)) * SIZE.height];
  }

  /** The place for a text of so many lines beside a curve or a point, in the plot's own coordinates, as its first line begins. */
  place(text: string, lines: number, beside: Part | { readonly x: number; readonly y: number }): readonly [x: number, y: number] {
    // A character of the font is some 7 pixels wide; to the left and right of a text a little more.
    const size = { width: 7.2 * text.length + 8, height: 15 * lines + 6 };
    const target = typeof beside === 'string' ? this.#curves[beside] : [this.#pixel(beside.x, beside.y)];
    let best = { cost: Infinity, left: 0, top: 0 };
    for (let left = 4; left + size.width <= SIZE.width - 4; left += 6) {
      for (let top = 4; top + size.height <= SIZE.height - 4; top += 5) {
        const box: Box = { left, top, right: left + size.width, bottom: top + size.height };
        const crowded = this.#crowded(box);
        if (crowded >= best.cost) continue;
        const cost = crowded + away(box, target);
        if (cost < best.cost) best = { cost, left, top };
      }
    }
    this.#taken.push({ left: best.left, top: best.top, right: best.left + size.width, bottom: best.top + size.height });
    const [x, y] = [(best.left + 4) / SIZE.width, (best.top + 14) / SIZE.height];
    const at = (share: number, [from, to]: readonly [number, number]): number => Number((from + share * (to - from)).toPrecision(4));
    return [at(x, this.#x), at(1 - y, this.#y)];
  }

  /** How much stands in the way of a box. */
  #crowded(box: Box): number {
    const overlap = this.#taken.filter(
      (other) => box.left < other.right + 6 && other.left < box.right + 6 && box.top < other.bottom + 4 && other.top < box.bottom + 4,
    ).length;
    // Curves have points two to a pixel, from left to right.
    const [from, to] = [Math.max(0, Math.floor(2 * box.left - 6)), Math.ceil(2 * box.right + 6)];
    let covered = 0;
    for (const points of [this.#curves.value, this.#curves.slope])
      for (const [x, y] of points.slice(from, to + 1)) if (distance(box, x, y) < 3) covered++;
    const [axisX, axisY] = this.#pixel(0, 0);
    const onAxis = (box.left < axisX && axisX < box.right ? 1 : 0) + (box.top < axisY && axisY < box.bottom ? 1 : 0);
    return 1e4 * overlap + 20 * covered + 12 * onAxis;
  }
}

/** How far a box is from the points of a curve that are in the picture. */
function away(box: Box, target: readonly (readonly [number, number])[]): number {
  let near = Infinity;
  for (const [x, y] of target) if (y >= 0 && y <= SIZE.height) near = Math.min(near, distance(box, x, y));
  return near === Infinity ? 0 : near;
}

/** From a box to a point; 0 inside it. */
const distance = ({ left, right, top, bottom }: Box, x: number, y: number): number =>
  Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
