import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataOf, inputOf, numbers } from './data.ts';
import { subprocess } from './subprocess.ts';
import type { Remote, Work } from './work.ts';

// PyTorch, eager, on one thread, where a Python of this machine has it.

const PYTHONS = [process.env['PYTHON'], 'python3', '/usr/bin/python3'].filter((python) => python !== undefined);

let python: { readonly command: string; readonly version: string } | undefined;
function find(): { readonly command: string; readonly version: string } | undefined {
  if (python !== undefined) return python;
  for (const command of PYTHONS)
    try {
      const version = execFileSync(command, ['-c', 'import torch; print(torch.__version__)'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return (python = { command, version: version.trim() });
    } catch {
      // Not there, or without PyTorch.
    }
  return undefined;
}

export function version(): string {
  const found = find();
  if (found === undefined) throw new Error('no Python with PyTorch');
  return found.version;
}

export function prepare(work: Work): Remote | undefined {
  const found = find();
  if (found === undefined) return undefined;
  const file = join(mkdtempSync(join(tmpdir(), 'nonlin-bench-')), 'data');
  const parts =
    work.kind === 'train'
      ? Object.values(dataOf(work) as unknown as { readonly [name: string]: Float32Array })
      : [work.kind === 'predict' ? inputOf(work) : numbers(work.kind === 'matmul' ? work.size ** 2 : work.elements, 6, 6)];
  writeFileSync(file, Buffer.concat(parts.map((part) => Buffer.from(part.buffer))));
  return subprocess(found.command, [fileURLToPath(new URL('../peers/torch-work.py', import.meta.url)), JSON.stringify(work), file]);
}
