// Compares the kernels of src/math with double-precision functions, over all 2³² float32 values or every n-th:
//   node --conditions=@nonlin/source packages/wasm/scripts/check-math.ts [functions, by comma] [every n-th, 1]

import { kernels } from '../src/math/index.ts';
import type { MathFunction } from '../src/math/index.ts';
import { reference } from '../test/math/reference.ts';
import { sweep } from '../test/math/sweep.ts';
import { errorInUlp } from '../test/math/ulp.ts';

const BLOCK = 2 ** 14;
const [names = Object.keys(kernels).join(), every = '1'] = process.argv.slice(2);
const step = Number(every);

for (const name of names.split(',') as MathFunction[]) {
  const f = reference(name);
  const modes = ([true, false] as const).map((fused) => ({ fused, worst: 0.5, at: 0, subnormal: 0.5, sweep: sweep(name, fused, BLOCK) }));
  const inputs = new Float32Array(BLOCK);
  const bits = new Uint32Array(inputs.buffer);
  for (let start = 0; start < 2 ** 32; start += BLOCK * step) {
    for (let i = 0; i < BLOCK; i++) bits[i] = start + i * step;
    for (const mode of modes) {
      mode.sweep.input.set(inputs);
      mode.sweep.run();
    }
    for (let i = 0; i < BLOCK; i++) {
      const x = inputs[i] as number;
      const expected = f(x);
      const nearest = Math.fround(expected);
      for (const mode of modes) {
        const got = mode.sweep.output[i] as number;
        if (got === nearest && got !== 0) continue;
        const error = errorInUlp(got, expected);
        if (error > mode.worst) {
          mode.worst = error;
          mode.at = x;
        }
        if (Math.abs(expected) < 2 ** -126 && error > mode.subnormal) mode.subnormal = error;
      }
    }
  }
  for (const { fused, worst, at, subnormal } of modes)
    console.log(
      `${name} ${fused ? 'fused' : 'plain'}: ${worst.toFixed(3)} ULP at ${at}, where the result is subnormal ${subnormal.toFixed(3)}`,
    );
}
