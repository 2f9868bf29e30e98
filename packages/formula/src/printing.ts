import type { AnyActivation, Formula, Operand, ScalarOps } from '@nonlin/core';
import { meaningOf } from './functions.ts';
import { findIdioms } from './idioms.ts';
import type { Idiom } from './idioms.ts';
import { DEEPEST_NESTING } from './limits.ts';
import { Recording, used } from './recording.ts';
import type { Value } from './recording.ts';

/** A printed part of a formula. */
export interface Phrase {
  readonly text: string;
  /** How tightly its outermost operator binds: brackets are set where a tighter one is needed. */
  readonly level: number;
  /** Parts inside each other. */
  readonly depth: number;
  /** It may be written again rather than named, whatever its length. */
  readonly again?: boolean;
}

/** Levels of binding, loosest first. */
export const LEVEL = { where: 1, comparison: 2, sum: 3, product: 4, sign: 5, power: 6, whole: 7 } as const;

/** A way to print: an interpreter of formulas, with words for idioms and names. */
export interface Style {
  /** What the errors call it. */
  readonly printer: string;
  readonly ops: ScalarOps<Phrase>;
  readonly idioms: { readonly [name in Idiom['name']]?: (a: Phrase, b: Phrase) => Phrase };
  name(name: string): string;
  /** `where` shared values are named, and the result. */
  bind(values: readonly (readonly [name: string, text: string])[], result: string): string;
  /** Whether the slope that a formula states is printed. */
  readonly showsSlopes: boolean;
  /** The most characters. */
  readonly longest: number;
  /** A value used several times is named if its text is longer. */
  readonly longestRepeated: number;
  /** A value used once is named if its text is longer. Default: never for its length. */
  readonly longestInline?: number;
  /** Inputs are named too where they are long: their names are expressions. Default false. */
  readonly namesInputs?: boolean;
}

/** Deeper parts are named: the parser counts two levels at most for one of depth. */
const DEEPEST_PHRASE = DEEPEST_NESTING / 2 - 1;

/**
 * Prints a formula in a style. Each of its values is printed once: what is used several times and is not short gets a name,
 * so the text grows with the number of operations, not with the paths through them.
 */
export function print(formula: Formula | AnyActivation, style: Style): string {
  const recording = new Recording((problem) => new RangeError(`${style.printer}: ${problem}`));
  const x = recording.input('x');
  const parameters = typeof formula === 'function' ? [] : Object.keys(formula.parameters ?? {});
  const inputs = Object.fromEntries(parameters.map((name) => [name, recording.input(name)]));
  const result = typeof formula === 'function' ? formula(x, recording.ops) : formula.formula(x, recording.ops, inputs);

  const idioms = findIdioms(recording.values);
  const idiomOf = (value: Value): Idiom | undefined => {
    const idiom = idioms.get(value);
    return idiom !== undefined && style.idioms[idiom.name] !== undefined ? idiom : undefined;
  };
  const operandsOf = (value: Value): readonly Operand<Value>[] =>
    idiomOf(value)?.operands ?? (value.operation === 'withSlope' && !style.showsSlopes ? value.operands.slice(0, 1) : value.operands);
  const values = used(result, recording.values, operandsOf);
  const uses = new Map<Operand<Value>, number>();
  for (const value of values) for (const operand of operandsOf(value)) uses.set(operand, (uses.get(operand) ?? 0) + 1);

  const names = letters(parameters);
  const phrases = new Map<Value, Phrase>();
  const named: (readonly [name: string, text: string])[] = [];
  const read = (operand: Operand<Value>): Phrase => (typeof operand === 'number' ? style.ops.constant(operand) : phrases.get(operand)!);
  let length = 0;
  for (const value of values) {
    const idiom = idiomOf(value);
    let phrase: Phrase;
    if (value.operation === 'input') phrase = whole(style.name(value.name));
    else if (value.operation === 'constant') phrase = read(value.operands[0]!);
    else {
      const print = idiom === undefined ? style.ops[value.operation] : style.idioms[idiom.name]!;
      phrase = Reflect.apply(print, undefined, operandsOf(value).map(read)) as Phrase;
    }
    const repeated = (uses.get(value) ?? 0) > 1 && !phrase.again && phrase.text.length > style.longestRepeated;
    const long = phrase.depth >= DEEPEST_PHRASE || phrase.text.length > (style.longestInline ?? Infinity);
    const plain = value.operation === 'constant' || (value.operation === 'input' && !style.namesInputs);
    if (value !== result && !plain && (repeated || long)) {
      const name = style.namesInputs ? names.next().value : style.name(names.next().value);
      named.push([name, phrase.text]);
      length += phrase.text.length;
      phrase = whole(name);
    }
    // Parts of a text are part of it, so that no text much longer than the limit is ever built.
    if (length + phrase.text.length > style.longest) throw tooLong(style);
    phrases.set(value, phrase);
  }
  const text = style.bind(named, read(result).text);
  if (text.length > style.longest) throw tooLong(style);
  return text;
}

const tooLong = ({ printer, longest }: Style): RangeError =>
  new RangeError(`${printer}: expected a formula that takes at most ${longest} characters, got a longer one`);

/** Names for values: a, b, c, …, a1, b1, …, without those that mean something else. */
function* letters(taken: readonly string[]): Generator<string, never> {
  for (let round = 0; ; round++)
    for (const letter of 'abcdfghkmnpqrstuvwyz') {
      const name = round === 0 ? letter : `${letter}${round}`;
      if (!taken.includes(name) && meaningOf(name) === undefined) yield name;
    }
}

export const whole = (text: string, ...inside: readonly Phrase[]): Phrase => phraseOf(LEVEL.whole, text, ...inside);

/** A phrase one level deeper than what is inside it. */
export const phraseOf = (level: number, text: string, ...inside: readonly Phrase[]): Phrase => ({
  text,
  level,
  depth: inside.reduce((depth, phrase) => Math.max(depth, phrase.depth + 1), 0),
});
