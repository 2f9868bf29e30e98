// Everything that `npm test` checks: every part runs whatever became of those before it, the tests last, so that their summary
// is what the output ends with. The exit status is the worst of all parts.

import { spawnSync } from 'node:child_process';

const quiet = '--output-logs=errors-only';
const checks = ['package', 'types', 'lint', 'format', 'unused', 'workspace', 'changesets'].map((name) => `check:${name}`);
const parts: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['build', 'turbo', 'run', quiet, '--continue', 'build'],
  ['checks', 'turbo', 'run', quiet, '--continue', ...checks],
  ['sizes', 'pnpm', '--silent', 'check:size'],
  ['tests', 'pnpm', '--silent', 'check:tests'],
];

let worst = 0;
const failed: string[] = [];
for (const [name, command, ...args] of parts) {
  // The reporter of the tests says it again beside its count, where it is seen.
  const env = { ...process.env, NONLIN_FAILED_PARTS: failed.join(', ') };
  // Programs of packages are .cmd files on Windows, which only a shell runs; nothing in these lines needs quoting.
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env, shell: process.platform === 'win32' });
  if (error) process.stderr.write(`check: ${command} did not start: ${error.message}\n`);
  if (status !== 0) failed.push(name);
  worst = Math.max(worst, status ?? 1);
}
process.exitCode = worst;
