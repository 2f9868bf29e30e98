/** What an option may be: its default, what is expected in words, and whether a value is that. */
type Rule<V> = readonly [initial: V, expected: string, holds: (value: V) => boolean];

export const number = (initial: number): Rule<number> => [initial, 'a finite number', Number.isFinite];
export const fromZero = (initial: number): Rule<number> => [
  initial,
  'a finite number from 0 on',
  (value) => value >= 0 && value < Infinity,
];
export const aboveZero = (initial: number): Rule<number> => [initial, 'a finite number above 0', (value) => value > 0 && value < Infinity];
export const either = (initial: boolean): Rule<boolean> => [initial, 'true or false', (value) => typeof value === 'boolean'];

/**
 * The options given, defaults filled in, and a `suffix` for the activation's name that tells those that are not the default:
 * `(alpha 0.5, per unit)`. Throws a `RangeError` for a value out of range, a `TypeError` for an option that does not exist.
 */
export function settings<O extends object>(
  where: string,
  given: Partial<O>,
  rules: { readonly [name in keyof O]: Rule<O[name]> },
): O & { readonly suffix: string } {
  const unknown = Object.keys(given).find((name) => !(name in rules));
  if (unknown !== undefined) throw new TypeError(`${where}: there is no option ${unknown}; it has ${Object.keys(rules).join(', ')}`);
  const found: Partial<O> = {};
  const told: string[] = [];
  for (const name in rules) {
    const [initial, expected, holds] = rules[name];
    const value = given[name] ?? initial;
    if (!holds(value))
      throw new RangeError(`${where}: expected ${name} to be ${expected}, got ${String(value)}; its default is ${String(initial)}`);
    found[name] = value;
    if (value !== initial) told.push(value === true ? inWords(name) : `${inWords(name)} ${String(value)}`);
  }
  return { ...(found as O), suffix: told.length === 0 ? '' : `(${told.join(', ')})` };
}

/** `perUnit` as `per unit`. */
const inWords = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
