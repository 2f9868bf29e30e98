#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { run } from './command/run.ts';
import type { OwnManifest } from './command/run.ts';

const { stdin: input, stdout: output, stderr: errors } = process;
process.exitCode = await run(process.argv.slice(2), {
  input,
  output,
  errors,
  folder: process.cwd(),
  interactive: input.isTTY && output.isTTY,
  manifest: JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as OwnManifest,
});
