import type { Named, Tensor } from '@nonlin/core';
import { own, startNode } from '../engines.ts';
import type { Run } from '../engines.ts';

/** What a machine is given once: the file of gradients and rows of its own. */
export interface Shard {
  readonly file: Uint8Array;
  readonly rows: Named<Tensor>;
}

// One machine: weights come in, the gradients of its own rows go out. It knows nothing of the others.
let machine: Promise<{ readonly run: Run; readonly rows: Named<Tensor> }> | undefined;

process.on('message', (message: Shard | Named<Tensor>) => {
  if (machine === undefined) {
    const { file, rows } = message as Shard;
    machine = startNode(file).then((run) => ({ run, rows: own(rows) }));
  } else
    void machine.then(({ run, rows }) => run({ ...rows, ...own(message as Named<Tensor>) })).then((gradients) => process.send!(gradients));
});
