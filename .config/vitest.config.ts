import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Tests read the TypeScript sources of every package, so that they need no build.
const conditions = ['@nonlin/source'];

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // A core each: vitest keeps one free, which on two cores doubles the time.
    maxWorkers: '100%',
    include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts', 'scripts/test/**/*.test.ts'],
    // Time is measured in benchmarks; a busy machine must not fail a test.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', fileURLToPath(new URL('../scripts/count-reporter.ts', import.meta.url))],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
      reporter: ['text-summary', 'html'],
    },
  },
});
