export { toJavaScript, toTypeScript } from './standalone.ts';
export type { StandaloneOptions } from './standalone.ts';
