// Prints who imports whom, as a Mermaid diagram made from the sources: solid for values, dotted for types alone.

import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export function importDiagram(): string {
  const values = new Set<string>();
  const types = new Set<string>();
  for (const file of globSync('{apps,packages}/*/src/**/*.{ts,tsx}', { cwd: root })) {
    const source = readFileSync(join(root, file), 'utf8');
    for (const [, type, to] of source.matchAll(/^(?:import|export)( type)?\b[^;'"]*from '@nonlin\/([\w-]+)/gm)) {
      (type === undefined ? values : types).add(`${file.split(sep)[1]} ${to}`);
    }
  }
  const edges = [...values.union(types)]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((edge) => `  ${edge.replace(' ', values.has(edge) ? ' --> ' : ' -.-> ')}`);
  return ['flowchart LR', ...edges].join('\n');
}

if (import.meta.main) console.log(importDiagram());
