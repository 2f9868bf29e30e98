import { defaultClientConditions, defineConfig } from 'vite';

const conditions = ['@nonlin/source', ...defaultClientConditions];

// Relative addresses, so that the folder can lie anywhere on a host. No source maps: the page is meant to be small.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  resolve: { conditions },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: { target: 'es2023', modulePreload: { polyfill: false }, assetsInlineLimit: 0, reportCompressedSize: false },
});
