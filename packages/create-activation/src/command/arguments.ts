import { parseArgs } from 'node:util';

/** What was typed after `npm create @nonlin/activation`. */
export interface Arguments {
  readonly name: string | undefined;
  readonly formula: string | undefined;
  readonly parameters: { readonly [name: string]: number } | undefined;
  readonly perUnit: boolean;
  readonly author: string | undefined;
  readonly anyway: boolean;
  readonly redraw: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

export const HELP = `npm create @nonlin/activation <name> -- [options]

Writes a package for an activation of your own into the folder <name>:
the formula as TypeScript, a test, a README with facts and plot, a manifest, a licence.

  <name>                  the package, as mish or @you/mish
  --formula <text>        as "x * tanh(softplus(x))"; asked for if not given
  --parameter <name=n>    a number that training learns, and where it begins; may be given several times
  --per-unit              each unit of a layer learns its own
  --author <name>         who holds the copyright
  --anyway                write it although its test fails
  -h, --help, --version

In the folder of such a package, create-activation --redraw makes plot.svg and the numbers in README.md anew
from src/index.ts; npm run draw does so.
`;

const OPTIONS = {
  formula: { type: 'string' },
  parameter: { type: 'string', multiple: true },
  'per-unit': { type: 'boolean', default: false },
  author: { type: 'string' },
  anyway: { type: 'boolean', default: false },
  redraw: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

/** Throws a `RangeError` for options that do not exist or make no sense. */
export function readArguments(typed: readonly string[]): Arguments {
  const { values, positionals } = parsed(typed);
  const [name, ...more] = positionals;
  if (more.length > 0)
    throw new RangeError(`expected one name, got ${positionals.join(' ')}; a formula goes into quotes: --formula "x * sigmoid(x)"`);
  return {
    name,
    formula: values.formula,
    parameters: values.parameter && Object.fromEntries(values.parameter.map(parameter)),
    perUnit: values['per-unit'],
    author: values.author,
    anyway: values.anyway,
    redraw: values.redraw,
    help: values.help,
    version: values.version,
  };
}

function parsed(typed: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...typed], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    // Node's own words, without its advice on dashes.
    const [problem] = (error as Error).message.split(/\. |\n/);
    throw new RangeError(`${problem}; --help shows the options`, { cause: error });
  }
}

function parameter(text: string): [name: string, value: number] {
  const match = /^\s*([^=\s]+)\s*=\s*(\S+)\s*$/.exec(text);
  const value = Number(match?.[2]);
  if (match === null || !Number.isFinite(value))
    throw new RangeError(`--parameter: expected a name and a finite number, as alpha=0.25, got ${JSON.stringify(text)}`);
  return [match[1]!, value];
}
