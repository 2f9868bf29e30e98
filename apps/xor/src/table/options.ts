import { parseArgs } from 'node:util';
import { usual } from '../activations.ts';
import { backends, optimizers } from '../experiment/learning.ts';
import type { Wanted } from '../find-activation.ts';
import { list, oneOf, positive, refusal, whole } from '../options.ts';
import { UsageError } from '../usage-error.ts';

/** What a network learns from a table. */
export type Task = 'classification' | 'regression';

/** How each network is made and trained. */
export interface Training {
  /** Units of the hidden layers, first to last. */
  readonly hidden: readonly number[];
  readonly epochs: number;
  readonly optimizer: string;
  readonly rate: number;
  readonly batch: number;
  readonly seed: number;
  readonly backend: string;
}

export interface TableOptions {
  /** Paths as typed. */
  readonly data: string;
  readonly out: readonly string[];
  readonly target: string;
  readonly task: Task | undefined;
  readonly ignore: readonly string[];
  readonly categories: readonly string[];
  readonly delimiter: string;
  readonly decimal: '.' | ',';
  /** Share of the rows that is held out. */
  readonly validation: number;
  readonly wanted: readonly Wanted[];
  readonly training: Training;
  readonly json: boolean;
  readonly quiet: boolean;
}

export const TABLE_HELP: string = `Trains a network on a table of your own, and scores it on rows held out

  npm start -- --data <file.csv> --target <column> [options]

  --data <file>        a CSV file; its first line names the columns
  --target <column>    what is learnt. Words, or only 0 and 1: classification;
                       other numbers: regression
  --task <t>           classification or regression, whatever the target holds
  --ignore <c,…>       columns left out, as a row's number
  --categories <c,…>   columns whose cells name categories, also where they look
                       like numbers, or are nearly as many as the rows
  --delimiter <d>      the character between cells [,]; "tab" for a tab
  --decimal <d>        what stands before decimals, "." or "," [.]
  --validation <x>     share of the rows that is held out [0.2]
  --activation <a>     ${usual.map(({ name }) => name).join(', ')};
                       a file (./mine.ts) or a package; several with commas
                       are compared from the same first draws [silu]
  --formula <f>        a formula as text: "x * tanh(softplus(x))"
  --hidden <n,…>       units of the hidden layers, first to last [32]
  --epochs <n>         [200]
  --batch <n>          rows of a step [32]
  --optimizer <o>      ${Object.keys(optimizers).join(', ')} [adam]
  --rate <x>           learning rate [0.01]
  --seed <n>           draws the rows held out, weights and batches [0]
  --backend <b>        what computes: ${Object.keys(backends).join(', ')} [wasm]
  --out <file>         writes the network: model.onnx, or model.json for load.
                       Repeat it for both
  --json               prints one JSON object and nothing else; npm is quiet too
                       as npm start --silent -- --json
  --quiet              prints the table alone, without progress
  --help               this text

Examples
  npm start -- --data iris.csv --target species --out model.onnx
  npm start -- --data houses.csv --target price --activation relu,silu
`;

/** Whether a command line is about a table. */
export const isAboutTable = (args: readonly string[]): boolean => args.some((arg) => /^--(?:data|target)(?:=|$)/.test(arg));

/** What the command line asks for, or `'help'`. Throws a `UsageError` of one line for what it does not understand. */
export function parseTableOptions(args: readonly string[]): TableOptions | 'help' {
  // Asked for first: `--data --help` would else be a file without a name.
  if (args.includes('--help') || args.includes('-h')) return 'help';
  const values = parse(args);
  const { data, target, task } = values;
  if (data === undefined || data === '') throw new UsageError('--data: expected a CSV file, as --data iris.csv');
  if (target === undefined || target === '') throw new UsageError('--target: expected the column to learn, as --target species');
  const wanted = [...list(values.activation.flatMap((value) => value.split(','))), ...values.formula.map((formula) => ({ formula }))];
  for (const file of values.out)
    if (!/\.(?:json|onnx)$/.test(file))
      throw new UsageError(`--out: expected a name that ends in .onnx or .json, got ${JSON.stringify(file)}`);
  return {
    data,
    target,
    task: task === undefined ? undefined : (oneOf('task', task, ['classification', 'regression']) as Task),
    out: values.out,
    ignore: list(values.ignore.flatMap((value) => value.split(','))),
    categories: list(values.categories.flatMap((value) => value.split(','))),
    delimiter: values.delimiter === 'tab' ? '\t' : character(values.delimiter),
    decimal: oneOf('decimal', values.decimal, ['.', ',']) as '.' | ',',
    validation: share('validation', values.validation),
    wanted: wanted.length === 0 ? ['silu'] : wanted,
    training: {
      hidden: list(values.hidden.split(',')).map((width) => whole('hidden', width, 1, 4096)),
      epochs: whole('epochs', values.epochs, 1, 1_000_000),
      optimizer: oneOf('optimizer', values.optimizer, Object.keys(optimizers)),
      rate: positive('rate', values.rate),
      batch: whole('batch', values.batch, 1, 1_000_000),
      seed: whole('seed', values.seed, 0, 2 ** 52),
      backend: oneOf('backend', values.backend, Object.keys(backends)),
    },
    json: values.json,
    quiet: values.quiet,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: false,
      options: {
        data: { type: 'string' },
        target: { type: 'string' },
        task: { type: 'string' },
        ignore: { type: 'string', multiple: true, default: [] },
        categories: { type: 'string', multiple: true, default: [] },
        delimiter: { type: 'string', default: ',' },
        decimal: { type: 'string', default: '.' },
        validation: { type: 'string', default: '0.2' },
        activation: { type: 'string', multiple: true, default: [] },
        formula: { type: 'string', multiple: true, default: [] },
        hidden: { type: 'string', default: '32' },
        epochs: { type: 'string', default: '200' },
        batch: { type: 'string', default: '32' },
        optimizer: { type: 'string', default: 'adam' },
        rate: { type: 'string', default: '0.01' },
        seed: { type: 'string', default: '0' },
        backend: { type: 'string', default: 'wasm' },
        out: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw refusal(error);
  }
}

function share(option: string, text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value > 0 && value < 1)) throw new UsageError(`--${option}: expected a share between 0 and 1, got ${JSON.stringify(text)}`);
  return value;
}

function character(text: string): string {
  if (text.length !== 1 || /["\r\n\p{Surrogate}]/u.test(text))
    throw new UsageError(`--delimiter: expected one character, or tab, got ${JSON.stringify(text)}`);
  return text;
}
