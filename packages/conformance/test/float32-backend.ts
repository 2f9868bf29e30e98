import { rounded } from '@nonlin/conformance';
import { numbers, reference, referenceBackend, Tensor, zeros } from '@nonlin/core';
import type { Backend, Named, Operand, TensorOps } from '@nonlin/core';

const math = rounded(numbers);

/** Every number on the way is a float32, sums too, taken in order: what a backend without double precision gives. */
const float32: TensorOps<Tensor> = {
  ...reference,
  map(inputs, formula) {
    const named: Named<Tensor> = inputs;
    const names = Object.keys(named);
    // Stretched by the reference, then element by element.
    const stretched: Named<Tensor> = reference.map(named, (x) => ({ ...x, anchor: 0 }));
    const { shape, size } = stretched['anchor']!;
    const outputs: { [name: string]: Tensor } = {};
    for (let i = 0; i < Math.max(1, size); i++) {
      const x = Object.fromEntries(names.map((name) => [name, stretched[name]!.data[i]!]));
      const y: { readonly [name: string]: Operand<number> } = formula(x as Parameters<typeof formula<number>>[0], math);
      for (const name of Object.keys(y)) (outputs[name] ??= zeros(shape)).data[i] = y[name]!;
    }
    return outputs as never;
  },
  matmul(a, b, { transposeA = false, transposeB = false } = {}) {
    const [left, right] = [transposeA ? reference.transpose(a) : a, transposeB ? reference.transpose(b) : b];
    const exact = reference.matmul(left, right);
    const [m, k, n] = [left.shape[0]!, left.shape[1]!, right.shape[1]!];
    const out = zeros([m, n]);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum = Math.fround(sum + Math.fround(left.data[i * k + l]! * right.data[l * n + j]!));
        out.data[i * n + j] = sum;
      }
    return new Tensor(exact.shape, out.data);
  },
};

export const float32Backend: Backend = {
  name: 'float32',
  compile: (definition) =>
    referenceBackend.compile({ ...definition, step: (_, given) => definition.step(float32, given as never) as never }),
};
