import { checkActivation } from '@nonlin/conformance/checks';
import type { Finding } from '@nonlin/conformance/checks';
import { numbers } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';
import { formulaToText, parseFormula, stabilize } from '@nonlin/formula';
import { factsOf, short } from '../facts.ts';
import type { FoundFacts } from '../facts.ts';
import { plot } from '../plot/plot.ts';
import { viewOf } from '../plot/view.ts';
import { licence } from './licence.ts';
import { manifest } from './manifest.ts';
import type { Versions } from './manifest.ts';
import { namesOf } from './names.ts';
import type { Names } from './names.ts';
import { readme, renewed } from './readme.ts';
import { source } from './source.ts';
import { activationTest } from './test.ts';

export interface PackageOptions {
  /** The package's name on npm: `mish`, `@you/hard-mish`. */
  readonly name: string;
  /** The formula, as `parseFormula` of `@nonlin/formula` reads it; usual spellings that overflow or lose digits are replaced by `stabilize`. */
  readonly formula: string;
  /** Names in the formula that training learns, with their first values. Default: every unknown name, beginning at 1. */
  readonly parameters?: { readonly [name: string]: number };
  /** Whether each unit of a layer learns its own. Default: one number for the layer. */
  readonly perUnit?: boolean;
  /** Who holds the copyright. Default: `The ‹name› authors`. */
  readonly author?: string;
  readonly year: number;
  /** Ranges of what the package needs. */
  readonly versions: Versions;
}

export interface CreatedPackage {
  readonly names: Names;
  /** Text by path, relative to the package's folder. */
  readonly files: { readonly [path: string]: string };
  readonly facts: FoundFacts;
  /** The formula as it was read, and as it is written where that is another: in a form that neither overflows nor loses digits. */
  readonly read: string;
  readonly written: string;
  /** What the package's own test will say against the formula: nothing, if it is sound. */
  readonly findings: readonly Finding[];
}

/** What the files are made of. */
export interface Draft extends Omit<PackageOptions, 'name' | 'formula'> {
  readonly names: Names;
  readonly activation: AnyActivation;
  /** The formula as text, all on one line. */
  readonly text: string;
  readonly facts: FoundFacts;
}

/**
 * The files of a package for an activation: formula, test, README with facts and plot, manifest, licence. The same options give the same files.
 *
 * Throws a `RangeError` for a name that npm or JavaScript refuses, an author of several lines, a parameter called as one of `dense`'s own,
 * and a formula that is constant or has no finite value somewhere between −10 and 10; a `FormulaError` for a text that is no formula.
 */
export function createPackage(options: PackageOptions): CreatedPackage {
  const names = namesOf(options.name);
  if (options.author !== undefined && !/^[^\p{Cc}]*\S[^\p{Cc}]*$/u.test(options.author))
    throw new RangeError(`author: expected a name on one line, got ${JSON.stringify(options.author)}`);
  const typed = parseActivation(options.formula, names.activation, options.parameters, options.perUnit);
  const activation = stabilize(typed);
  const facts = factsOf(activation);
  const draft: Draft = { ...options, names, activation, text: textOf(activation), facts };
  return {
    names,
    facts,
    read: textOf(typed),
    written: draft.text,
    findings: checkActivation(activation, { facts }),
    files: {
      '.gitignore': 'node_modules/\ndist/\n*.tgz\n',
      LICENSE: licence(draft),
      'README.md': readme(draft),
      'package.json': manifest(draft),
      'plot.svg': plot(activation, viewOf(activation, facts)),
      'src/index.ts': source(draft),
      [`test/${names.folder}.test.ts`]: activationTest(draft),
      'tsconfig.build.json': json({
        extends: './tsconfig.json',
        compilerOptions: { noEmit: false, declaration: true, outDir: 'dist', rootDir: 'src' },
        include: ['src'],
      }),
      'tsconfig.json': json({
        compilerOptions: {
          target: 'es2024',
          lib: ['es2024'],
          module: 'nodenext',
          types: [],
          noEmit: true,
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          noUnusedLocals: true,
          noUnusedParameters: true,
          verbatimModuleSyntax: true,
          isolatedDeclarations: true,
          declaration: true,
          resolveJsonModule: true,
          rewriteRelativeImportExtensions: true,
          skipLibCheck: true,
        },
        include: ['src', 'test'],
      }),
    },
  };
}

/** What shows the formula of a package, again, after it has changed: the plot, and formula and numbers in the README as it is. */
export function redraw(activation: AnyActivation, exported: string, readme: string): { 'plot.svg': string; 'README.md': string } {
  const facts = factsOf(activation);
  return {
    'plot.svg': plot(activation, viewOf(activation, facts)),
    'README.md': renewed(readme, exported, textOf(activation), activation, facts),
  };
}

const textOf = (activation: AnyActivation): string => formulaToText(activation).replaceAll(/\s*\n\s*/g, ' ');

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** The formula as an activation, if it can be one. */
export function parseActivation(
  text: string,
  name: string,
  parameters?: { readonly [name: string]: number },
  perUnit?: boolean,
): AnyActivation {
  const activation: AnyActivation = parseFormula<string>(text, { name, ...(parameters && { parameters }) });
  const initial = activation.parameters ?? {};
  for (const parameter of ['weight', 'bias'])
    if (parameter in initial) throw new RangeError(`formula: expected another name for ${parameter}, which dense's own parameter has`);
  if (perUnit && Object.keys(initial).length === 0)
    throw new RangeError('per unit: expected a formula with a parameter to learn, as alpha in where(x > 0, x, alpha * x), got none');

  const value = (x: number): number => activation.formula(x, numbers, initial);
  const inputs = Array.from({ length: 161 }, (_, i) => (i - 80) / 8);
  for (const x of inputs)
    if (!Number.isFinite(value(x)))
      throw new RangeError(`formula: expected a finite value for every x from −10 to 10, got ${value(x)} at x = ${short(x)}`);
  const first = value(inputs[0]!);
  if ([...inputs, -1e3, -1e6, 1e3, 1e6].every((x) => value(x) === first))
    throw new RangeError(`formula: expected one that depends on x, got ${text}, which is ${short(first)} everywhere`);
  return perUnit ? { ...activation, perUnit } : activation;
}
