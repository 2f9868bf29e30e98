import type { Operand } from '@nonlin/core';
import { whole } from './printing.ts';
import type { Phrase } from './printing.ts';

type Print<K extends unknown[] = Operand<Phrase>[]> = (...operands: K) => Phrase;

interface Arithmetic {
  readonly lift: (operand: Operand<Phrase>) => Phrase;
  /** The operand, in brackets where it binds less tightly than `level`. */
  readonly at: (level: number, operand: Operand<Phrase>) => Phrase;
  /** An operator between two operands; those of a level are read from the left. */
  readonly infix: (symbol: string, level: number, leftLevel?: number) => Print<[a: Operand<Phrase>, b: Operand<Phrase>]>;
  readonly call: (name: string) => Print;
  readonly calls: <N extends string>(names: readonly N[]) => { [name in N]: Print };
}

/** How sums, products and calls are written on a line, given how a number is. */
export function arithmetic(constant: (value: number) => Phrase): Arithmetic {
  const lift: Arithmetic['lift'] = (operand) => (typeof operand === 'number' ? constant(operand) : operand);
  const at: Arithmetic['at'] = (level, operand) => {
    const phrase = lift(operand);
    return phrase.level >= level ? phrase : whole(`(${phrase.text})`, phrase);
  };
  const call: Arithmetic['call'] =
    (name) =>
    (...operands) => {
      const inside = operands.map(lift);
      return whole(`${name}(${inside.map(({ text }) => text).join(', ')})`, ...inside);
    };
  return {
    lift,
    at,
    call,
    infix:
      (symbol, level, leftLevel = level) =>
      (a, b) => {
        const left = at(leftLevel, a);
        let right = at(level + 1, b);
        if (right.text.startsWith('-')) right = whole(`(${right.text})`, right);
        // What stands on the left is no deeper for it: long sums are not deep.
        return { text: `${left.text} ${symbol} ${right.text}`, level, depth: Math.max(left.depth, right.depth + 1) };
      },
    calls: <N extends string>(names: readonly N[]) =>
      Object.fromEntries(names.map((name) => [name, call(name)])) as { [name in N]: ReturnType<typeof call> },
  };
}
