/** Functions that are operations, by the names they have there. */
export const OPERATIONS = [
  'abs',
  'cos',
  'erf',
  'erfc',
  'exp',
  'expm1',
  'log',
  'log1p',
  'max',
  'sin',
  'sqrt',
  'tanh',
  'where',
  'withSlope',
] as const;

interface Definition {
  readonly takes: readonly string[];
  readonly formula: string;
}

/**
 * Functions written in the formulas' own language, each free of overflow, with the right slope at 0.
 * `e^(−|x|)` is written with `where`: `abs` and `max` choose a slope where their branches meet.
 */
export const DEFINITIONS: ReadonlyMap<string, Definition> = new Map([
  // Relations of the operations. A tie of `min`, as of `max`, takes the slope of b.
  ['min', { takes: ['a', 'b'], formula: '-max(-a, -b)' }],
  ['clamp', { takes: ['x', 'low', 'high'], formula: 'min(max(x, low), high)' }],
  ['pow', { takes: ['a', 'b'], formula: 'a^b' }],
  // Jumps: their slope is stated as 0, and NaN stays NaN.
  ['step', { takes: ['x'], formula: 'withSlope(where(x > 0, 1, where(x <= 0, 0, x)), x, 0)' }],
  ['sign', { takes: ['x'], formula: 'withSlope(where(x > 0, 1, where(x < 0, -1, x)), x, 0)' }],
  ['relu', { takes: ['x'], formula: 'max(x, 0)' }],
  ['sigmoid', { takes: ['x'], formula: 'u = exp(where(x < 0, x, -x)); where(x < 0, u, 1) / (1 + u)' }],
  ['softplus', { takes: ['x'], formula: 'where(x < 0, 0, x) + log1p(exp(where(x < 0, x, -x)))' }],
  ['silu', { takes: ['x'], formula: 'x * sigmoid(x)' }],
  // The standard normal distribution, through erfc: right far into the left tail.
  ['Phi', { takes: ['x'], formula: `0.5 * erfc(${-Math.SQRT1_2} * x)` }],
  ['gelu', { takes: ['x'], formula: 'x * Phi(x)' }],
]);

/** Other ways to write a function's name. */
export const ALIASES: ReadonlyMap<string, string> = new Map([
  ['ln', 'log'],
  ['σ', 'sigmoid'],
  ['Φ', 'Phi'],
]);

/** Functions that other languages and papers have: whoever names one has not mistyped another. */
export const ELSEWHERE: ReadonlySet<string> = new Set(
  `acos acosh asin asinh atan atan2 atanh cbrt ceil celu cosh cot elu exp2 floor hypot log10 log2 mean mish mod norm prelu relu6 round
  selu sinh softmax softsign sum swish tan trunc`.split(/\s+/),
);

export const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['π', Math.PI],
  ['e', Math.E],
  ['Infinity', Infinity],
  ['NaN', NaN],
]);

/** Every function that a formula may call, in the order of the alphabet. */
export const FUNCTIONS: readonly string[] = [...OPERATIONS, ...DEFINITIONS.keys()].toSorted((a, b) =>
  a.toLowerCase() < b.toLowerCase() ? -1 : 1,
);

/** Why nothing else may be called so: `a function`, `a constant`, `the variable`; undefined if it may. */
export const meaningOf = (name: string): string | undefined =>
  name === 'x'
    ? 'the variable'
    : CONSTANTS.has(name)
      ? 'a constant'
      : ALIASES.has(name) || FUNCTIONS.includes(name)
        ? 'a function'
        : undefined;
