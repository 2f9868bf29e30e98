import type { ColdStart } from '../cold-start.ts';
import type { Curve } from '../report/plot.ts';
import type { Growth, Limits } from '../growth.ts';
import type { Machine } from '../machine.ts';
import type { Effort, Result } from '../measure.ts';
import type { Row } from '../rows.ts';
import type { Spread } from '../statistics.ts';

/** All that one run has found. */
export interface Report {
  readonly machine: Machine;
  /** Operations a second of multiply-adds of 128 bits, where a compiler could tell. */
  readonly peak?: number;
  readonly versions: { readonly [contender: string]: string };
  /** Contenders that the machine does not have, and why. */
  readonly absent: { readonly [contender: string]: string };
  readonly effort: Effort;
  readonly rows: readonly { readonly row: Omit<Row, 'read' | 'work'>; readonly results: readonly Shown[] }[];
  readonly coldStarts: readonly ColdStart[];
  readonly growths: readonly {
    readonly growth: Pick<Growth, 'id' | 'title' | 'axis'>;
    readonly curves: readonly Curve[];
    readonly limits: Limits;
  }[];
}

/** A result in the row's own unit. */
interface Shown extends Result {
  readonly shown?: Spread;
}

/** Three digits, without an exponent. */
function show(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

const spread = ({ median, low, high }: Spread): string => `${show(median)} (${show(Math.min(low, high))} to ${show(Math.max(low, high))})`;

/** How many times the speed of `other` the speed of `its` is. */
const times = (its: Result | undefined, other: Result | undefined): string =>
  its?.time === undefined || other?.time === undefined ? '–' : `${show(other.time.median / its.time.median)} ×`;

const fastest = (results: readonly Result[], fits: (result: Result) => boolean): Result | undefined =>
  results.filter((result) => result.time !== undefined && fits(result)).toSorted((a, b) => a.time!.median - b.time!.median)[0];

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (head: readonly string[], body: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');

/** A run as a page of Markdown: ratios first, then everything that was measured. */
export function toMarkdown(report: Report): string {
  const { machine, peak, versions, absent, effort, rows, coldStarts, growths } = report;
  const named = (result: Result | undefined): string => (result === undefined ? '' : ` (${result.name})`);
  const summary = rows.map(({ row, results }) => {
    const ours = results.find(({ name }) => name === 'nonlin, wasm');
    const peer = fastest(results, ({ group }) => group === 'javascript');
    const wasm = fastest(results, ({ group, webAssembly }) => group === 'javascript' && webAssembly);
    const limit = (name: string): Result | undefined => results.find((result) => result.name === name);
    return [
      row.title,
      ours?.shown === undefined ? (ours?.void ?? '–') : `${show(ours.shown.median)} ${row.unit}`,
      `${times(ours, peer)}${named(peer)}`,
      times(ours, wasm),
      times(ours, limit('C')),
      times(ours, limit('C and OpenBLAS')),
      times(ours, limit('PyTorch')),
      times(ours, limit('onnxruntime-node')),
    ];
  });
  const head = ['', 'nonlin on wasm', 'best JavaScript peer', 'best WebAssembly peer', 'C', 'OpenBLAS', 'PyTorch', 'onnxruntime-node'];
  const products = rows.filter(({ row }) => row.unit === 'GFLOP/s');
  const empty = coldStarts.find(({ name }) => name === 'an empty program')?.time?.median;

  return [
    '# Benchmark results',
    `${machine.date}, on ${machine.processor}, ${machine.cores} cores (which other programs may share), ${machine.memory}, ${machine.system}, Node ${machine.node} (V8 ${machine.v8}); one thread.`,
    `One run: each contender in a process of its own, ${effort.rounds} rounds in turns of ${effort.milliseconds} ms; medians, and in brackets the middle half. Times are by the clock or of the processor, whichever is less, so that other programs on the same cores count little.`,
    'Made by `npm run bench`. Only ratios within this run mean anything. A row is void where training did not lower the loss.',
    '## Ratios: how many times as fast as …',
    table(head, summary),
    ...(peak === undefined || products.length === 0
      ? []
      : [
          `Multiply-adds of 128 bits, the widest that WebAssembly has, reach ${show(peak / 1e9)} GFLOP/s on this core; the products above take ${products
            .map(({ row, results }) => {
              const shown = results.find(({ name }) => name === 'nonlin, wasm')?.shown;
              return shown === undefined ? undefined : `${show((100 * shown.median * 1e9) / peak)} % of it (${row.title.split(' ')[1]})`;
            })
            .filter((text) => text !== undefined)
            .join(', ')}.`,
        ]),
    '## Value and slope of an activation together, against the value alone',
    table(
      ['', 'nonlin on wasm'],
      rows
        .filter(({ row }) => row.id.endsWith('-slope'))
        .map(({ row, results }) => {
          const alone = rows.find((other) => `${other.row.id}-slope` === row.id)?.results;
          const of = (its: readonly Result[] | undefined): number | undefined =>
            its?.find(({ name }) => name === 'nonlin, wasm')?.time?.median;
          const [both, value] = [of(results), of(alone)];
          return [row.id.replace('-slope', ''), both === undefined || value === undefined ? '–' : `${show(both / value)} × the time`];
        }),
    ),
    '## From nothing to a trained XOR: bytes to load, and a whole process',
    'The smallest program of each library, bundled and minified; gzip. It starts, trains, and checks that the four answers are right.',
    table(
      ['', 'bundle, kB', 'beside it, kB', 'ms', 'an empty process'],
      coldStarts.map(({ name, bytes, beside, time, void: failed }) => [
        name,
        bytes === undefined ? '–' : show(bytes / 1000),
        beside === undefined ? '' : show(beside / 1000),
        time === undefined ? `void: ${failed}` : spread(time),
        time === undefined || empty === undefined ? '–' : `${show(time.median / empty)} ×`,
      ]),
    ),
    '## As work grows',
    ...growths.map(({ growth, curves, limits }) =>
      [
        `![${growth.title}](${growth.id}.svg)`,
        '',
        `**${growth.title}**, by ${growth.axis}. ${limits.arithmetic === undefined ? 'The call is what is paid throughout.' : `Below ${show(limits.arithmetic)}, the call is what is paid (a step takes less than twice the smallest); from there on, arithmetic.`}${limits.memory === undefined ? ' Memory sets no limit up to the largest.' : ` From ${show(limits.memory)} on, memory: less than three quarters of the best rate are left.`}`,
        '',
        table(
          [growth.axis, ...curves.map(({ name }) => `${name}, µs`)],
          [...new Set(curves.flatMap(({ points }) => points.map(({ size }) => size)))]
            .toSorted((a, b) => a - b)
            .map((size) => [
              show(size),
              ...curves.map(({ points }) => {
                const time = points.find((point) => point.size === size)?.time;
                return time === undefined ? '–' : show(time / 1e3);
              }),
            ]),
        ),
      ].join('\n'),
    ),
    'The backend runs on one thread, so there is no size yet at which threads begin to pay.',
    '## Everything',
    ...rows.map(({ row, results }) => {
      const ours = results.find(({ name }) => name === 'nonlin, wasm');
      return [
        `### ${row.title}`,
        '',
        table(
          ['', row.unit, 'nonlin on wasm is', 'loss'],
          results.map((result) => [
            result.name,
            result.shown === undefined ? `void: ${result.void}` : spread(result.shown),
            result === ours ? '' : times(ours, result),
            result.losses?.map(show).join(' → ') ?? '',
          ]),
        ),
      ].join('\n');
    }),
    '## Versions',
    table(
      ['', ''],
      [...Object.entries(versions), ...Object.entries(absent).map(([name, why]) => [name, `not found on this machine: ${why}`])],
    ),
  ]
    .join('\n\n')
    .concat('\n');
}
