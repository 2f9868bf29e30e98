const memory = new DataView(new ArrayBuffer(8));

/** The distance between float32 neighbours at |y|: 2⁻¹⁴⁹ where they are subnormal. */
function spacing(y: number): number {
  memory.setFloat64(0, y);
  const exponent = ((memory.getUint32(0) >>> 20) & 0x7ff) - 1023;
  return 2 ** (Math.max(exponent, -126) - 23);
}

/**
 * How far a float32 lies from the exact value, in units of float32's last place there; overflow counts as 2¹²⁸.
 * Infinity where only one is NaN or infinite beyond rounding, or the sign of zero differs.
 */
export function errorInUlp(got: number, exact: number): number {
  if (Number.isNaN(exact)) return Number.isNaN(got) ? 0 : Infinity;
  if (exact === 0) return Object.is(got, exact) ? 0 : Infinity;
  const limit = 2 ** 128;
  const y = Math.max(-limit, Math.min(limit, exact));
  const z = Math.abs(got) === Infinity ? Math.sign(got) * limit : got;
  if (Number.isNaN(z)) return Infinity;
  if (z === y) return 0;
  return Math.abs(z - y) / spacing(Math.abs(y) === limit ? y / 2 : y);
}
