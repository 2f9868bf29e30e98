import { FormulaError } from './formula-error.ts';

export interface Token {
  readonly kind: 'number' | 'name' | 'power' | 'symbol' | 'end';
  /** As the parser knows it: `*` for `·`. */
  readonly text: string;
  /** As it stands in the formula. */
  readonly written: string;
  readonly position: number;
}

const PATTERN: RegExp =
  /(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>\p{L}[\p{L}\p{M}\p{Nd}_]*)|(?<power>⁻?[⁰¹²³⁴-⁹]+)|(?<symbol>\*\*|[<>=]=|[-+*/^()<>?:,;=·⋅×÷−≤≥√])/uy;

/** A name that a formula may give to a parameter or a value. */
export const NAME: RegExp = /^\p{L}[\p{L}\p{M}\p{Nd}_]*$/u;

const PLAIN = new Map([
  ['**', '^'],
  ['·', '*'],
  ['⋅', '*'],
  ['×', '*'],
  ['÷', '/'],
  ['−', '-'],
  ['≤', '<='],
  ['≥', '>='],
]);

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** The words of a formula, ending in `end`. Throws a `FormulaError` at a character that none begins with. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const space = /\s*/y;
  for (let position = 0; ;) {
    space.lastIndex = position;
    space.exec(text);
    position = space.lastIndex;
    if (position === text.length) return [...tokens, { kind: 'end', text: '', written: '', position }];
    PATTERN.lastIndex = position;
    const { groups } = PATTERN.exec(text) ?? {};
    if (groups === undefined) {
      const character = String.fromCodePoint(text.codePointAt(position)!);
      throw new FormulaError(
        text,
        position,
        character.length,
        `expected a number, a name or an operator, got '${character}'${character === '|' ? '; for |x| write abs(x)' : ''}`,
      );
    }
    const kind = (['number', 'name', 'power', 'symbol'] as const).find((kind) => groups[kind] !== undefined)!;
    const written = groups[kind]!;
    tokens.push({ kind, text: kind === 'power' ? digits(written) : (PLAIN.get(written) ?? written), written, position });
    position += written.length;
  }
}

/** `-12` of `⁻¹²`. */
const digits = (power: string): string => power.replaceAll(/[^⁻]/g, (sign) => String(SUPERSCRIPTS.indexOf(sign))).replace('⁻', '-');
