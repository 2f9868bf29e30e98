// Packs the package in the working directory as `pnpm publish` would, and checks the tarball:
// publint reads its manifest, are-the-types-wrong resolves its types as users' tools do.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a tool that `pnpm run` has put in PATH, and shows its output only when it fails. */
function passes(command: string, ...commandArguments: readonly string[]): boolean {
  // On Windows these are .cmd files, which only a shell runs.
  const { status, stdout, stderr } = spawnSync(command, commandArguments, { encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) console.error(`${command} ${commandArguments.join(' ')}\n${stdout}${stderr}`);
  return status === 0;
}

const folder = mkdtempSync(join(tmpdir(), 'nonlin-pack-'));
try {
  if (!passes('pnpm', 'pack', '--pack-destination', folder)) process.exitCode = 1;
  for (const file of readdirSync(folder)) {
    const tarball = join(folder, file);
    if (!passes('publint', 'run', tarball, '--strict')) process.exitCode = 1;
    if (!passes('attw', tarball, '--profile', 'esm-only')) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
