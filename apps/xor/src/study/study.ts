import { parseArgs } from 'node:util';
import { refusal } from '../options.ts';
import type { Across } from './chart.ts';
import type { Around, Settings, Values } from './settings.ts';

/** Cells under their heads; numbers stand to the right, the first `names` columns to the left. */
export interface Table {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly names: number;
}

/** An experiment: tasks that do not depend on each other, and what follows from their outcomes. */
interface Definition<S extends Settings, Task, Outcome, Found extends object> {
  /** The subcommand. */
  readonly name: string;
  /** What it asks, as a heading. */
  readonly title: string;
  /** What is measured and how, in a paragraph. */
  readonly about: string;
  readonly settings: S;
  /** It measures time, so nothing may run beside it. */
  readonly alone?: true;
  tasks(options: Values<S>): readonly Task[];
  /** Depends on nothing but its arguments; the outcome is plain values, so that any thread may do it. */
  perform(task: Task, options: Values<S>): Outcome | Promise<Outcome>;
  /** What `--json` prints. */
  gather(outcomes: readonly Outcome[], options: Values<S>): Found;
  table(found: Found): Table;
  /** What the numbers say; the numbers alone decide, no name does. */
  sentences(found: Found): readonly string[];
  /** An SVG document, as wide as asked. */
  picture(found: Found, across: Across): string;
}

/** What came out of a study. */
export interface Outcomes {
  readonly found: object;
  readonly table: Table;
  readonly sentences: readonly string[];
  /** An SVG document; 800 pixels across unless told otherwise. */
  readonly picture: (across?: Across) => string;
}

/** A study with its options read, ready to be run. */
interface Prepared {
  readonly tasks: number;
  perform(place: number): Promise<unknown>;
  conclude(outcomes: readonly unknown[]): Outcomes;
}

/** A study whatever its settings and findings are. */
export interface Study {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly alone: boolean;
  readonly settings: Settings;
  /** Reads the texts of settings, the usual ones where none is given. Throws a `UsageError`. */
  prepare(texts: { readonly [setting: string]: string | undefined }, around: Around): Promise<Prepared>;
}

export function study<S extends Settings, Task, Outcome, Found extends object>(definition: Definition<S, Task, Outcome, Found>): Study {
  const { name, title, about, settings, alone = false } = definition;
  return {
    name,
    title,
    about,
    alone,
    settings,
    async prepare(texts, around) {
      const read = await Promise.all(
        Object.entries(settings).map(async ([option, setting]) => [
          option,
          await setting.read(option, texts[option] ?? setting.usual, around),
        ]),
      );
      const options = Object.fromEntries(read) as Values<S>;
      const tasks = definition.tasks(options);
      return {
        tasks: tasks.length,
        perform: async (place) => definition.perform(tasks[place]!, options),
        conclude: (outcomes) => {
          const found = definition.gather(outcomes as readonly Outcome[], options);
          return {
            found: { study: name, ...found },
            table: definition.table(found),
            sentences: definition.sentences(found),
            picture: (across = 800) => definition.picture(found, across),
          };
        },
      };
    },
  };
}

/** The texts of a command line that takes `settings`, `lists` that may be given several times, and `flags`. Throws a `UsageError` of one line. */
export function readArguments(
  args: readonly string[],
  settings: readonly string[],
  flags: readonly string[],
  lists: readonly string[] = [],
): {
  readonly texts: { readonly [name: string]: string | undefined };
  readonly all: (list: string) => readonly string[];
  readonly on: (flag: string) => boolean;
} {
  const options: { [name: string]: { type: 'string' | 'boolean'; short?: string; multiple?: boolean } } = {};
  for (const name of settings) options[name] = { type: 'string' };
  for (const name of lists) options[name] = { type: 'string', multiple: true };
  for (const name of flags) options[name] = { type: 'boolean', ...(name === 'help' && { short: 'h' }) };
  try {
    const { values } = parseArgs({ args: [...args], allowPositionals: false, options });
    const texts = Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    return { texts, all: (list) => (values[list] ?? []) as readonly string[], on: (flag) => values[flag] === true };
  } catch (error) {
    throw refusal(error);
  }
}
