/** What separates whole from broken: `1.5` or `1,5`. */
export type Decimal = '.' | ',';

/** Decimal numbers as files have them; no hexadecimal, no thousands, no infinity. */
const NUMBERS: { readonly [decimal in Decimal]: RegExp } = {
  '.': /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i,
  ',': /^[+-]?(?:\d+,?\d*|,\d+)(?:e[+-]?\d+)?$/i,
};

export const isNumber = (cell: string, decimal: Decimal): boolean => NUMBERS[decimal].test(cell);

/** What a cell that is a number stands for. */
export const valueOf = (cell: string, decimal: Decimal): number => Number(decimal === '.' ? cell : cell.replace(',', '.'));

const THOUSANDS = String.raw`[1-9]\d{0,2}(?:(?<mark>[.,'’_ \u00A0\u2009\u202F])\d{3})(?:\k<mark>\d{3})*(?:[.,]\d*)?`;
const ANY = String.raw`(?:\d[\d.,'’_ \u00A0\u2009\u202F]*|[.,]\d+)(?:e[+-]?\d+)?`;

/** Cells that people take for numbers, or for points in time: what they look like, and what to do. */
const NOTATIONS: readonly (readonly [form: RegExp, looks: string, remedy: string])[] = [
  [
    /^[+-]?[1-9]\d{0,2},\d{3}$/,
    'a number with thousands set apart, or with a decimal comma',
    'take the mark out, or say that "," is the decimal',
  ],
  [new RegExp(`^[+-]?${THOUSANDS}$`), 'a number with thousands set apart', 'take the marks between thousands out'],
  [/^[+-]?\d*,\d+(?:e[+-]?\d+)?$/i, 'a number with a decimal comma', 'give "," as the decimal'],
  [/^[+-]?\d*\.\d+(?:e[+-]?\d+)?$/i, 'a number with a decimal point', 'give "." as the decimal'],
  [new RegExp(`^[+-]?${ANY}\\s*[%‰]$`, 'i'), 'a percentage', 'take the sign out'],
  [
    new RegExp(`^(?:[+-]?\\p{Sc}\\s*[+-]?${ANY}|[+-]?${ANY}\\s*\\p{Sc})$`, 'iu'),
    'an amount of money',
    'take the signs and the marks between thousands out',
  ],
  [new RegExp(`^[\u2212\u2013\u2012]\\s*${ANY}$`, 'i'), 'a number with a dash for a minus', 'write it with "-"'],
  [/^[+-]?0x[\da-f]+$/i, 'a hexadecimal number', 'write it in decimals'],
  [/^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(?:\d{2})?)(?:[T ].*)?$/, 'a date', 'write it as a number of days'],
  [/^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?$/, 'a time of day', 'write it as a number'],
];

/** What a cell that is no number may be meant for. */
export function meant(cell: string): { readonly looks: string; readonly remedy: string; readonly decimal?: Decimal } | undefined {
  const [, looks, remedy] = NOTATIONS.find(([form]) => form.test(cell)) ?? [];
  if (looks === undefined || remedy === undefined) return undefined;
  const decimal = (['.', ','] as const).find((decimal) => remedy.startsWith(`give "${decimal}"`));
  return { looks, remedy, ...(decimal !== undefined && { decimal }) };
}

/** What is written where nothing was measured, beside an empty cell. */
const MISSING = /^(?:n\/?a|nan|null|nil|\?|-|\.)$/i;

/** The same among numbers, where these words are no categories. */
const MISSING_NUMBER = /^(?:none|missing|unknown)$/i;

export const isMissing = (cell: string, amongNumbers: boolean): boolean =>
  MISSING.test(cell) || (amongNumbers && MISSING_NUMBER.test(cell));

/** How much of a column's spread float32 may round away: beyond it, what is learnt is another column. */
const MOST_ROUNDING = 1e-3;

/**
 * The place of the number that float32 rounds most, where that is more than a thousandth of the column's standard deviation: seconds since
 * 1970 over an hour differ by 1, and float32 has every 128th of them. −1 where float32 tells the numbers apart.
 */
export function worstRounded(values: Float64Array): number {
  const { length } = values;
  // Only the differences count: the mean of the first number's distances loses nothing.
  const first = values[0]!;
  let [sum, squares, worst, place] = [0, 0, 0, -1];
  for (const [i, value] of values.entries()) {
    const rounding = Math.abs(Math.fround(value) - value);
    if (!Number.isFinite(rounding)) return -1; // beyond float32, which `encode` refuses
    sum += value - first;
    squares += (value - first) ** 2;
    if (rounding > worst) [worst, place] = [rounding, i];
  }
  const deviation = Math.sqrt(Math.max(0, squares / length - (sum / length) ** 2));
  return deviation > 0 && worst > MOST_ROUNDING * deviation ? place : -1;
}
