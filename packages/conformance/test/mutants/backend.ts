import { referenceBackend } from '@nonlin/core';
import type { Backend, Named, ScalarOps, TensorOps } from '@nonlin/core';

/** A fault, and the checks that find it: all of them. */
export interface BackendMutant {
  readonly fault: string;
  readonly backend: Backend;
  readonly caught: readonly string[];
}

/** The reference with other operations on tensors; `change` is called for each step that is read. */
export const withOps = (change: <T>(ops: TensorOps<T>) => Partial<TensorOps<T>>): Backend => ({
  name: 'mutant',
  compile: (definition) =>
    referenceBackend.compile({ ...definition, step: (ops, given) => definition.step({ ...ops, ...change(ops) }, given) }),
});

/** The reference with other operations on elements. */
export const withMath = (change: <S>(math: ScalarOps<S>) => Partial<ScalarOps<S>>): Backend =>
  withOps((ops) => ({ map: (inputs, formula) => ops.map(inputs, (x, math) => formula(x, { ...math, ...change(math) })) }));

/** The same names with other values. */
export const mapNamed = <A, B>(named: Named<A>, change: (value: A, name: string) => B): { [name: string]: B } =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [name, change(value, name)]));
