export { createPackage } from './package/create-package.ts';
export type { PackageOptions, CreatedPackage } from './package/create-package.ts';
export { factsOf, factsTable, short } from './facts.ts';
export type { FoundFacts } from './facts.ts';
export { plot } from './plot/plot.ts';
export type { PlotOptions } from './plot/plot.ts';
export { viewOf } from './plot/view.ts';
