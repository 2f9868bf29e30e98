// Writes one checkpoint after the other to the path given, until it is killed. In the one of epoch n every number is n.

import { argv } from 'node:process';
import { full } from '@nonlin/core';
import { encode } from '../../src/format.ts';
import { writeAtomically } from '../../src/write-atomically.ts';

const files = Array.from({ length: 6 }, (_, i) => {
  const epoch = i + 1;
  const tensors = { '0.weight': full([500 + 100 * i, 500], epoch), '0.bias': full([500], epoch) };
  return encode({ parameters: tensors, velocity: tensors }, { epoch: String(epoch) });
});

for (let i = 0; ; i = (i + 1) % files.length) {
  await writeAtomically(argv[2]!, files[i]!);
  if (i === 0) console.log('writing');
}
