import type { Code } from '../encode/code.ts';
import type { Local } from '../encode/types.ts';
import { operandsOf } from '../record/expression.ts';
import type { Expression, Operation } from '../record/expression.ts';
import type { Node } from '../record/node.ts';
import { kernels } from '../math/index.ts';
import type { MathContext } from '../math/index.ts';

/** What a formula is read over: where its tensors' elements come from, four at a time. */
export interface Elements {
  /** The formula of a tensor that is computed in the same pass. */
  inside(node: Node): Expression | undefined;
  /** Puts four elements of any other `node` on the stack. */
  push(node: Node): void;
  /** Puts four indices along the last axis on the stack. */
  pushColumn(): void;
}

/** How often each expression is used in a pass: what is used once stays on the stack. */
export type Uses = ReadonlyMap<Expression, number>;

export function countUses(roots: readonly Expression[], inside: (node: Node) => Expression | undefined): Uses {
  const uses = new Map<Expression, number>();
  const visit = (expression: Expression): void => {
    const count = uses.get(expression) ?? 0;
    uses.set(expression, count + 1);
    if (count > 0) return;
    const body = expression.kind === 'read' ? inside(expression.node) : undefined;
    if (body !== undefined) visit(body);
    operandsOf(expression).forEach(visit);
  };
  roots.forEach(visit);
  return uses;
}

const COMPARISONS = {
  greater: 'f32x4.gt',
  greaterOrEqual: 'f32x4.ge',
  less: 'f32x4.lt',
  lessOrEqual: 'f32x4.le',
  equal: 'f32x4.eq',
} as const;

const BINARY = { add: 'f32x4.add', sub: 'f32x4.sub', mul: 'f32x4.mul', div: 'f32x4.div', max: 'f32x4.max' } as const;
const UNARY = { neg: 'f32x4.neg', abs: 'f32x4.abs', sqrt: 'f32x4.sqrt' } as const;

const has = <T extends object>(table: T, key: PropertyKey): key is keyof T => key in table;

/**
 * Writes formulas as vector instructions for four elements. One writer serves one place of a loop: what it has computed
 * there it does not compute again.
 */
export class FormulaWriter {
  readonly #code: Code;
  readonly #context: MathContext;
  readonly #elements: Elements;
  readonly #uses: Uses;
  readonly #values = new Map<Expression, Local>();
  readonly #masks = new Map<Expression, Local>();

  constructor(code: Code, context: MathContext, elements: Elements, uses: Uses) {
    this.#code = code;
    this.#context = context;
    this.#elements = elements;
    this.#uses = uses;
  }

  /**
   * Computes what is long or used several times, and holds it in locals: what remains of `expression` is short.
   * Each of these begins with nothing on the stack, so that formulas for several places can be written in turn.
   */
  prepare(expression: Expression): void {
    if (this.#values.has(expression) || expression.kind === 'constant') return;
    const body = expression.kind === 'read' ? this.#elements.inside(expression.node) : undefined;
    if (body !== undefined) this.prepare(body);
    for (const operand of operandsOf(expression)) this.prepare(operand);
    if (!has(kernels, expression.kind) && (!this.#usedOften(expression) || has(COMPARISONS, expression.kind))) return;
    this.#compute(expression);
    this.#code.set(this.#hold(expression));
  }

  /** Puts the value of `expression` on the stack. */
  push(expression: Expression): void {
    const code = this.#code;
    if (expression.kind === 'constant') {
      code.get(code.hoisted(expression.value));
      return;
    }
    const known = this.#values.get(expression);
    if (known !== undefined) {
      code.get(known);
      return;
    }
    this.#compute(expression);
    if (this.#usedOften(expression)) code.tee(this.#hold(expression));
  }

  #hold(expression: Expression): Local {
    const local = this.#code.local('v128');
    this.#values.set(expression, local);
    return local;
  }

  #usedOften(expression: Expression): boolean {
    return (this.#uses.get(expression) ?? 0) > 1;
  }

  #compute(expression: Exclude<Expression, { kind: 'constant' }>): void {
    const code = this.#code;
    if (expression.kind === 'read') {
      const body = this.#elements.inside(expression.node);
      if (body === undefined) this.#elements.push(expression.node);
      else this.push(body);
    } else if (expression.kind === 'column') this.#elements.pushColumn();
    else if (has(COMPARISONS, expression.kind)) {
      this.#pushMask(expression);
      code.get(code.hoisted(1)).op('v128.and');
    } else this.#apply(expression.kind, expression.operands);
  }

  #apply(kind: Operation, operands: readonly Expression[]): void {
    const code = this.#code;
    const [a, b, c] = operands as [Expression, Expression, Expression];
    if (kind === 'where') {
      this.push(b);
      this.push(c);
      this.#pushMask(a);
      code.op(this.#context.fused ? 'i32x4.relaxed_laneselect' : 'v128.bitselect');
    } else if (this.#context.fused && kind === 'add' && this.#isFreshProduct(a)) this.#fused('f32x4.relaxed_madd', a, b);
    else if (this.#context.fused && kind === 'add' && this.#isFreshProduct(b)) this.#fused('f32x4.relaxed_madd', b, a);
    else if (this.#context.fused && kind === 'sub' && this.#isFreshProduct(b)) this.#fused('f32x4.relaxed_nmadd', b, a);
    else if (has(BINARY, kind)) {
      this.push(a);
      this.push(b);
      code.op(BINARY[kind]);
    } else if (has(UNARY, kind)) {
      this.push(a);
      code.op(UNARY[kind]);
    } else if (has(kernels, kind)) {
      this.push(a);
      code.scratch(1, 'v128', (x) => {
        code.set(x);
        kernels[kind](code, x, this.#context);
      });
    }
  }

  /** A product that is used here only: it may stay unrounded. */
  #isFreshProduct(expression: Expression): expression is Extract<Expression, { kind: Operation }> {
    return expression.kind === 'mul' && !this.#usedOften(expression);
  }

  #fused(op: 'f32x4.relaxed_madd' | 'f32x4.relaxed_nmadd', product: Extract<Expression, { kind: Operation }>, rest: Expression): void {
    this.push(product.operands[0]!);
    this.push(product.operands[1]!);
    this.push(rest);
    this.#code.op(op);
  }

  /** All bits where the condition holds, none where it does not. */
  #pushMask(condition: Expression): void {
    const code = this.#code;
    const known = this.#masks.get(condition);
    if (known !== undefined) {
      code.get(known);
      return;
    }
    if (condition.kind !== 'read' && condition.kind !== 'constant' && has(COMPARISONS, condition.kind) && 'operands' in condition) {
      this.push(condition.operands[0]!);
      this.push(condition.operands[1]!);
      code.op(COMPARISONS[condition.kind]);
    } else {
      this.push(condition);
      code.get(code.hoisted(0)).op('f32x4.ne');
    }
    if (!this.#usedOften(condition)) return;
    const local = code.local('v128');
    this.#masks.set(condition, local);
    code.tee(local);
  }
}
