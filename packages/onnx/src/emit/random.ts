import type { Lowering } from './lower.ts';

/** Words are 32 bits; int64, which every engine has operators for, holds them and their products with a power of two. */
const WORD = 2 ** 32;

const ODD = [13, 15, 26, 6];
const EVEN = [17, 29, 16, 24];

/**
 * Draws from [0, 1) in steps of 2⁻²⁴ in the shape that the int64 vector `dimensions` holds, bit for bit those of `TensorOps.random`:
 * Threefry-2x32 of 20 rounds in whole numbers. A rotation by r is `b · 2ʳ`, whose upper and lower words are added.
 * Throws a `RangeError` below opset 18, which has no BitwiseXor.
 */
export function random({ builder, opset }: Lowering, scope: string, key: string, stream: number, dimensions: string): string {
  if (opset < 18)
    throw new RangeError(
      `trainingToOnnx: random draws (dropout) take opset 18 or later, for BitwiseXor, got ${opset}; raise opset or leave dropout out`,
    );
  const where = `${scope === '' ? '' : `${scope}/`}random`;
  const add = (operator: string, ...inputs: string[]): string => builder.add(where, operator, inputs);
  const word = builder.int64(WORD);
  const sum = (a: string, b: string): string => add('Mod', add('Add', a, b), word);
  const xor = (a: string, b: string): string => add('BitwiseXor', a, b);

  const limb = (place: number): string =>
    builder.add(where, 'Cast', [builder.add(where, 'Gather', [key, builder.int64(place)], { axis: { int: 0 } })], { to: { int: 7 } });
  const join = (low: number): string => add('Add', limb(low), add('Mul', limb(low + 1), builder.int64(2 ** 16)));
  const [key0, key1] = [join(0), join(2)];
  const keys = [key0, key1, xor(builder.int64(0x1bd11bda), xor(key0, key1))];

  // One block of two words for every two elements.
  const count = builder.add(where, 'ReduceProd', [dimensions], { keepdims: { int: 0 } });
  const blocks = add('Div', add('Add', count, builder.int64(1)), builder.int64(2));
  let a = sum(add('Range', builder.int64(0), blocks, builder.int64(1)), key0);
  let b = sum(builder.int64(stream), key1);
  for (let group = 1; group <= 5; group++) {
    for (const rotation of group % 2 === 1 ? ODD : EVEN) {
      a = sum(a, b);
      const turned = add('Mul', b, builder.int64(2 ** rotation));
      b = xor(add('Add', add('Mod', turned, word), add('Div', turned, word)), a);
    }
    a = sum(a, keys[group % 3]!);
    b = sum(b, add('Add', keys[(group + 1) % 3]!, builder.int64(group)));
  }
  const column = (words: string): string => add('Unsqueeze', words, builder.int64([1]));
  const pairs = builder.add(where, 'Concat', [column(a), column(b)], { axis: { int: 1 } });
  const words = add('Reshape', pairs, builder.int64([-1]));
  const enough = add('Slice', words, builder.int64([0]), add('Unsqueeze', count, builder.int64([0])));
  const upper = builder.add(where, 'Cast', [add('Div', enough, builder.int64(2 ** 8))], { to: { int: 1 } });
  return add('Reshape', add('Mul', upper, builder.float(2 ** -24)), dimensions);
}
