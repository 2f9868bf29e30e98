import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { importDiagram } from '../import-diagram.ts';

it('README shows the import diagram as it is (pnpm diagram prints it)', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`mermaid\n${importDiagram()}\n\`\`\``);
});
