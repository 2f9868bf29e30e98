import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dense, gainOf, numbers } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';
import { usual } from './activations.ts';
import { readFormula } from './read-formula.ts';
import { UsageError } from './usage-error.ts';

/** An activation as it was asked for: by a name, package or file, or by a formula's text. A plain value, so that it travels to threads. */
export type Wanted = string | { readonly formula: string };

/**
 * The activations that `wanted` asks for, each a name of the usual ones, `all` for all of those, a file or an installed package
 * as seen from the folder `from`, or a formula; `more` are known by name too. Throws a `UsageError` that says what was found instead.
 */
export async function findActivations(
  wanted: readonly Wanted[],
  from: string,
  more: readonly AnyActivation[] = [],
): Promise<readonly AnyActivation[]> {
  const known = [...usual, ...more];
  const found: AnyActivation[] = [];
  const texts = new Set<string>();
  for (const one of wanted) {
    if (typeof one !== 'string' && texts.has(one.formula)) continue;
    for (const activation of typeof one === 'string' ? await named(one, from, known) : [stated(one.formula)]) {
      const twin = found.find(({ name }) => name === activation.name);
      if (twin === undefined) found.push(activation);
      else if (twin !== activation)
        throw new UsageError(
          `${typeof one === 'string' ? `--activation ${one}` : `--formula ${JSON.stringify(one.formula)}`}: another activation is named ${JSON.stringify(activation.name)} already; give yours a name of its own`,
        );
    }
    if (typeof one !== 'string') texts.add(one.formula);
  }
  return found;
}

const named = async (wanted: string, from: string, known: readonly AnyActivation[]): Promise<readonly AnyActivation[]> =>
  wanted === 'all' ? usual : [known.find(({ name }) => name === wanted) ?? (await load(wanted, from, known))];

function stated(text: string): AnyActivation {
  const activation = readFormula(text);
  check(`--formula ${JSON.stringify(text)}`, activation);
  return activation;
}

async function load(wanted: string, from: string, known: readonly AnyActivation[]): Promise<AnyActivation> {
  const looksLikeFile = /^\.{0,2}[\\/]|^[a-z]:[\\/]|\.[cm]?[jt]s$/i.test(wanted);
  const path = resolve(from, wanted);
  if (looksLikeFile && !existsSync(path)) throw new UsageError(`--activation ${wanted}: there is no file ${path}`);
  let module: Record<string, unknown>;
  try {
    module = looksLikeFile ? await importModule(pathToFileURL(path).href) : await importFrom(wanted, from);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    if (!looksLikeFile && isMissing(error, wanted))
      throw new UsageError(
        `--activation ${wanted}: no such name and no such package; the names are ${known.map(({ name }) => name).join(', ')}, all; a file begins with ./`,
      );
    throw new UsageError(`--activation ${wanted}: it could not be loaded: ${reason}`);
  }
  return pick(wanted, module);
}

const importModule = (specifier: string): Promise<Record<string, unknown>> =>
  import(/* @vite-ignore */ specifier) as Promise<Record<string, unknown>>;

/** Imports a package as a file in the folder `from` would. */
async function importFrom(specifier: string, from: string): Promise<Record<string, unknown>> {
  const parentURL = pathToFileURL(join(from, 'here.js')).href;
  const hooks = registerHooks({ resolve: (name, context, next) => next(name, name === specifier ? { ...context, parentURL } : context) });
  try {
    return await importModule(specifier);
  } finally {
    hooks.deregister();
  }
}

const isMissing = (error: unknown, wanted: string): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'ERR_MODULE_NOT_FOUND' &&
  error.message.includes(`'${wanted.split('/', wanted.startsWith('@') ? 2 : 1).join('/')}'`);

/** The default export if it is an activation; else the only one that is; else the one named like the package or file. */
function pick(wanted: string, module: Record<string, unknown>): AnyActivation {
  const candidates = Object.entries(module).filter((entry): entry is [string, AnyActivation] => isActivation(entry[1]));
  const base = wanted
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.[cm]?[jt]s$/, '');
  const chosen =
    candidates.find(([name]) => name === 'default') ??
    (candidates.length === 1 ? candidates[0] : candidates.find(([name]) => name === base));
  if (chosen === undefined) {
    const exported = Object.entries(module).map(([name, value]) => `${name} (${describe(value)})`);
    const found =
      exported.length === 0
        ? 'no exports'
        : `${exported.slice(0, 4).join(', ')}${exported.length > 4 ? ` and ${exported.length - 4} more` : ''}`;
    throw new UsageError(
      candidates.length > 1
        ? `--activation ${wanted}: it exports several activations, ${candidates.map(([name]) => name).join(', ')}; make one of them the default export`
        : `--activation ${wanted}: expected an export { name, formula }, found ${found}`,
    );
  }
  check(`--activation ${wanted}`, chosen[1]);
  return chosen[1];
}

/** Throws a `UsageError` for an activation that no layer can take, or that no table can name. */
function check(option: string, activation: AnyActivation): void {
  const { name, parameters = {} } = activation;
  if (name === '' || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(name))
    throw new UsageError(`${option}: expected a name of one line, as "mine", got ${JSON.stringify(name)}; it stands in the tables`);
  explain(option, () => {
    const value = activation.formula<number>(0.5, numbers, parameters);
    if (typeof value !== 'number')
      throw new TypeError(`its formula gives ${describe(value)} for the number 0.5; build it from ops: (x, ops) => ops.mul(x, x)`);
  });
  explain(option, () => dense(2, 2, activation), /^dense\(2, 2(?:, .+?)?\): /);
  // The layer after it needs a gain; that one can do without is advice for programs, which choose the first weights.
  explain(option, () => gainOf(activation), /; give the layer after it .+$/s);
}

/** Throws what `attempt` throws as a `UsageError` of one line, without what matches `besides`. */
function explain(option: string, attempt: () => unknown, besides = /$/): void {
  try {
    attempt();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${option}: ${message.replace(besides, '').split('\n', 1)[0]}`);
  }
}

const isActivation = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'formula' in value &&
  typeof value.formula === 'function';

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty object' : `an object with ${keys.slice(0, 4).join(', ')}`;
}
