/** What a formula may use where it takes an element: a value of the interpreter, or a plain number. */
export type Operand<S> = S | number;

/**
 * The operations a *formula* may use on one element. A formula is written once against this signature
 * and read many ways: as plain numbers, as slopes (`duals`), as whole columns, later as SIMD, ONNX nodes or LaTeX.
 *
 * Every operation takes plain numbers too. A comparison gives 1 where it holds and 0 where not (also where an operand is NaN).
 */
export interface ScalarOps<S> {
  /** `value` as an element of this interpreter; its slope is 0. */
  constant(value: number): S;
  /** `a + b`. */
  add(a: Operand<S>, b: Operand<S>): S;
  /** `a − b`. */
  sub(a: Operand<S>, b: Operand<S>): S;
  /** `a · b`. */
  mul(a: Operand<S>, b: Operand<S>): S;
  /** `a / b`. */
  div(a: Operand<S>, b: Operand<S>): S;
  /** `−x`. */
  neg(x: Operand<S>): S;
  /** `|x|`; slope −1, 0, 1 left of, at and right of 0. */
  abs(x: Operand<S>): S;
  /** `eˣ`. */
  exp(x: Operand<S>): S;
  /** `eˣ − 1`, exact to the last bits near 0, where `exp(x) − 1` keeps none. */
  expm1(x: Operand<S>): S;
  /** `ln x`. */
  log(x: Operand<S>): S;
  /** `ln(1 + x)`, exact to the last bits near 0. */
  log1p(x: Operand<S>): S;
  /** `(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)`. */
  tanh(x: Operand<S>): S;
  /** `2/√π · ∫₀ˣ e^(−t²) dt`. */
  erf(x: Operand<S>): S;
  /** `1 − erf(x)`, which keeps its digits in the right tail, where `1 − erf(x)` is 0. */
  erfc(x: Operand<S>): S;
  /** `√x`. */
  sqrt(x: Operand<S>): S;
  /** `sin x`, x in radians. */
  sin(x: Operand<S>): S;
  /** `cos x`, x in radians. */
  cos(x: Operand<S>): S;
  /** The larger of the two; NaN if one is NaN. Its slope is that of the larger; where they tie, that of `b`. */
  max(a: Operand<S>, b: Operand<S>): S;
  /** 1 where `a > b`, else 0. */
  greater(a: Operand<S>, b: Operand<S>): S;
  /** 1 where `a ≥ b`, else 0. */
  greaterOrEqual(a: Operand<S>, b: Operand<S>): S;
  /** 1 where `a < b`, else 0. */
  less(a: Operand<S>, b: Operand<S>): S;
  /** 1 where `a ≤ b`, else 0. */
  lessOrEqual(a: Operand<S>, b: Operand<S>): S;
  /** 1 where `a = b`, else 0. */
  equal(a: Operand<S>, b: Operand<S>): S;
  /** `a` where `condition` is not 0, else `b`. Selects values and slopes; what is not selected may be NaN or infinite. */
  where(condition: Operand<S>, a: Operand<S>, b: Operand<S>): S;
  /**
   * `value`, whose slope with respect to `x` is stated to be `slope`: for formulas whose true slope is useless or undefined.
   * Numbers read the value, duals the slope, and the statement survives every composition.
   */
  withSlope(value: Operand<S>, x: Operand<S>, slope: Operand<S>): S;
}

/** A formula of one variable, readable by every interpreter. */
export type Formula = <S>(x: S, ops: ScalarOps<S>) => Operand<S>;
