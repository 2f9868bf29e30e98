// Draws packages/‹activation›/plot.svg from the formulas. A test fails when a picture is not what its formula gives.

import { writeFileSync } from 'node:fs';
import { activationReadmes, pictureOf } from './activations/readme.ts';

for (const [folder, readme] of await activationReadmes()) {
  const picture = pictureOf(readme);
  writeFileSync(new URL(`../packages/${folder}/plot.svg`, import.meta.url), picture);
  console.log(`packages/${folder}/plot.svg: ${Buffer.byteLength(picture)} bytes`);
}
