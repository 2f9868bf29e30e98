import type { AnyActivation, Operand, ScalarOps } from '@nonlin/core';
import type { Budget } from './budget.ts';

/** An operator on elements, over any interpreter. */
export type Compute = <S>(ops: ScalarOps<S>, operands: readonly Operand<S>[]) => Operand<S>;

/** A number of a file: whether its operator has it to be learnt, and what the file calls it (`beta` of `0.beta`). */
interface Held {
  readonly learnt: boolean;
  readonly called: string;
}

/** A value of a formula that is read from nodes: its variable, a number, a number for each column, or an operator on values before it. */
export type Entry =
  | { readonly kind: 'variable' }
  | ({ readonly kind: 'number'; readonly value: number } & Held)
  | ({ readonly kind: 'column'; readonly values: Float32Array } & Held)
  | { readonly kind: 'operator'; readonly label: string; readonly compute: Compute; readonly operands: readonly number[] };

/** The entries that `result` is made of, in order; nothing that `variable` is made of. */
export function reachable(entries: readonly Entry[], result: number, variable: number): readonly number[] {
  const needed = new Set([result]);
  for (let i = result; i >= 0; i--) {
    const entry = entries[i]!;
    if (needed.has(i) && i !== variable && entry.kind === 'operator') for (const operand of entry.operands) needed.add(operand);
  }
  return [...needed].toSorted((a, b) => a - b);
}

/** A formula as text: equal texts, equal functions of equal parameters. */
export function keyOf(entries: readonly Entry[], result: number, variable: number): string {
  const used = reachable(entries, result, variable);
  const places = new Map(used.map((i, place) => [i, place]));
  const parts = used.map((i) => {
    const entry = entries[i]!;
    if (i === variable || entry.kind === 'variable') return 'x';
    if (entry.kind === 'operator') return `${entry.label} ${entry.operands.map((operand) => places.get(operand)).join(' ')}`;
    if (entry.kind === 'column') return `column ${entry.learnt}`;
    return entry.learnt ? 'learnt' : Object.is(entry.value, -0) ? '-0' : String(entry.value);
  });
  return parts.join('\n');
}

/** What a formula becomes: an activation, and the values with which each unit begins where those differ. */
export interface Read {
  readonly activation: AnyActivation;
  readonly starts: { readonly [name: string]: Float32Array };
}

/**
 * `result` as a function of `variable`, for `columns` units. Numbers for each unit are parameters, and so are those that are
 * learnt or have one of the names in `known`.
 */
export function toActivation(
  entries: readonly Entry[],
  result: number,
  variable: number,
  columns: number | undefined,
  budget: Budget,
  known: readonly string[] = [],
): Read {
  const used = reachable(entries, result, variable);
  const perUnit = used.some((i) => entries[i]!.kind === 'column');
  const parameters: { [name: string]: number } = {};
  const starts: { [name: string]: Float32Array } = {};
  const names = new Map<number, string>();
  for (const i of used) {
    const entry = entries[i]!;
    if (i === variable || (entry.kind !== 'column' && entry.kind !== 'number')) continue;
    const isKnown = known.includes(entry.called);
    if (entry.kind === 'number' && !entry.learnt && !isKnown) continue;
    // As PReLU's is called; others are numbered.
    const wish = isKnown ? entry.called : entry.learnt ? 'alpha' : 'constant';
    const name = parameters[wish] === undefined ? wish : `${wish}${names.size + 1}`;
    names.set(i, name);
    parameters[name] = entry.kind === 'number' ? entry.value : entry.values[0]!;
    if (entry.kind === 'column') starts[name] = entry.values;
    else starts[name] = budget.make(perUnit ? columns! : 1).fill(entry.value);
  }
  const labels = used.flatMap((i) => {
    const entry = entries[i]!;
    return i !== variable && entry.kind === 'operator' ? [entry.label] : [];
  });
  const formula = <S>(x: S, ops: ScalarOps<S>, given: { readonly [name: string]: S } = {}): Operand<S> => {
    const values = new Map<number, Operand<S>>();
    for (const i of used) {
      const entry = entries[i]!;
      const name = names.get(i);
      if (i === variable) values.set(i, x);
      else if (name !== undefined) values.set(i, given[name]!);
      else if (entry.kind === 'number') values.set(i, entry.value);
      else if (entry.kind === 'operator')
        values.set(
          i,
          entry.compute(
            ops,
            entry.operands.map((operand) => values.get(operand)!),
          ),
        );
    }
    return values.get(result)!;
  };
  const activation: AnyActivation = {
    name: labels.length <= MOST_LABELS ? labels.join(' ') : `${labels.slice(0, MOST_LABELS).join(' ')} … (${labels.length} operators)`,
    formula,
    ...(names.size > 0 && { parameters, ...(perUnit && { perUnit }) }),
  };
  return { activation, starts };
}

const MOST_LABELS = 8;
