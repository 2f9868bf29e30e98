import type { Draft } from './create-package.ts';

/** Ranges, as package.json has them. */
export interface Versions {
  readonly '@nonlin/core': string;
  readonly '@nonlin/conformance': string;
  /** For the plot and the numbers, after the formula has changed. */
  readonly '@nonlin/create-activation': string;
  readonly typescript: string;
  readonly vitest: string;
}

export const FIRST_VERSION = '0.1.0';

/** package.json: an ES module with types, made by the compiler alone, that brings no second core along. */
export function manifest({ names, text, author, versions }: Draft): string {
  const { '@nonlin/core': core, ...tools } = versions;
  const content = {
    name: names.package,
    version: FIRST_VERSION,
    description: `The activation ${text}, for nonlin`,
    keywords: ['activation-function', 'machine-learning', 'neural-network', 'nonlin'],
    license: 'MIT',
    ...(author !== undefined && { author }),
    files: ['dist', 'plot.svg'],
    type: 'module',
    sideEffects: false,
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    // npm publishes a package with a scope for its owner alone, unless told otherwise.
    ...(names.package.startsWith('@') && { publishConfig: { access: 'public' } }),
    scripts: {
      build: 'tsc --project tsconfig.build.json',
      draw: 'create-activation --redraw',
      prepack: 'npm run build',
      test: 'vitest run',
      types: 'tsc',
    },
    peerDependencies: { '@nonlin/core': core },
    devDependencies: Object.fromEntries(Object.entries({ '@nonlin/core': core, ...tools }).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
