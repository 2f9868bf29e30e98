import { writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform } from 'node:os';
import { resolve } from 'node:path';
import { tanh } from '@nonlin/gallery';
import { here } from '../here.ts';
import { tryWriting } from '../try-writing.ts';
import { escape } from '../view/drawing.ts';
import { wrap } from '../view/text.ts';
import type { Across } from './chart.ts';
import { conduct, showProgress } from './run.ts';
import { studies } from './studies.ts';
import { readArguments } from './study.ts';
import type { Outcomes, Study } from './study.ts';

export const REPORT_HELP: string = `Runs all studies and writes one page: their pictures, what their numbers say

  npm start -- report [options]

  --out <file>    the page [report.html]
  --quick         small sizes: less to see, done in seconds
  --seeds <n>     networks of each kind, in every study
  --seed <n>      the first seed
  --json          prints what was found as one JSON object; npm is quiet too
                  as npm start --silent -- --json
  --quiet         no progress
  --help          this text

The studies: ${studies.map(({ name }) => name).join(', ')}; each is a subcommand
with options of its own.
`;

/** All studies on one page that needs nothing else. Throws a `UsageError`. */
export async function runReport(args: readonly string[]): Promise<void> {
  const { texts, on } = readArguments(args, ['out', 'seeds', 'seed'], ['quick', 'json', 'quiet', 'help']);
  if (on('help')) {
    process.stdout.write(REPORT_HELP);
    return;
  }
  const from = here();
  const around = { from, formulas: [] };
  const out = resolve(from, texts['out'] ?? 'report.html');
  tryWriting('out', out);
  // Options are checked before the first study runs, not after the last.
  const planned = studies.map((study) => ({ study, texts: textsFor(study, texts, on('quick')) }));
  for (const { study, texts } of planned) await study.prepare(texts, around);

  const progress = showProgress(!on('json') && !on('quiet'));
  const done: Done[] = [];
  try {
    for (const [place, { study, texts }] of planned.entries()) {
      const outcomes = await conduct(study, texts, around, (share) => progress.show((place + share) / planned.length));
      done.push({ study, texts, outcomes });
    }
  } finally {
    progress.clear();
  }
  writeFileSync(out, pageOf(`npm start -- ${['report', ...args].join(' ')}`, done));
  if (on('json'))
    process.stdout.write(
      `${JSON.stringify(
        done.map(({ outcomes }) => outcomes.found),
        null,
        2,
      )}\n`,
    );
  else process.stdout.write(`${wrap(`${done.length} studies in ${texts['out'] ?? 'report.html'}`, 80)}\n`);
}

interface Done {
  readonly study: Study;
  readonly texts: { readonly [setting: string]: string };
  readonly outcomes: Outcomes;
}

/** The quick sizes where they are asked for, and the seeds where the study has them. */
function textsFor({ settings }: Study, given: { readonly [name: string]: string | undefined }, quick: boolean): { [name: string]: string } {
  const texts: { [name: string]: string } = {};
  for (const [name, setting] of Object.entries(settings)) texts[name] = given[name] ?? (quick ? setting.quick : setting.usual);
  return texts;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --faint: #656d76; --ground: #ffffff; --line: #d0d7de }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --faint: #8d96a0; --ground: #0d1117; --line: #30363d } }
body { margin: 0 auto; max-width: 800px; padding: 24px 16px 64px; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif }
h1 { font-size: 28px; line-height: 1.2; margin: 16px 0 } h2 { font-size: 21px; line-height: 1.3; margin: 56px 0 8px }
.about, figcaption, summary { color: var(--faint) } nav a { margin-right: 12px; white-space: nowrap } a { color: inherit }
code { font-size: 13px; overflow-wrap: anywhere } code span { white-space: nowrap }
figure { margin: 20px 0 } img { display: block; width: 100%; height: auto }
.scroll { overflow-x: auto } table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; margin: 12px 0 }
th, td { padding: 3px 12px 3px 0; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line) } th { font-weight: 600 } .name { text-align: left }
`;

function pageOf(command: string, done: readonly Done[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Non-linearities, measured</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Non-linearities, measured</h1>
<p class="about">Every number and sentence on this page is filled in from one run of ${code(command)}, save those that are called published.
${escape(machine())}</p>
<nav>${done.map(({ study }) => `<a href="#${study.name}">${study.name}</a>`).join('')}</nav>
${done.map(section).join('\n')}
</body>
</html>
`;
}

/** The release, by a package of it, and what times depend on. */
const machine = (): string =>
  `${tanh.package ?? ''}, Node ${process.version}, ${platform()} ${arch()}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'a processor'}.`;

/** What gives the section alone: every option, seeds too. */
const commandOf = (name: string, texts: Done['texts']): string =>
  `npm start -- ${[name, ...Object.entries(texts).map(([option, text]) => `--${option} ${text}`)].join(' ')}`;

/** A command that breaks between its words, and not between two hyphens. */
const code = (command: string): string => `<code>${escape(command).replaceAll(/--\w*/g, '<span>$&</span>')}</code>`;

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Numbers as they are printed: 3.7e-13 % as 3.7·10⁻¹³ %, in one line with its sign. */
export const typeset = (text: string): string =>
  text
    .replaceAll(
      /(\d)e(-?)(\d+)\b/g,
      (_, digit: string, minus: string, exponent: string) =>
        `${digit}·10${minus && '⁻'}${exponent.replaceAll(/\d/g, (one) => SUPERSCRIPTS[Number(one)]!)}`,
    )
    .replaceAll(/ (?=%)/g, '\u00A0');

function section({ study: { name, title, about }, texts, outcomes: { table, sentences, picture } }: Done): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]): string =>
    `<tr>${row.map((cell, i) => `<${tag}${i < table.names ? ' class="name"' : ''}>${escape(typeset(cell))}</${tag}>`).join('')}</tr>`;
  // As an image, a picture keeps its style to itself and still follows the reader's scheme.
  const source = (across: Across): string => `data:image/svg+xml,${encodeURIComponent(picture(across)).replaceAll("'", '%27')}`;
  return `<section id="${name}">
<h2>${escape(name[0]!.toUpperCase() + name.slice(1))}</h2>
<p class="about">${escape(about)}</p>
<p class="about">${code(commandOf(name, texts))}</p>
<figure><picture><source media="(max-width: 640px)" srcset="${source(360)}"><img src="${source(800)}" alt="${escape(`${title}: the numbers are in the table below`)}"></picture></figure>
${sentences.map((sentence) => `<p>${escape(typeset(sentence))}</p>`).join('\n')}
<details><summary>The numbers</summary><div class="scroll"><table>
${cells('th', table.heads)}
${table.rows.map((row) => cells('td', row)).join('\n')}
</table></div></details>
</section>`;
}
