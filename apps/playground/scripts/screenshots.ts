// Pictures of the page and of each chapter of the tour, in both languages:
//   pnpm --filter playground screenshots [folder]
// The README's two go to docs/ of this app; the others, with a folder given, go there.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chapterPresets } from '../src/state/chapters.ts';
import { writeAddress } from '../src/state/address.ts';
import { DEFAULTS } from '../src/state/settings.ts';
import type { Settings } from '../src/state/settings.ts';
import { openSite } from '../test/support/browser.ts';

const docs = join(import.meta.dirname, '..', 'docs');
const folder = process.argv[2];

interface Shot {
  readonly file: string;
  readonly settings: Partial<Settings>;
  readonly dark?: boolean;
  readonly phone?: boolean;
  readonly whole?: boolean;
}

const readme: readonly Shot[] = [
  { file: join(docs, 'race.png'), settings: { at: 600 } },
  { file: join(docs, 'tour.png'), settings: { ...chapterPresets[3], chapter: 4, at: 600, language: 'ja' }, dark: true },
];

const chapters: readonly Shot[] = chapterPresets.flatMap((preset, i) =>
  (['en', 'ja'] as const).flatMap((language) =>
    [false, true].map((phone) => ({
      file: join(folder ?? '', `chapter-${i + 1}-${language}${phone ? '-phone' : ''}.png`),
      settings: { ...preset, chapter: i + 1, language, at: preset.epochs ?? DEFAULTS.epochs },
      dark: phone === (i % 2 === 0),
      phone,
      whole: true,
    })),
  ),
);

const site = await openSite();
for (const { file, settings, dark = false, phone = false, whole = false } of folder === undefined ? readme : [...readme, ...chapters]) {
  mkdirSync(join(file, '..'), { recursive: true });
  const page = await site.browser.newPage({
    viewport: phone ? { width: 390, height: 844 } : { width: 1200, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
  });
  await page.goto(`${site.address}#${writeAddress({ ...DEFAULTS, ...settings })}`);
  await page.waitForSelector('.lane[data-fingerprint]');
  await page.waitForSelector('.card math');
  await page.screenshot({ path: file, fullPage: whole });
  await page.close();
}
await site.close();
