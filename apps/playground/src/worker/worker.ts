import { referenceBackend } from '@nonlin/core';
import { hasSimd, wasm } from '@nonlin/wasm';
import type { Frame } from '../network/frame.ts';
import { Race } from '../network/race.ts';
import type { Answer, Request } from './protocol.ts';

// The thread that trains: one request after the other, each with one answer.
const backend = hasSimd() ? wasm : referenceBackend;
let race: Race | undefined;
let queue: Promise<void> = Promise.resolve();
/** The run asked for last; what belongs to another is not worth doing any more. */
let newest = 0;

/** Epochs of a long way between two words on how far it is. */
const LEG = 100;

/** Frames' numbers change hands instead of being copied. */
const post = (answer: Answer): void => globalThis.postMessage(answer, { transfer: answer.kind === 'frame' ? buffersOf(answer.frame) : [] });

const buffersOf = ({ lanes, look }: Frame): ArrayBuffer[] =>
  [
    ...lanes.map(({ surface }) => surface),
    ...Object.values(look.weights).map(({ data }) => data),
    ...look.layers.flatMap(({ preActivations, surfaces }) => [preActivations, ...(surfaces ? [surfaces] : [])]),
  ].map(({ buffer }) => buffer);

async function perform(request: Request): Promise<void> {
  const { run } = request;
  if (run !== newest) return;
  try {
    if (request.kind === 'setup') {
      await race?.dispose();
      race = undefined;
      race = await Race.of(request.settings, request.edits, backend);
      while (race.epoch < request.to) {
        await race.advanceTo(Math.min(request.to, race.epoch + LEG));
        // While a network trains, new requests come in.
        if (run !== newest) return;
        post({ kind: 'progress', run, epoch: race.epoch });
      }
    }
    if (race === undefined) return;
    if (request.kind === 'advance') await race.advanceTo(request.to);
    if (request.kind === 'edit') await race.edit(request.edit);
    post({ kind: 'frame', run, frame: await race.frame(request.look.lane, request.look.inside) });
  } catch (error) {
    post({ kind: 'trouble', run, message: error instanceof Error ? error.message : String(error) });
  }
}

globalThis.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  newest = data.run;
  queue = queue.then(() => perform(data));
});
