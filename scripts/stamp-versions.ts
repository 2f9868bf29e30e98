// After `changeset version`: an activation says which package to install for it, with the version (`'@nonlin/silu@1.0.0'`).
// Writes each package's version of package.json into its source.

import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Stamps every package under `root`, and gives back the files it changed. */
export function stampVersions(root: string): string[] {
  const changed: string[] = [];
  for (const manifest of globSync('packages/*/package.json', { cwd: root })) {
    const { name, version }: { name: string; version: string } = JSON.parse(readFileSync(join(root, manifest), 'utf8'));
    for (const source of globSync(join(manifest, '../src/**/*.ts'), { cwd: root })) {
      const before = readFileSync(join(root, source), 'utf8');
      const after = before.replaceAll(new RegExp(`'${name}@[^']+'`, 'g'), `'${name}@${version}'`);
      if (after === before) continue;
      writeFileSync(join(root, source), after);
      changed.push(source);
    }
  }
  return changed;
}

if (import.meta.main) for (const file of stampVersions(fileURLToPath(new URL('..', import.meta.url)))) console.log(`stamped ${file}`);
