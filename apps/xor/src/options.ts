import { parseArgs } from 'node:util';
import { usual } from './activations.ts';
import type { Wanted } from './find-activation.ts';
import { aims, backends, optimizers } from './experiment/learning.ts';
import type { Learning } from './experiment/learning.ts';
import { UsageError } from './usage-error.ts';

export interface Options {
  /** Names, packages, files and formulas, as typed. */
  readonly wanted: readonly Wanted[];
  readonly hidden: readonly number[];
  readonly seed: number;
  readonly seeds: number;
  readonly learning: Learning;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly svg: string | undefined;
}

const names = usual.map(({ name }) => name);

export const HELP: string = `Trains XOR with each activation, and a frozen control beside every network.

  npm start -- [options]
  npm start -- <study> [options]     depth, corner, tails, speed, robust, or
                                     report for all of them; each has --help
  npm start -- --data <file.csv> --target <column> [options]
                                     trains on a table of your own; see
                                     --data --help

  --activation <a>   who races: ${names.join(', ')};
                     a file (./mine.ts) or an installed package with one;
                     "all" for those named here. Repeat it, or use commas. [all]
  --formula <f>      a formula as text beside them, as "x * tanh(softplus(x))"
                     or "mish: x * tanh(softplus(x))", which names it; other
                     names than x and functions are learnt. Repeat it for more.
  --hidden <n,…>     widths of the hidden layer [2,4,8]
  --seeds <n>        networks of each kind [100]
  --seed <n>         the first seed; the others follow it [0]
  --epochs <n>       steps of training, all four rows each [500]
  --optimizer <o>    ${Object.keys(optimizers).join(', ')} [adam]
  --rate <x>         learning rate [0.05]
  --loss <l>         ${Object.keys(aims).join(', ')}
                     [binary-cross-entropy]
  --backend <b>      what computes: ${Object.keys(backends).join(', ')}; the reference takes
                     some ten times as long [wasm]
  --svg <file>       writes the picture: curves, race, decision surfaces
  --json             prints one JSON object and nothing else; npm is quiet too
                     as npm start --silent -- --json
  --quiet            prints the table alone, without progress
  --help             this text

Examples
  npm start
  npm start -- --activation silu --hidden 2 --seeds 1000
  npm start -- --formula "x * sigmoid(beta * x)"     yours beside the others
  npm start -- --activation relu,./mine.ts
  npm start --silent -- --json | jq '.results[] | select(.hidden == 2)'

A file of one's own, mine.ts:
  export const mine = {
    name: 'mine',
    formula: (x, ops) => ops.mul(x, ops.tanh(x)),
  };
`;

/** What the command line asks for, or `'help'`. Throws a `UsageError` of one line for what it does not understand. */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const seed = whole('seed', values.seed, 0, 2 ** 52);
  const seeds = whole('seeds', values.seeds, 1, 100_000);
  const wanted = list(values.activation.flatMap((value) => value.split(',')));
  if (wanted.length === 0)
    throw new UsageError(`--activation: expected a name, a file or a package; the names are ${names.join(', ')}, all`);
  const hidden = list(values.hidden.split(',')).map((width) => whole('hidden', width, 1, 1024));
  if (hidden.length === 0) throw new UsageError('--hidden: expected widths, as 2,4,8');
  if (new Set(hidden).size < hidden.length) throw new UsageError(`--hidden: ${values.hidden} names a width twice`);
  return {
    wanted: [...wanted, ...values.formula.map((formula) => ({ formula }))],
    hidden,
    seed,
    seeds,
    learning: {
      epochs: whole('epochs', values.epochs, 1, 1_000_000),
      rate: positive('rate', values.rate),
      optimizer: oneOf('optimizer', values.optimizer, Object.keys(optimizers)),
      loss: oneOf('loss', values.loss, Object.keys(aims)),
      backend: oneOf('backend', values.backend, Object.keys(backends)),
    },
    json: values.json,
    quiet: values.quiet,
    svg: values.svg,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: false,
      options: {
        activation: { type: 'string', multiple: true, default: ['all'] },
        formula: { type: 'string', multiple: true, default: [] },
        hidden: { type: 'string', default: '2,4,8' },
        seeds: { type: 'string', default: '100' },
        seed: { type: 'string', default: '0' },
        epochs: { type: 'string', default: '500' },
        optimizer: { type: 'string', default: 'adam' },
        rate: { type: 'string', default: '0.05' },
        loss: { type: 'string', default: 'binary-cross-entropy' },
        backend: { type: 'string', default: 'wasm' },
        svg: { type: 'string' },
        json: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw refusal(error);
  }
}

/** What `parseArgs` objects to, in one line: its first sentence; what it adds speaks to programmers. */
export function refusal(error: unknown): UsageError {
  const message = (error instanceof Error ? error.message : String(error)).replace(
    'argument is ambiguous',
    "needs a value (after = where it begins with '-')",
  );
  return new UsageError(`${message.split(/\.\s|\n/, 1)[0]!.replace(/\.$/, '')}; --help lists the options`);
}

export const list = (values: readonly string[]): string[] => values.map((value) => value.trim()).filter((value) => value !== '');

export function whole(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
  if (!(value >= least && value <= most))
    throw new UsageError(`--${option}: expected a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`);
  return value;
}

export function positive(option: string, text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value > 0 && value < Infinity)) throw new UsageError(`--${option}: expected a number above 0, got ${JSON.stringify(text)}`);
  return value;
}

export function oneOf(option: string, text: string, known: readonly string[]): string {
  if (!known.includes(text))
    throw new UsageError(`--${option}: expected ${known.slice(0, -1).join(', ')} or ${known.at(-1)}, got ${JSON.stringify(text)}`);
  return text;
}
