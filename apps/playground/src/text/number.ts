/** A number for reading: three digits, powers of ten where it is tiny or huge, a true minus sign. */
export function number(x: number): string {
  if (x === 0) return '0';
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x > 0 ? '∞' : '−∞';
  const size = Math.abs(x);
  const text = size < 1e-3 || size >= 1e5 ? power(size) : String(Number(size.toPrecision(3)));
  return x < 0 ? `−${text}` : text;
}

function power(size: number): string {
  const [digits, exponent] = size.toExponential(1).split('e');
  return `${digits} · 10${String(Number(exponent)).replaceAll(/./g, (digit) => (digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!))}`;
}
