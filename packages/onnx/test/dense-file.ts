import { parentPort, workerData } from 'node:worker_threads';
import { fromOnnx } from '@nonlin/onnx';

// A thread that reads a file of one field over and over, and says what came of it.
const { within, field, size } = workerData as { within: readonly number[]; field: readonly number[]; size: number };

const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]);

let bytes = new Uint8Array(size).map((_, i) => field[i % field.length]!);
for (const tag of within.toReversed()) bytes = new Uint8Array(Buffer.concat([Uint8Array.from([tag, ...varint(bytes.length)]), bytes]));
const file = new Uint8Array(bytes.length + 6);
file.set([0x08, 8, 0x42, 2, 0x10, 20]);
file.set(bytes, 6);
try {
  fromOnnx(file);
  parentPort!.postMessage('read');
} catch (error) {
  parentPort!.postMessage(String(error));
}
