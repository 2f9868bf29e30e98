import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const cases: readonly (readonly [from: string, line: string, verdict: 'allowed' | 'forbidden'])[] = [
  ['packages/core/src/layers', `import { x } from '../tensor/x.ts';`, 'allowed'],
  ['packages/core/src/layers', `import type { x } from '@nonlin/relu';`, 'forbidden'],
  ['packages/core/src/layers', `import { x } from 'node:fs';`, 'forbidden'],
  ['packages/core/src/layers', `import { x } from '../../../relu/src/relu.ts';`, 'forbidden'],
  ['packages/core/src', `export { x } from '../../relu/dist/index.js';`, 'forbidden'],

  ['packages/silu/src', `import { x } from './x.ts';`, 'allowed'],
  ['packages/silu/src', `import type { x } from '@nonlin/core';`, 'allowed'],
  ['packages/silu/src', `import { x } from '@nonlin/sigmoid';`, 'allowed'],
  ['packages/silu/src', `import { x } from '@nonlin/core';`, 'forbidden'],
  ['packages/silu/src', `export { x } from '@nonlin/core';`, 'forbidden'],
  ['packages/silu/src', `import { x } from '@nonlin/wasm';`, 'forbidden'],
  ['packages/silu/src', `export const x = import('@nonlin/wasm');`, 'forbidden'],
  ['packages/silu/src', `import { x } from '@nonlin/conformance';`, 'forbidden'],
  ['packages/silu/src', `import { x } from '../../relu/src/relu.ts';`, 'forbidden'],
  ['packages/silu/src', `import { x } from 'lodash';`, 'forbidden'],
  ['packages/a-new-activation/src', `import { x } from '@nonlin/core';`, 'forbidden'],
  ['packages/gallery/src', `import { x } from '@nonlin/step';`, 'allowed'],
  ['packages/gallery/src', `export { x } from '@nonlin/core';`, 'forbidden'],
  ['packages/gallery/src', `export { x } from '@nonlin/relu';`, 'forbidden'],
  ['packages/silu/test', `import { x } from '../src/silu.ts';`, 'allowed'],
  ['packages/silu/test', `import { x } from '@nonlin/conformance';`, 'allowed'],
  ['packages/silu/test', `import { x } from '../../relu/src/relu.ts';`, 'forbidden'],

  ['packages/conformance/src', `import { x } from './checks/x.ts';`, 'allowed'],
  ['packages/conformance/src/checks', `import { x } from '../x.ts';`, 'allowed'],
  ['packages/conformance/src', `import { x } from '@nonlin/core';`, 'allowed'],
  ['packages/conformance/src', `import { x } from 'vitest';`, 'allowed'],
  ['packages/conformance/src', `import { x } from '@nonlin/relu';`, 'forbidden'],
  ['packages/conformance/src', `import { x } from 'node:fs';`, 'forbidden'],

  ['packages/formula/src', `import { x } from '@nonlin/core';`, 'allowed'],
  ['packages/formula/src', `import { x } from '@nonlin/sigmoid';`, 'forbidden'],
  ['packages/formula/src', `import { x } from 'jsep';`, 'forbidden'],

  ['packages/nonlin/src', `export * from '@nonlin/core';`, 'allowed'],
  ['packages/nonlin/src', `import { x } from '@nonlin/wasm';`, 'allowed'],
  ['packages/nonlin/src', `import { x } from '@nonlin/gallery';`, 'forbidden'],
  ['packages/nonlin/src', `import { x } from 'node:fs';`, 'forbidden'],
  ['packages/core/src', `import { x } from 'nonlin';`, 'forbidden'],
  ['packages/silu/src', `import { x } from 'nonlin';`, 'forbidden'],

  ['packages/data/src', `import { x } from '@nonlin/core';`, 'allowed'],
  ['packages/data/src', `import { x } from 'fflate';`, 'allowed'],
  ['packages/data/src', `import { x } from 'csv-parse';`, 'forbidden'],
  ['packages/data/src', `import { x } from '@nonlin/formula';`, 'forbidden'],

  ['packages/onnx/src', `import { x } from '@nonlin/core';`, 'allowed'],
  ['packages/onnx/src', `import { x } from '@bufbuild/protobuf/wire';`, 'allowed'],
  ['packages/onnx/src', `import { x } from '@nonlin/gallery';`, 'forbidden'],
  ['packages/onnx/src', `import { x } from 'onnxruntime-node';`, 'forbidden'],

  ['packages/checkpoint/src', `import { x } from '@nonlin/safetensors';`, 'allowed'],
  ['packages/checkpoint/src', `import { x } from 'node:fs';`, 'allowed'],
  ['packages/checkpoint/src', `import { x } from 'write-file-atomic';`, 'forbidden'],
  ['packages/checkpoint/src', `import { x } from '@nonlin/wasm';`, 'forbidden'],

  ['packages/standalone/src', `import { x } from '@nonlin/formula';`, 'allowed'],
  ['packages/standalone/src', `import { x } from '@nonlin/sigmoid';`, 'forbidden'],
  ['packages/standalone/src', `import { x } from 'node:fs';`, 'forbidden'],

  ['packages/safetensors/src', `import { x } from '@nonlin/core';`, 'allowed'],
  ['packages/safetensors/src', `import { x } from '@nonlin/silu';`, 'forbidden'],
  ['packages/safetensors/src', `import { x } from 'node:fs';`, 'forbidden'],

  ['packages/create-activation/src', `import { x } from '@nonlin/core';`, 'allowed'],
  ['packages/create-activation/src', `import { x } from '@nonlin/formula';`, 'allowed'],
  ['packages/create-activation/src', `import { x } from '@nonlin/conformance/checks';`, 'allowed'],
  ['packages/create-activation/src', `import { x } from '@nonlin/conformance';`, 'forbidden'],
  ['packages/create-activation/src/plot', `import { x } from '@nonlin/silu';`, 'forbidden'],
  ['packages/create-activation/src/package', `import { x } from 'node:fs';`, 'forbidden'],
  ['packages/create-activation/src/command', `import { x } from 'node:fs';`, 'allowed'],
  ['packages/create-activation/src/command', `import { x } from '../package/x.ts';`, 'allowed'],
  ['packages/create-activation/src/command', `import { x } from 'enquirer';`, 'forbidden'],
  ['packages/create-activation/src/command', `import { x } from '@nonlin/silu';`, 'forbidden'],

  ['apps/xor/src', `import { x } from '@nonlin/relu';`, 'allowed'],
  ['apps/xor/src', `import { x } from '../../bench/src/x.ts';`, 'forbidden'],
  ['packages/relu/src', `import { x } from '../../../apps/xor/src/x.ts';`, 'forbidden'],
  ['packages/relu/test', `import { x } from '../../../apps/xor/src/x.ts';`, 'forbidden'],
];

describe('who may import whom', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nonlin-imports-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  const files = cases.map(([from, line], index) => {
    const file = `${from}/case${index}.ts`;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${line}\n`);
    return file;
  });
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format=json'], { cwd: folder, encoding: 'utf8' });
  const report: { diagnostics: { code: string; filename: string }[] } = JSON.parse(stdout);
  const flagged = report.diagnostics.filter(({ code }) => code.includes('no-restricted-imports')).map(({ filename }) => filename);

  it.each(cases.map((row, index) => [...row, files[index]] as const))('%s: %s is %s', (_from, _line, verdict, file) => {
    expect(flagged.includes(file ?? '') ? 'forbidden' : 'allowed').toBe(verdict);
  });
});
