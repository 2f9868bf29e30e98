// Trains with checkpoints at the path given, and goes on from there when it is started again.

import { argv } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { trainWithCheckpoints } from '../../src/index.ts';
import { long } from './training.ts';

const { model, data, options } = long();
for await (const { epoch } of trainWithCheckpoints(argv[2]!, model, data, options)) {
  console.log(epoch);
  await setTimeout(2); // so that no machine is done before it is killed
}
