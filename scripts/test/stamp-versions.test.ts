import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activationReadmes } from '../activations/readme.ts';
import { stampVersions } from '../stamp-versions.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test.each(await activationReadmes())('the activations of packages/%s name its package and version', (folder, { activations }) => {
  const { name, version } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
  for (const activation of Object.values(activations)) expect(activation.package).toBe(`${name}@${version}`);
});

describe('in a copy of the packages', () => {
  const copy = mkdtempSync(join(tmpdir(), 'nonlin-versions-'));
  const source = (folder: string): string => join(copy, 'packages', folder, 'src/index.ts');
  beforeAll(() => {
    for (const file of globSync('packages/*/{package.json,src/index.ts}', { cwd: root })) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      cpSync(join(root, file), join(copy, file));
    }
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  test('nothing changes while the versions are the same', () => {
    expect(stampVersions(copy)).toEqual([]);
  });

  test('a new version comes into its own source alone, wherever it stands', () => {
    const manifest = join(copy, 'packages/gelu/package.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"version": ".*"/, '"version": "12.3.4-next.5"'));
    expect(stampVersions(copy)).toEqual([join('packages', 'gelu', 'src', 'index.ts')]);
    expect(readFileSync(source('gelu'), 'utf8').match(/'@nonlin\/gelu@12\.3\.4-next\.5'/g)).toHaveLength(2);
    expect(readFileSync(source('silu'), 'utf8')).toBe(readFileSync(join(root, 'packages/silu/src/index.ts'), 'utf8'));
  });
});
