import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { HELP } from '../src/options.ts';
import { REPORT_HELP } from '../src/study/report.ts';
import { helpOf } from '../src/study/run.ts';
import { studies } from '../src/study/studies.ts';
import { TABLE_HELP } from '../src/table/options.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const helps = [
  ['npm start', HELP],
  ['--data', TABLE_HELP],
  ['report', REPORT_HELP],
  ...studies.map((study) => [study.name, helpOf(study)] as const),
] as const;

it.each(helps)('the help of %s fits 80 columns', (_, help) => expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]));

// npm prints what it starts on stdout, where what reads JSON would choke on it.
const pages = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: root });
it.each([...helps, ...pages.map((page) => [page, readFileSync(join(root, page), 'utf8')] as const)])(
  '%s: JSON is had from npm start --silent alone',
  (_, text) => expect(text.match(/npm start (?!--silent\b)[^`\n]*(?:--json|\|)/g)).toBeNull(),
);
