import type { AnyActivation } from '@nonlin/core';
import { softplus, tanh } from '@nonlin/gallery';
import { usual } from '../activations.ts';
import { findActivations } from '../find-activation.ts';
import { list, positive, whole } from '../options.ts';
import { UsageError } from '../usage-error.ts';

/** What a command line says beside the texts of its settings: plain values. */
export interface Around {
  /** The folder that files are looked for in. */
  readonly from: string;
  /** The texts of `--formula`. */
  readonly formulas: readonly string[];
}

/** An option of a study: its text on the command line and what that is read as. */
export interface Setting<T> {
  /** What stands where nothing is given. */
  readonly usual: string;
  /** The same for a quick look. */
  readonly quick: string;
  /** How its value is called in the help: `<n>`. */
  readonly hint: string;
  readonly help: string;
  /** Whether `--formula` adds to it. */
  readonly takesFormulas?: true;
  /** Throws a `UsageError`. */
  read(option: string, text: string, around: Around): T | Promise<T>;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** What the settings are read as. */
export type Values<S extends Settings> = { readonly [name in keyof S]: S[name] extends Setting<infer T> ? T : never };

/** A whole number. */
export const count = (help: string, usual: number, quick: number, least: number, most: number): Setting<number> => ({
  usual: String(usual),
  quick: String(quick),
  hint: '<n>',
  help,
  read: (option, text) => whole(option, text, least, most),
});

/** Whole numbers and ranges (`1-30`) with commas, each once, in ascending order. */
export const counts = (help: string, usual: string, quick: string, least: number, most: number): Setting<readonly number[]> => ({
  usual,
  quick,
  hint: '<n,…>',
  help,
  read: (option, text) =>
    several(option, text, (one) => {
      const [low = NaN, high = low] = (/^\d+-\d+$/.test(one) ? one.split('-') : [one]).map((end) => whole(option, end, least, most));
      return Array.from({ length: high - low + 1 }, (_, i) => low + i);
    }),
});

/** A number above 0. */
export const size = (help: string, usual: number): Setting<number> => ({
  usual: String(usual),
  quick: String(usual),
  hint: '<x>',
  help,
  read: positive,
});

/** Numbers above 0 with commas, each once, in ascending order. */
export const sizes = (help: string, usual: string, quick: string): Setting<readonly number[]> => ({
  usual,
  quick,
  hint: '<x,…>',
  help,
  read: (option, text) => several(option, text, (one) => [positive(option, one)]),
});

/** Words of a list, each once, with commas. */
export const words = (help: string, known: readonly string[]): Setting<readonly string[]> => ({
  usual: known.join(','),
  quick: known.join(','),
  hint: '<w,…>',
  help: `${help}: ${known.join(', ')}`,
  read: (option, text) => {
    const found = [...new Set(list(text.split(',')))];
    const unknown = found.find((word) => !known.includes(word));
    if (unknown !== undefined) throw new UsageError(`--${option}: expected ${known.join(', ')}, got ${JSON.stringify(unknown)}`);
    if (found.length === 0) throw new UsageError(`--${option}: expected ${known.join(', ')}`);
    return found;
  },
});

/** Known to every study by name, beside the demo's own. */
const more: readonly AnyActivation[] = [tanh, softplus()];

/** Activations by name, file or package, with commas, and then those of `--formula`. */
export const activations = (usually: string): Setting<readonly AnyActivation[]> => ({
  usual: usually,
  quick: usually,
  hint: '<a,…>',
  help: `${usual
    .filter(({ name }) => name !== 'none')
    .concat(more)
    .map(({ name }) => name)
    .join(', ')}; a file (./mine.ts) or a package`,
  takesFormulas: true,
  read: async (option, text, { from, formulas }) => {
    const wanted = list(text.split(','));
    if (wanted.length === 0) throw new UsageError(`--${option}: expected a name, a file or a package`);
    return findActivations([...wanted, ...formulas.map((formula) => ({ formula }))], from, more);
  },
});

export const seed: Setting<number> = count('the first seed; the others follow it', 0, 0, 0, 2 ** 52);

export const seeds = (usual: number, quick: number): Setting<number> => count('networks of each kind', usual, quick, 1, 100_000);

function several(option: string, text: string, read: (one: string) => readonly number[]): readonly number[] {
  const found = list(text.split(',')).flatMap(read);
  if (found.length === 0) throw new UsageError(`--${option}: expected numbers, with commas between them`);
  if (new Set(found).size < found.length) throw new UsageError(`--${option}: ${text} names a number twice`);
  return found.toSorted((a, b) => a - b);
}
