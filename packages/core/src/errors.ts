/** `[2, 3]`, as shapes are written in messages. */
export const show = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** What came, for a message: short, and with its kind where that is the point. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `an object with ${Object.keys(value).join(', ') || 'no properties'}`;
  return String(value);
}

/** Throws a `TypeError` unless `value` fits: it is not `what`. */
export function expectKind(where: string, value: unknown, fits: boolean, what: string): void {
  if (!fits) throw new TypeError(`${where}: expected ${what}, got ${showValue(value)}`);
}

/** Throws a `RangeError` unless `value` is a whole number of at least `least`. */
export function expectWhole(where: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`${where}: expected a whole number of at least ${least}, got ${showValue(value)}`);
}

/** Throws a `RangeError` unless `low ≤ value ≤ high` (or `<` where `open`), and finite. */
export function expectBetween(where: string, value: number, low: number, high: number, open?: 'open' | 'right-open'): void {
  const fits = (open === 'open' ? value > low : value >= low) && (open === undefined ? value <= high : value < high);
  if (typeof value === 'number' && Number.isFinite(value) && fits) return;
  const interval = `${open === 'open' ? '(' : '['}${low}, ${high}${open === undefined ? ']' : ')'}`;
  throw new RangeError(`${where}: expected a finite number in ${interval}, got ${showValue(value)}`);
}

/** Throws a `TypeError` when `options` is no object, or has a key outside `known`, and names those it takes. */
export function expectOptions(where: string, options: object, known: readonly string[]): void {
  expectKind(where, options, typeof options === 'object' && options !== null, `options { ${known.join(', ')} }`);
  for (const key of Object.keys(options))
    if (!known.includes(key)) throw new TypeError(`${where}: unknown option ${JSON.stringify(key)}; it takes ${known.join(', ')}`);
}
