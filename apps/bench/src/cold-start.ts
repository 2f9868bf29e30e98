import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { programs } from './programs.ts';
import type { Program } from './programs.ts';
import { spreadOf } from './statistics.ts';
import type { Spread } from './statistics.ts';

/** What a program costs before it has learnt anything: its bytes, and a process from nothing to a trained XOR. */
export interface ColdStart {
  readonly name: string;
  readonly group: Program['group'];
  /** Minified, gzip; and the files beside it. Absent where the library has no form for a bundle. */
  readonly bytes?: number;
  readonly beside?: number;
  /** Milliseconds of the whole process. */
  readonly time?: Spread;
  readonly void?: string;
}

const peers = fileURLToPath(new URL('../peers/', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));

interface Ready {
  readonly program: Program;
  readonly given: readonly string[];
  readonly bytes?: number;
  readonly beside?: number;
  failed?: string;
}

async function bundle(program: Program, folder: string): Promise<Ready> {
  const entry = join(program.group === 'ours' ? here : peers, 'cold-start-entry.mjs');
  if (program.unbundled) {
    const file = join(peers, `cold-start-${program.name.replaceAll(/\W/g, '-')}.mjs`);
    writeFileSync(file, program.source);
    return { program, given: [file] };
  }
  const build = await rolldown({
    cwd: dirname(entry),
    input: entry,
    platform: 'node',
    logLevel: 'silent',
    // What is installed is what users get; our own packages are bundled from their sources.
    resolve: { conditionNames: ['@nonlin/source', 'import', 'node', 'default'], mainFields: ['module', 'main'] },
    plugins: [{ name: 'entry', resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? program.source : null) }],
  });
  const file = join(folder, `${program.name.replaceAll(/\W/g, '-')}.mjs`);
  const { output } = await build.generate({ format: 'esm', minify: true, codeSplitting: false });
  const code = output[0].code;
  writeFileSync(file, code);
  const wasm = (program.beside ?? []).map((path) => join(peers, 'node_modules', path));
  return {
    program,
    given: [file, ...wasm.slice(0, 1).map(dirname)],
    bytes: gzipSync(code, { level: 9 }).length,
    ...(wasm.length > 0 && { beside: wasm.reduce((sum, path) => sum + gzipSync(readFileSync(path), { level: 9 }).length, 0) }),
  };
}

/** Bundles the programs of `groups` and starts each `rounds` times, in turns. */
export async function coldStarts(rounds: number, groups: readonly Program['group'][]): Promise<ColdStart[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nonlin-bench-'));
  const ready: Ready[] = [];
  const results: ColdStart[] = [];
  try {
    for (const program of programs.filter(({ group }) => groups.includes(group)))
      try {
        ready.push(await bundle(program, folder));
      } catch (error) {
        results.push({ name: program.name, group: program.group, void: (error as Error).message.split('\n', 1)[0]! });
      }
    const times = new Map<Ready, number[]>(ready.map((one) => [one, []]));
    for (let round = 0; round < rounds; round++)
      for (const one of ready) {
        if (one.failed !== undefined) continue;
        const began = performance.now();
        const { status, stderr } = spawnSync(process.execPath, one.given, { encoding: 'utf8', timeout: 60_000 });
        if (status !== 0) one.failed = /^\w*Error.*/m.exec(stderr)?.[0] ?? 'it ended with an error';
        else times.get(one)!.push(performance.now() - began);
      }
    for (const one of ready) {
      const { name, group } = one.program;
      results.push({
        name,
        group,
        ...(one.bytes !== undefined && { bytes: one.bytes }),
        ...(one.beside !== undefined && { beside: one.beside }),
        ...(one.failed === undefined ? { time: spreadOf(times.get(one)!) } : { void: one.failed }),
      });
      if (one.program.unbundled) rmSync(one.given[0]!);
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
