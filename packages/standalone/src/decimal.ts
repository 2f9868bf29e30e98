/** The shortest decimal that rounds to this float32 again. */
function decimal(value: number): string {
  if (Object.is(value, -0)) return '-0';
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** Whether the decimal is this very number in double precision too, as that of 0.5; 0.1 is not that of the float32 nearest to it. */
const isExact = (value: number): boolean => Object.is(Number(decimal(value)), value);

/** Numbers as code. What a decimal alone would miss by a little is rounded when the code is loaded. */
export function numberCode(value: number): string {
  const text = decimal(value);
  return isExact(value) ? text : `Math.fround(${text})`;
}

export function listCode(values: Float32Array): string {
  const list = `[${Array.from(values, decimal).join(', ')}]`;
  return values.every(isExact) ? list : `${list}.map(Math.fround)`;
}

/** A list for each row. */
export function matrixCode(rows: readonly Float32Array[]): string {
  const lines = rows.map((row) => `  [${Array.from(row, decimal).join(', ')}],`);
  const exact = rows.every((row) => row.every(isExact));
  return `[\n${lines.join('\n')}\n]${exact ? '' : '.map((weights) => weights.map(Math.fround))'}`;
}
