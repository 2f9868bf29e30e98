import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataOf, inputOf, numbers } from './data.ts';
import { subprocess } from './subprocess.ts';
import type { ActivationName, Remote, Work } from './work.ts';

// C by the machine's own compiler, hand-written for the sizes at hand: the limit to compare with.

const COMPILER = process.env['CC'] ?? 'gcc';
const FLAGS = ['-O3', '-march=native', '-ffast-math'];
const here = (file: string): string => fileURLToPath(new URL(`../native/${file}`, import.meta.url));
const numbersOf: { readonly [name in ActivationName]: number } = { sigmoid: 0, tanh: 1, relu: 2, silu: 3, gelu: 4 };

let folder: string | undefined;
let made = 0;
const place = (): string => join((folder ??= mkdtempSync(join(tmpdir(), 'nonlin-bench-'))), `${made++}`);

export const version = (variant: string): string => {
  const compiler = execFileSync(COMPILER, ['--version'], { encoding: 'utf8' }).split('\n', 1)[0]!;
  return `${compiler}; ${FLAGS.join(' ')}${variant === 'blas' ? '; OpenBLAS by -lopenblas, one thread' : ''}`;
};

/** The path of the program, or undefined where it does not compile: no compiler, or no OpenBLAS. */
function compile(source: string, settings: { readonly [name: string]: number | string }, ...more: readonly string[]): string | undefined {
  const program = place();
  const defined = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
  const given = [...FLAGS, ...defined, '-include', here('measure.h'), here(source), ...more, '-lm', '-o', program];
  // The harness in measure.h calls what the source defines.
  const { status } = spawnSync(COMPILER, given, { stdio: 'ignore' });
  return status === 0 ? program : undefined;
}

/** What the compiler offers for the same source: the fastest of a short trial is taken. */
async function fastest(programs: readonly (string | undefined)[], given: readonly string[]): Promise<Remote | undefined> {
  let best: { readonly remote: Remote; readonly time: number } | undefined;
  for (const program of programs) {
    if (program === undefined) continue;
    const remote = subprocess(program, given);
    const times: number[] = [];
    for (let i = 0; i < 3; i++) times.push((await remote.measure(15)).nanoseconds);
    const time = Math.min(...times);
    if (best === undefined || time < best.time) {
      best?.remote.dispose();
      best = { remote, time };
    } else remote.dispose();
  }
  return best?.remote;
}

const WIDTHS = [128, 256, 512].map((bits) => `-mprefer-vector-width=${bits}`);

export async function prepare(work: Work, variant: string): Promise<Remote | undefined> {
  const file = place();
  const save = (...parts: readonly Float32Array[]): void =>
    writeFileSync(file, Buffer.concat(parts.map((part) => Buffer.from(part.buffer))));

  if (variant === 'plain') {
    if (work.kind === 'map') {
      save(numbers(work.elements, 6, 6));
      const settings = { KIND: 1, ACTIVATION: numbersOf[work.activation], SLOPE: Number(work.slope) };
      return fastest(
        WIDTHS.map((width) => compile('kernels.c', settings, width)),
        [file, String(work.elements)],
      );
    }
    const [inputs, hidden, outputs] = work.kind === 'train' ? work.sizes : [];
    if (work.kind !== 'train' || work.sizes.length !== 3 || inputs !== 2 || outputs !== 1 || work.rows !== work.batch) return undefined;
    if (work.optimizer !== 'sgd' || hidden! * work.batch > 65_536) return undefined;
    const { input, target } = dataOf(work);
    save(input, target);
    const programs = [0, 1].flatMap((LAYOUT) =>
      WIDTHS.map((width) => compile('small.c', { H: hidden!, B: work.batch, ACTIVATION: numbersOf[work.activation], LAYOUT }, width)),
    );
    return fastest(programs, [file, String(work.rate)]);
  }

  if (work.kind === 'matmul') {
    save(numbers(work.size ** 2, 1, 1));
    return fastest([compile('kernels.c', { KIND: 0 }, '-lopenblas')], [file, String(work.size)]);
  }
  if (work.kind === 'map' || work.activation !== 'relu') return undefined;
  if (work.kind === 'train' && (work.loss !== 'softmax' || work.optimizer !== 'adam')) return undefined;
  if (work.kind === 'train') {
    const { input, target } = dataOf(work);
    save(input, target);
  } else save(inputOf(work));
  const settings = { SIZES: work.sizes.join(','), BATCH: work.batch, TRAIN: Number(work.kind === 'train') };
  const rows = work.kind === 'train' ? work.rows : work.batch;
  const rate = work.kind === 'train' ? work.rate : 0;
  return fastest([compile('network.c', settings, '-lopenblas')], [file, String(rate), String(rows)]);
}

/** Operations a second of multiply-adds of 128 bits, the widest that WebAssembly has; undefined without a compiler of x86. */
export async function peak(milliseconds: number): Promise<number | undefined> {
  const file = place();
  writeFileSync(file, Buffer.from(numbers(64, 1, 1).buffer));
  const program = compile('kernels.c', { KIND: 2, ACTIVATION: 0, SLOPE: 0 }, '-mprefer-vector-width=128');
  if (program === undefined) return undefined;
  const remote = subprocess(program, [file, '64']);
  const rates: number[] = [];
  for (let i = 0; i < 7; i++) rates.push((12 * 4 * 2 * 1000) / ((await remote.measure(milliseconds)).nanoseconds * 1e-9));
  remote.dispose();
  return Math.max(...rates);
}
