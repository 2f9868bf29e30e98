import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, describe, expect, test } from 'vitest';
import { fingerprints } from './trainings.ts';

// `deterministic: true`: the same bits on every engine and machine, golden since the first of them.
const golden = {
  'XOR, 2-3-1, in batches of three and one, Adam': '0a365f32',
  'XOR, 2-8-1, SGD': '22ccd3c1',
  'flowers, 4-10-3, in batches of 16 and 6, weighted, RMSProp': 'a9442934',
  'flowers, three layers, dropout, a norm clipped, momentum': '4023d9fc',
  'one column to one column': '754b97c6',
  "one's own layer, loss and optimizer, and a frozen layer": 'fdfbacb2',
};

const program = fileURLToPath(new URL('programs/fingerprints.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nonlin-engines-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A binary that an npm package brings for this machine; undefined where it brings none. */
function binary(owner: string, its: string, path: string): string | undefined {
  try {
    const folder = dirname(createRequire(createRequire(import.meta.url).resolve(`${owner}/package.json`)).resolve(`${its}/package.json`));
    return existsSync(join(folder, path)) ? join(folder, path) : undefined;
  } catch {
    return undefined;
  }
}

const { platform, arch } = process;
const bun = binary('bun', `@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}`, 'bin/bun');
const deno = binary('deno', `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`, 'deno');
const chromium = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

const run = (command: string, given: readonly string[]): string =>
  execFileSync(command, given, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000, cwd: dirname(program) });

const printed = (output: string): unknown => JSON.parse(/^fingerprints (.*)$/m.exec(output)?.[1] ?? 'null');

test(`Node ${process.versions.node}`, async () => {
  expect(await fingerprints()).toEqual(golden);
});

test.skipIf(bun === undefined)('Bun', () => {
  expect(printed(run(bun!, ['--conditions=@nonlin/source', program]))).toEqual(golden);
});

test.skipIf(deno === undefined)('Deno', () => {
  const given = ['run', '--quiet', '--no-check', '--allow-all', '--conditions=@nonlin/source', program];
  expect(printed(run(deno!, given))).toEqual(golden);
});

describe.skipIf(chromium === undefined)('Chromium, under a policy without eval', () => {
  const policy = "default-src 'none'; script-src 'unsafe-inline' blob: 'wasm-unsafe-eval'; worker-src blob:";

  /** What the page shows after its script, which has `code` to run or to give to a worker. */
  async function page(script: (code: string) => string): Promise<string> {
    const build = await rolldown({
      input: 'entry',
      platform: 'browser',
      logLevel: 'silent',
      resolve: { conditionNames: ['@nonlin/source', 'import', 'default'] },
      plugins: [
        {
          name: 'entry',
          resolveId: (id) => (id === 'entry' ? join(dirname(program), 'entry.ts') : null),
          load: (id) =>
            id.endsWith('entry.ts')
              ? `import { fingerprints } from '../trainings.ts'; globalThis.result = fingerprints().then((its) => JSON.stringify(its), String);`
              : null,
        },
      ],
    });
    const code = (await build.generate({ format: 'iife', minify: true })).output[0].code.replaceAll('</script', '<\\/script');
    const file = join(folder, 'page.html');
    const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
    writeFileSync(file, `<!doctype html><meta charset="utf-8">${meta}<body>not run</body><script>${script(code)}</script>`);
    const given = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${join(folder, 'profile')}`];
    return run(chromium!, [...given, '--virtual-time-budget=30000', '--dump-dom', pathToFileURL(file).href]);
  }

  const shown = (html: string): unknown => JSON.parse(/<body>(\{.*?\})/.exec(html)?.[1] ?? JSON.stringify(html));

  test('page', async () => {
    expect(shown(await page((code) => `${code}; globalThis.result.then((text) => { document.body.textContent = text; });`))).toEqual(
      golden,
    );
  });

  test('worker', async () => {
    const html = await page((code) => {
      const inside = `${code}; globalThis.result.then((text) => postMessage(text));`;
      return `const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(inside)}])));
        worker.onmessage = ({ data }) => { document.body.textContent = data; };`;
    });
    expect(shown(html)).toEqual(golden);
  });
});
