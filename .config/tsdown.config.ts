import { defineConfig } from 'tsdown';

// One package per run: its folder is the working directory.
export default defineConfig({
  entry: 'src/index.ts',
  format: 'esm',
  platform: 'neutral',
  target: 'es2024',
  dts: true,
  sourcemap: true,
  fixedExtension: false,
});
