import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyActivation } from '@nonlin/core';
import { redraw } from '../package/create-package.ts';
import { namesOf } from '../package/names.ts';

/** Plot and README of the package in a folder, from its formula as it is now. Gives the files. Throws a `RangeError` where there is no such package. */
export async function redrawIn(folder: string): Promise<string[]> {
  const { exported } = namesOf(JSON.parse(read(folder, 'package.json')).name);
  const readme = read(folder, 'README.md');
  const activation = (await load(join(folder, 'src', 'index.ts')))[exported] as AnyActivation | undefined;
  if (typeof activation?.formula !== 'function')
    throw new RangeError(`src/index.ts: expected an activation exported as ${exported}, the name in package.json, got none`);
  const files = redraw(activation, exported, readme);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return Object.keys(files);
}

function read(folder: string, path: string): string {
  try {
    return readFileSync(join(folder, path), 'utf8');
  } catch (error) {
    throw new RangeError(`--redraw: expected the folder of a package, got one without ${path}`, { cause: error });
  }
}

async function load(file: string): Promise<{ [exported: string]: unknown }> {
  try {
    return await import(/* @vite-ignore */ pathToFileURL(file).href);
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_UNKNOWN_FILE_EXTENSION')
      throw new RangeError(`--redraw: expected Node 22.18 or newer, which reads TypeScript, got ${process.versions.node}`, {
        cause: error,
      });
    throw error;
  }
}
