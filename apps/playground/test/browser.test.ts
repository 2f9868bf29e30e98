import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { en } from '../src/text/en.ts';
import { ja } from '../src/text/ja.ts';
import { executable, openSite } from './support/browser.ts';
import type { Site } from './support/browser.ts';

if (executable === undefined)
  console.warn('The tests in a browser are skipped: no Chromium here. apt-get install chromium, or set CHROMIUM.');

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(executable === undefined)('in a browser', () => {
  let site: Site;
  /** What went wrong in any page of the test, and requests that left the server. */
  const troubles: string[] = [];
  const pages: Page[] = [];

  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
    if (troubles.length > 0) throw new Error(troubles.splice(0).join('\n'));
  });

  async function open(hash = '', options: BrowserContextOptions = {}, prepare: (page: Page) => unknown = () => {}): Promise<Page> {
    const context = await site.browser.newContext({ viewport: { width: 1200, height: 900 }, locale: 'en-US', ...options });
    const page = await context.newPage();
    pages.push(page);
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && troubles.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => troubles.push(`error: ${String(error)}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(site.address) && !/^(blob|data):/.test(request.url())) troubles.push(`request: ${request.url()}`);
    });
    await prepare(page);
    await page.goto(`${site.address}${hash === '' ? '' : `#${hash}`}`);
    await page.waitForSelector('.epoch[data-epoch]');
    return page;
  }

  const over = (page: Page): Promise<unknown> => page.waitForSelector('.epoch[data-over="true"]');
  const epochOf = async (page: Page): Promise<number> => Number(await page.locator('.epoch').getAttribute('data-epoch'));
  const beyond = (page: Page, epoch: number): Promise<unknown> =>
    page.waitForFunction((least) => Number(document.querySelector<HTMLElement>('.epoch')?.dataset['epoch']) > least, epoch);
  const read = (page: Page, attribute: 'right' | 'fingerprint'): Promise<{ [lane: string]: string }> =>
    page.$$eval(
      '.lane',
      (lanes, name) =>
        Object.fromEntries(lanes.map((lane) => [(lane as HTMLElement).dataset['lane']!, (lane as HTMLElement).dataset[name]!])),
      attribute,
    );
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  test('the race begins by itself; all learn but step, which is told why', async () => {
    const page = await open('speed=20');
    await over(page);
    expect(await read(page, 'right')).toEqual({ step: '3', sigmoid: '4', relu: '4', silu: '4', gelu: '4' });
    expect(await page.locator('#step-line').textContent()).toBe(en.race.stepLine(0, 0, 0, 3, 4));
    expect(await page.locator('.lane-step .numbers').textContent()).toContain(en.race.still);
    await button(page, en.race.byHand).click();
    await page.waitForSelector('.lane-step[data-right="4"]');
    expect(await page.locator('#step-line').textContent()).toBe(en.race.stepByHand(4, 4, 0));
    await page.locator('#race-heading').focus();
    await page.keyboard.press('Control+z');
    await page.waitForSelector('.lane-step[data-right="3"]');
  });

  test('what is needed to start the race weighs at most 150 kB gzip', async () => {
    let weight = 0;
    const names: string[] = [];
    const bodies: Promise<void>[] = [];
    await open('', {}, (page) => {
      page.on('response', (response) => {
        // The typeset formula comes after the race has begun; it is named, so that nothing else hides behind it.
        const name = new URL(response.url()).pathname.split('/').at(-1)!;
        if (/^(math|text)-/.test(name)) return;
        names.push(name.replace(/-[\w-]+\./, '.'));
        bodies.push(response.body().then((body) => void (weight += gzipSync(body, { level: 9 }).length)));
      });
    }).then((page) => beyond(page, 0));
    await Promise.all(bodies);
    expect(names.toSorted()).toEqual(['', 'icon.svg', 'index.css', 'index.js', 'worker.js'].filter((name) => names.includes(name)));
    expect(names).toContain('worker.js');
    expect(weight).toBeLessThan(150_000);
  });

  test('the address restores the same run, bit for bit, edits and seed included', async () => {
    const page = await open('speed=20&data=moons&noise=0.2&seed=11&held=0.25&width=3&depth=2&formula=x*sigmoid(beta*x)');
    await beyond(page, 30);
    await button(page, en.race.pause).click();
    await page.waitForFunction(() => location.hash.includes('at='));
    await page.getByText(en.inside.open).click();
    await page.getByLabel(en.inside.weightLabel(en.inside.layer(1), 2, en.inside.from('y'))).fill('-0.75');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash.includes('edits='));
    const epoch = await epochOf(page);
    await button(page, en.race.one).click();
    await beyond(page, epoch);
    const [prints, address] = [await read(page, 'fingerprint'), new URL(page.url()).hash.slice(1)];

    const other = await open(address);
    await other.waitForFunction((at) => document.querySelector<HTMLElement>('.epoch')?.dataset['epoch'] === String(at), epoch + 1);
    expect(await read(other, 'fingerprint')).toEqual(prints);
    const another = await open(address.replace('seed=11', 'seed=12'));
    await another.waitForSelector('.lane[data-fingerprint]');
    expect(await read(another, 'fingerprint')).not.toEqual(prints);
  });

  test('after a visit the page opens without a network, and trains', async () => {
    const page = await open('speed=20');
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.context().setOffline(true);
    await page.reload();
    await over(page);
    expect((await read(page, 'right'))['silu']).toBe('4');
    await page.waitForSelector('.card math');
  });

  test('a reload keeps where a running race was', async () => {
    const page = await open('speed=1&epochs=5000');
    await beyond(page, 40);
    await page.reload();
    await page.waitForSelector('.lane[data-fingerprint]');
    expect(await epochOf(page)).toBeGreaterThan(40);
  });

  test('a typed formula: the fault is marked, then it is checked, joins the race, and learns', async () => {
    const page = await open('speed=20');
    await page.locator('#formula').fill('x * sigmod(x)');
    expect(await page.locator('.faulty mark').textContent()).toBe('sigmod');
    expect(await page.locator('.faulty p').textContent()).toContain('did you mean sigmoid?');
    await page.locator('#formula').fill('x * tanh(softplus(x))');
    await page.waitForSelector('.checks .passed');
    await page.keyboard.press('Tab');
    await page.locator('#formula').press('Enter');
    await page.waitForSelector('.lane-own[data-right]');
    await over(page);
    expect((await read(page, 'right'))['own']).toBe('4');
    expect(new URLSearchParams(new URL(page.url()).hash.slice(1)).get('formula')).toBe('x * tanh(softplus(x))');
    await page.waitForSelector('.card math');
  });

  test('bad input is explained in place, and the page goes on', async () => {
    const page = await open('seed=abc&data=none&formula=x%2B%2B');
    const alert = await page.getByRole('alert').textContent();
    for (const part of ['seed=abc', 'data=none', 'formula=x++']) expect(alert).toContain(part);
    await beyond(page, 5);
    await page.getByLabel(en.settings.rate).fill('fast');
    await page.getByLabel(en.settings.rate).press('Enter');
    await page.keyboard.press('Tab');
    await page.getByText(en.settings.outside(0.0001, 1000)).waitFor();
    await page.getByLabel(en.settings.rate).fill('1000');
    await page.keyboard.press('Tab');
    await page.getByText(en.settings.rateHigh).waitFor();

    const failing = await open(`formula=${encodeURIComponent('exp(x*x)')}&rate=50&speed=20&epochs=60`);
    await failing.locator('.lane-own .notice').waitFor();
    await over(failing);
  });

  test('keys alone: the skip link, pausing, the curve, drawing points', async () => {
    const page = await open('data=drawn&points=-1,0,0;1,0,1');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(en.race.pause);
    await page.keyboard.press('Space');
    await page.waitForFunction(() => location.hash.includes('at='));

    await page.locator('.curve').focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    expect(await page.locator('.reading').textContent()).toBe(en.card.reading(0.5, 1, 0));

    await page.locator('.field').focus();
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowLeft', 'Enter']) await page.keyboard.press(key);
    await page.waitForFunction(() => decodeURIComponent(location.hash).includes('-0.1,0.2,0'));
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await page.getByText(en.race.noData).waitFor();
    await button(page, en.race.restart).click();
  });

  test('inside: units, dead ones marked, an example’s numbers forward and back', async () => {
    const page = await open('width=2&seed=7&lane=relu&at=300&epochs=600');
    await page.getByText(en.inside.open).click();
    await page.waitForSelector('.units [data-state="dead"]');
    expect(await page.locator('.units [data-state="dead"]').count()).toBe(2);
    for (let step = 2; step <= 6; step++) {
      await button(page, en.inside.forth).click();
      await page.getByText(en.inside.stepOf(step, 6)).waitFor();
    }
    await page.getByText(en.inside.stopped).waitFor();
  });

  test('taken along: three texts, a file and a picture', async () => {
    const page = await open('at=200');
    await page.getByText(en.take.what, { exact: true }).click();
    await page.waitForSelector('pre');
    expect(await page.locator('pre').textContent()).toContain('export function predict');
    await button(page, en.take.program).click();
    expect(await page.locator('pre').textContent()).toContain("from '@nonlin/step'");
    await button(page, en.take.json).click();
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, en.take.save).click()]);
    expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toMatchObject({ format: 'nonlin-model' });
    const [picture] = await Promise.all([page.waitForEvent('download'), button(page, en.take.picture).click()]);
    expect((await readFile(await picture.path())).subarray(1, 4).toString()).toBe('PNG');
  });

  test('less motion: a few pictures instead of hundreds', async () => {
    const page = await open('epochs=80', { reducedMotion: 'reduce' }, (page) =>
      page.addInitScript(() => {
        const seen = new Set<string>();
        (globalThis as { seen?: Set<string> }).seen = seen;
        setInterval(() => seen.add(document.querySelector<HTMLElement>('.epoch')?.dataset['epoch'] ?? ''), 5);
      }),
    );
    await beyond(page, 25);
    expect(await page.evaluate(() => (globalThis as { seen?: Set<string> }).seen!.size)).toBeLessThan(7);
  });

  test('the whole tour, in both languages', async () => {
    const page = await open();
    for (const [language, t] of [
      ['English', en],
      ['日本語', ja],
    ] as const) {
      await button(page, language).click();
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(language === 'English' ? 'en' : 'ja');
      await button(page, t.tour.start).click();
      for (const [i, chapter] of t.chapters.entries()) {
        await page.getByRole('heading', { name: t.tour.chapter(i + 1, chapter.title) }).waitFor();
        await page.getByText(chapter.text).waitFor();
        await beyond(page, 0);
        await page.locator('.tour .primary').click({ timeout: 2000, force: i === t.chapters.length - 1 });
      }
      await button(page, t.tour.leave).click();
    }
  });

  test.each([
    ['English, light, desk', 'language=en', { colorScheme: 'light' }],
    ['Japanese, dark, desk', 'language=ja', { colorScheme: 'dark' }],
    ['English, dark, phone', 'language=en', { colorScheme: 'dark', viewport: { width: 375, height: 812 } }],
    ['Japanese, light, phone', 'language=ja', { colorScheme: 'light', viewport: { width: 375, height: 812 } }],
  ] as const)('%s: no finding of axe, nothing wider than the screen', async (_, language, options) => {
    const page = await open(`${language}&at=50&depth=2&data=drawn&points=-1,0,0;1,0,1;0,1,1&chapter=4&formula=x*x`, options);
    for (const summary of await page.locator('summary').all()) await summary.click();
    await page.waitForSelector('pre');
    await page.waitForSelector('.checks');
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run(),
    );
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      options === undefined ? 0 : page.viewportSize()!.width,
    );
  });
});
