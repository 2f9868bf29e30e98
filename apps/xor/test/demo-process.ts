import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The demo as a person runs it: another process, no terminal. */
export function runDemo(cwd: string, args: readonly string[], more: { readonly [name: string]: string } = {}): Ended {
  const { INIT_CWD: _, NONLIN_CALLED_FROM: _outer, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=@nonlin/source', main, ...args], {
    cwd,
    env: { ...env, ...more },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}
