// Prints the fingerprints of what is trained here, wherever it runs.

import { fingerprints } from '../trainings.ts';

console.log(`fingerprints ${JSON.stringify(await fingerprints())}`);
