/**
 * Threefry-2x32 with 20 rounds: 64 random bits from a 64-bit key and a 64-bit counter, with nothing to carry along.
 * Any draw can be made in any order, on any machine, to the bit.
 * Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", doi:10.1145/2063384.2063405.
 */
export function threefry(key0: number, key1: number, counter0: number, counter1: number): [number, number] {
  const keys = [key0, key1, 0x1bd11bda ^ key0 ^ key1];
  let a = (counter0 + key0) | 0;
  let b = (counter1 + key1) | 0;
  for (let group = 1; group <= 5; group++) {
    for (const rotation of group % 2 === 1 ? ODD : EVEN) {
      a = (a + b) | 0;
      b = ((b << rotation) | (b >>> (32 - rotation))) ^ a;
    }
    a = (a + keys[group % 3]!) | 0;
    b = (b + keys[(group + 1) % 3]! + group) | 0;
  }
  return [a >>> 0, b >>> 0];
}

const ODD = [13, 15, 26, 6];
const EVEN = [17, 29, 16, 24];
