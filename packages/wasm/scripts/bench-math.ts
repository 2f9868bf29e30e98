// Nanoseconds per element of the kernels over a million values, medians of interleaved rounds, beside plain JavaScript loops:
//   node --conditions=@nonlin/source packages/wasm/scripts/bench-math.ts [rounds, 15]

import { numbers } from '@nonlin/core';
import { kernels } from '../src/math/index.ts';
import type { MathFunction } from '../src/math/index.ts';
import { sweep } from '../test/math/sweep.ts';

const COUNT = 2 ** 20;
const rounds = Number(process.argv[2] ?? 15);

/** What JavaScript has of its own; erf and erfc are core's. */
const builtIn: { readonly [name in MathFunction]: (x: number) => number } = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  erf: numbers.erf,
  erfc: numbers.erfc,
  sin: Math.sin,
  cos: Math.cos,
};

/** One function compiled per loop, so that each loop sees one callee. */
function loopOver(name: MathFunction, input: Float32Array, output: Float32Array): () => void {
  const f = builtIn[name];
  return () => {
    for (let i = 0; i < input.length; i++) output[i] = f(input[i] as number);
  };
}

function nanoseconds(run: () => void): number {
  const start = performance.now();
  run();
  return ((performance.now() - start) * 1e6) / COUNT;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}

console.log('          fused   plain   JavaScript   JavaScript / fused');
for (const name of Object.keys(kernels) as MathFunction[]) {
  const positive = name.startsWith('log');
  const inputs = Float32Array.from({ length: COUNT }, (_, i) => (((i * 0.618033988749895) % 1) - (positive ? 0 : 0.5)) * 10);
  const fused = sweep(name, true, COUNT);
  const plain = sweep(name, false, COUNT);
  fused.input.set(inputs);
  plain.input.set(inputs);
  const runs = [fused.run, plain.run, loopOver(name, inputs, new Float32Array(COUNT))];
  for (let warm = 0; warm < 3; warm++) for (const run of runs) run();
  const times = runs.map((): number[] => []);
  for (let round = 0; round < rounds; round++) runs.forEach((run, i) => times[i]?.push(nanoseconds(run)));
  const [a, b, c] = times.map(median) as [number, number, number];
  console.log(
    `${name.padEnd(8)}${a.toFixed(2).padStart(7)}${b.toFixed(2).padStart(8)}${c.toFixed(2).padStart(13)}${(c / a).toFixed(1).padStart(21)}`,
  );
}
