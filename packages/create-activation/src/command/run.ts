import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { Finding } from '@nonlin/conformance/checks';
import { FormulaError } from '@nonlin/formula';
import { createPackage, parseActivation } from '../package/create-package.ts';
import type { CreatedPackage } from '../package/create-package.ts';
import type { Versions } from '../package/manifest.ts';
import { namesOf } from '../package/names.ts';
import { HELP, readArguments } from './arguments.ts';
import { Terminal } from './ask.ts';
import type { Streams } from './ask.ts';
import { redrawIn } from './redraw.ts';
import { expectEmpty, writeFiles } from './write.ts';

export interface Surroundings extends Streams {
  readonly errors: NodeJS.WritableStream;
  /** The folder in which the package's own is made. */
  readonly folder: string;
  /** Whether someone is there to answer. */
  readonly interactive: boolean;
  readonly manifest: OwnManifest;
}

/** What is read of this package's own package.json. */
export interface OwnManifest {
  readonly version: string;
  readonly dependencies: { readonly [name: string]: string };
  readonly devDependencies: { readonly [name: string]: string };
}

/** One line of a wrong input, and the exit code 2. */
const WRONG = 2;
/** A formula that its own test would refuse. */
const REFUSED = 1;
/** As of a program that Ctrl+C ends. */
const INTERRUPTED = 130;

/** The whole command: gives the exit code. Installs nothing. */
export async function run(typed: readonly string[], surroundings: Surroundings): Promise<number> {
  const { output, errors, folder: parent, interactive, manifest } = surroundings;
  let terminal: Terminal | undefined;
  /** Undefined where there is nobody to ask. */
  const ask = async (question: string, read: (answer: string) => string): Promise<string | undefined> => {
    if (!interactive) return undefined;
    terminal ??= new Terminal(surroundings);
    return await terminal.ask(question, read, message);
  };
  try {
    const typedIn = readArguments(typed);
    if (typedIn.help || typedIn.version) {
      output.write(typedIn.help ? HELP : `${manifest.version}\n`);
      return 0;
    }
    if (typedIn.redraw) {
      for (const path of await redrawIn(parent)) output.write(`${path}\n`);
      return 0;
    }
    const name = typedIn.name ?? (await ask('Name of the package: ', checkedName));
    if (terminal?.interrupted) return INTERRUPTED;
    if (name === undefined) return complain('expected a name, as npm create @nonlin/activation mish');
    const names = namesOf(checkedName(name));
    const folder = join(parent, names.folder);
    expectEmpty(folder, names.folder);

    const parse = (text: string): string => {
      parseActivation(text, names.activation, typedIn.parameters, typedIn.perUnit);
      return text;
    };
    const formula = typedIn.formula ?? (await ask('Formula, as x * tanh(softplus(x)): ', parse));
    if (terminal?.interrupted) return INTERRUPTED;
    if (formula === undefined)
      return complain(`expected a formula, as npm create @nonlin/activation ${name} -- --formula "x * tanh(softplus(x))"`);

    const made = createPackage({
      name,
      formula,
      perUnit: typedIn.perUnit,
      year: new Date().getFullYear(),
      versions: versionsOf(manifest),
      ...(typedIn.parameters && { parameters: typedIn.parameters }),
      ...(typedIn.author !== undefined && { author: typedIn.author }),
    });
    if (made.findings.length > 0 && !typedIn.anyway) {
      errors.write(`create-activation: nothing is written, for its own test would fail; --anyway writes it\n${faults(made)}`);
      return REFUSED;
    }
    writeFiles(folder, made.files);
    output.write(report(made));
    return 0;
  } catch (error) {
    if (error instanceof Error) return complain(message(error));
    throw error;
  } finally {
    terminal?.close();
  }

  function complain(problem: string): number {
    errors.write(`create-activation: ${problem}\n`);
    return WRONG;
  }
}

/** Node's own modules cannot be replaced by a package. */
function checkedName(name: string): string {
  namesOf(name);
  if (isBuiltin(name)) throw new RangeError(`name: expected one that Node's own modules do not have, got "${name}"`);
  return name;
}

/** An error in one line; under that of a formula the place is marked. */
const message = (error: unknown): string =>
  error instanceof FormulaError ? `${error.message}\n${error.excerpt}` : error instanceof Error ? error.message : String(error);

/** What helps most against a finding, by the check that has it. */
const REMEDIES: { readonly [check: string]: string } = {
  finite: 'where a root or a pole has no slope, keep away from it, as sqrt(x^2 + 1e-6), 1 / (1 + abs(x))',
  'finite in float32': 'bound what goes into an exponential or a power, as exp(min(x, 80)), clamp(x, -1e9, 1e9)^2',
  NaN: 'a comparison with NaN is 0, so where(x > 0, x, 0) loses NaN; max(x, 0), clamp and step keep it',
  slope:
    'where nearly equal numbers cancel, digits are lost; sigmoid(2*x) has those that (1 + tanh(x)) / 2 has not, as do expm1, log1p, erfc',
  kinks: 'where two corners meet, take sides: where(x < 0, …, …) in place of max and abs',
};

/** Far out a value that is not finite has overflowed; near 0 it is a root or a pole. */
const remedyFor = ({ check, input }: Finding): string | undefined => {
  const isFar = Math.abs(Number(/x = ([^,]+)/.exec(input)?.[1])) > 10;
  return REMEDIES[check === 'finite' && isFar ? 'finite in float32' : check === 'curvature' ? 'slope' : check];
};

/** What the kit has against the formula, and what helps. */
function faults({ findings }: CreatedPackage): string {
  const remedies = new Set(findings.map(remedyFor));
  return [
    ...findings.slice(0, 2).map(({ message }) => `  ${message}\n`),
    ...[...remedies].flatMap((remedy) => (remedy === undefined ? [] : [`What helps: ${remedy}.\n`])),
  ].join('');
}

/** What was made, what is to be known of it, and what to type next. */
function report(made: CreatedPackage): string {
  const { names, files, facts, findings, read, written } = made;
  return [
    `${names.folder}/\n`,
    ...Object.keys(files).map((path) => `  ${path}\n`),
    ...(read === written
      ? []
      : [`\n${read}\nis written as ${written}\nwhich is the same, and neither overflows nor loses digits far out.\n`]),
    ...(facts.largestSlope.slope === 0
      ? ['\nIts slope is 0 everywhere, so nothing before it learns; withSlope(value, x, slope) in the formula states another.\n']
      : []),
    ...(findings.length > 0
      ? [
          '\nIts test will fail, for the conformance kit has findings against the formula, as\n',
          faults(made),
          `Change it in src/index.ts (npm run draw renews plot and README), or remove ${names.folder}/ and begin again.\n`,
        ]
      : []),
    `\nNext:\n  cd ${names.folder}\n  npm install\n  npm test\n`,
  ].join('');
}

/** The ranges of what a package of an activation needs: those that this package has itself. */
function versionsOf({ version, dependencies, devDependencies }: OwnManifest): Versions {
  const range = (name: string): string => (dependencies[name] ?? devDependencies[name]!).replace(/^(?=\d)/, '^');
  return {
    '@nonlin/core': range('@nonlin/core'),
    '@nonlin/conformance': range('@nonlin/conformance'),
    '@nonlin/create-activation': `^${version}`,
    typescript: range('typescript'),
    vitest: range('vitest'),
  };
}
