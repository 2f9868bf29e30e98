// `changeset status`: every changeset names packages that exist, and a change to a package since main has one.
// A checkout without a branch of that name is compared with origin's, or with itself.

import { spawnSync } from 'node:child_process';

const base = ['main', 'origin/main', 'HEAD'].find((name) => spawnSync('git', ['rev-parse', '--verify', '--quiet', name]).status === 0);
const since = base === 'main' || base === undefined ? [] : [`--since=${base}`];
const { status } = spawnSync('changeset', ['status', ...since], { stdio: 'inherit', shell: process.platform === 'win32' });
process.exitCode = status ?? 1;
