import { readdirSync } from 'node:fs';

// What a program pays for a package when it imports everything from it: bundled, minified, gzip.
// An activation is a formula or two, so it fits the usual limit; a package that needs more stands here.
const usual = '1 kB';
const limits = { core: '20 kB', conformance: '8 kB' };

export default readdirSync('packages').map((name) => ({
  name: `@nonlin/${name}`,
  path: `packages/${name}/dist/index.js`,
  limit: limits[name] ?? usual,
  gzip: true,
  ignore: ['@nonlin/core', 'vitest'],
}));
