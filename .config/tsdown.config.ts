import { defineConfig } from 'tsdown';

// One package per run, from the package's own folder.
export default defineConfig({
  cwd: process.cwd(),
  entry: 'src/index.ts',
  format: 'esm',
  platform: 'neutral',
  target: 'es2024',
  dts: true,
  sourcemap: true,
  fixedExtension: false,
  failOnWarn: true,
  logLevel: 'warn',
});
