// Draws packages/‹activation›/plot.svg from the formulas. A test fails when a picture is not what its formula gives.

import { writeFileSync } from 'node:fs';
import { folders, pictureOf } from './activations/pictures.ts';

for (const folder of folders) {
  const picture = pictureOf(folder);
  writeFileSync(new URL(`../packages/${folder}/plot.svg`, import.meta.url), picture);
  console.log(`packages/${folder}/plot.svg: ${picture.length} characters`);
}
