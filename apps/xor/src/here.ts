/**
 * The folder that the files of a command line are looked for in. Scripts run in the folder of their package.json, so whoever starts
 * them names the caller's: scripts/bootstrap.mjs, which passes npm's on, or the package manager itself.
 */
export const here = (): string => process.env['NONLIN_CALLED_FROM'] ?? process.env['INIT_CWD'] ?? process.cwd();
