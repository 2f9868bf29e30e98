import { referenceBackend } from '@nonlin/core';
import { hasSimd, wasm } from '@nonlin/wasm';
import type { Frame } from '../network/frame.ts';
import { Race } from '../network/race.ts';
import type { Answer, Request } from './protocol.ts';

// The thread that trains: one request after the other, each with one answer.
const backend = hasSimd() ? wasm : referenceBackend;
let race: Race | undefined;
let queue: Promise<void> = Promise.resolve();

/** Frames' numbers change hands instead of being copied. */
const post = (answer: Answer): void => globalThis.postMessage(answer, { transfer: answer.kind === 'frame' ? buffersOf(answer.frame) : [] });

const buffersOf = ({ lanes, look }: Frame): ArrayBuffer[] =>
  [
    ...lanes.map(({ surface }) => surface),
    ...Object.values(look.weights).map(({ data }) => data),
    ...look.layers.flatMap(({ preActivations, surfaces }) => [preActivations, ...(surfaces ? [surfaces] : [])]),
  ].map(({ buffer }) => buffer);

async function perform(request: Request): Promise<void> {
  try {
    if (request.kind === 'setup') {
      await race?.dispose();
      race = undefined;
      race = await Race.of(request.settings, request.edits, backend);
      await race.advanceTo(request.to);
    }
    if (race === undefined) return;
    if (request.kind === 'advance') await race.advanceTo(request.to);
    if (request.kind === 'edit') await race.edit(request.edit);
    post({ kind: 'frame', run: request.run, frame: await race.frame(request.look.lane, request.look.inside) });
  } catch (error) {
    post({ kind: 'trouble', run: request.run, message: error instanceof Error ? error.message : String(error) });
  }
}

globalThis.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  queue = queue.then(() => perform(data));
});
