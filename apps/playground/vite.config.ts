import { defaultClientConditions, defineConfig } from 'vite';
import type { Plugin } from 'vite';

const conditions = ['@nonlin/source', ...defaultClientConditions];

/** `files.json`, the list of what a browser keeps to show the page without a network. */
const listOfFiles: Plugin = {
  name: 'list-of-files',
  apply: 'build',
  enforce: 'post',
  generateBundle(_, bundle) {
    if (!('index.html' in bundle)) return; // a worker's own bundle
    this.emitFile({
      type: 'asset',
      fileName: 'files.json',
      source: JSON.stringify([...Object.keys(bundle), 'icon.svg'].map((file) => `./${file}`)),
    });
  },
};

// Relative addresses, so that the folder can lie anywhere on a host. No source maps: the page is meant to be small.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [listOfFiles],
  resolve: { conditions },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: { target: 'es2023', modulePreload: { polyfill: false }, assetsInlineLimit: 0, reportCompressedSize: false },
});
