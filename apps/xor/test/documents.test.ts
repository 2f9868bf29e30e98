import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Every ```ts block of these pages is a program: it is type-checked under the strictest settings and run.
// A ```text block right after it is what it prints. Blocks marked ```ts no-run are shown as they stand in a file.
const root = fileURLToPath(new URL('../../..', import.meta.url));
// (The conformance kit's page shows files of a package, which its own tests hold.)
const pages = globSync(['README.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: root, exclude: ['packages/conformance/**'] });

interface Example {
  readonly title: string;
  readonly file: string;
  readonly source: string;
  readonly prints: string | undefined;
}

const folder = fileURLToPath(new URL('../.documents/', import.meta.url));

const examples = pages.flatMap((page): Example[] => {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = text.matchAll(/^```ts\n(?<source>[\s\S]*?)^```\n(?:\n```text\n(?<prints>[\s\S]*?)^```$)?/gm);
  return [...blocks].map(({ index, groups }) => {
    const line = text.slice(0, index).split('\n').length;
    return {
      title: `${page}:${line}`,
      file: join(folder, `${page.replaceAll(/\W/g, '-')}-${line}.ts`),
      source: groups!['source']!,
      prints: groups!['prints'],
    };
  });
});

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  for (const { file, source } of examples) writeFileSync(file, `${source}\nexport {};\n`);
  const config = {
    extends: '../../../tsconfig.base.json',
    compilerOptions: { lib: ['es2024', 'dom'], types: ['node'], isolatedDeclarations: false, skipLibCheck: true, noUnusedLocals: false },
    files: examples.map(({ file }) => file),
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: string, ...args: string[]): string => {
  try {
    return execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe', env: { ...process.env, NO_COLOR: '1' } });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}${stderr}`;
  }
};

describe('the examples of the pages', () => {
  it('there are some', () => expect(examples.length).toBeGreaterThan(3));

  it('type-check', () => {
    expect(run(join(root, 'node_modules/.bin/tsc'), '-p', folder)).toBe('');
  }, 60_000);

  it.each(examples)(
    '$title runs and prints what it says',
    ({ file, prints }) => {
      const printed = run(process.execPath, '--conditions=@nonlin/source', file);
      if (prints === undefined) expect(printed).not.toMatch(/Error/);
      else expect(printed.trimEnd()).toBe(prints.trimEnd());
    },
    60_000,
  );
});
