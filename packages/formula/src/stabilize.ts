import { numbers } from '@nonlin/core';
import type { AnyActivation, Operand, ScalarOps } from '@nonlin/core';
import { findIdioms } from './idioms.ts';
import type { Idiom } from './idioms.ts';
import { define } from './parser.ts';
import { Recording, replay, used } from './recording.ts';
import type { Value } from './recording.ts';

type Term = Operand<Value>;
type Operation = Value['operation'];

/**
 * The same activation, its usual spellings replaced by forms that neither overflow nor lose digits: `1/(1+exp(-x))` by `sigmoid(x)`,
 * `log(1+exp(x))` by `softplus(x)`, `(1+erf(x/sqrt(2)))/2` by `Phi(x)`, `exp(-x^2)` by one of a bounded x. Equal but for rounding;
 * where nothing is to be replaced, the activation itself. `parseFormula` replaces nothing.
 *
 * Throws a `RangeError` for more than 10,000 operations.
 */
export function stabilize<A extends AnyActivation>(activation: A): A {
  const full = (problem: string): Error => new RangeError(`stabilize: ${problem}`);
  const [old, rules] = [new Recording(full), new Rules(new Recording(full))];
  const names = ['x', ...Object.keys(activation.parameters ?? {})];
  const inputs = Object.fromEntries(names.map((name) => [name, old.input(name)]));
  const result = activation.formula(inputs['x']!, old.ops, inputs);

  const idioms = findIdioms(old.values);
  const isFunction = (idiom: Idiom | undefined): idiom is Idiom => idiom !== undefined && idiom.name !== 'min' && idiom.name !== 'power';
  const operandsOf = (value: Value): readonly Term[] => {
    const idiom = idioms.get(value);
    return isFunction(idiom) ? idiom.operands : value.operands;
  };
  const made = new Map<Value, Term>();
  const read = (term: Term): Term => (typeof term === 'number' ? term : made.get(term)!);
  for (const value of used(result, old.values, operandsOf)) {
    const idiom = idioms.get(value);
    const operands = operandsOf(value).map(read);
    if (value.operation === 'input') made.set(value, rules.input(value.name));
    else made.set(value, isFunction(idiom) ? rules.call(idiom.name, operands[0]!) : rules.apply(value.operation, operands));
  }
  if (!rules.changed) return activation;

  const term = read(result);
  const values = used(term, rules.recording.values);
  const formula = <S>(x: S, ops: ScalarOps<S>, parameters?: { readonly [name: string]: S }): Operand<S> =>
    replay(values, term, ops, (name) => (name === 'x' ? x : (parameters?.[name] ?? activation.parameters![name]!)));
  return { ...activation, formula };
}

/** Far enough out for e^−x to be 0 in float32, times whatever it may be. */
const FAR = 700;
/** 1 + x² is x² there, in double precision. */
const FLAT = 2 ** 30;

class Rules {
  readonly recording: Recording;
  changed = false;
  readonly #ops: ScalarOps<Value>;
  readonly #inputs = new Map<string, Value>();
  /** Values known to be a number times another: the 2 of 1 + tanh u = 2 · σ(2u), which meets a ½ further on. */
  readonly #scaled = new Map<Term, readonly [factor: number, rest: Term]>();

  constructor(recording: Recording) {
    this.recording = recording;
    this.#ops = recording.ops;
  }

  input(name: string): Value {
    const value = this.#inputs.get(name) ?? this.recording.input(name);
    this.#inputs.set(name, value);
    return value;
  }

  /** A function of `DEFINITIONS`. */
  call(name: Idiom['name'], u: Term): Term {
    return define(name, [name === 'sigmoid' || name === 'Phi' ? this.#bounded(u) : u], this.#ops);
  }

  apply(operation: Operation, operands: readonly Term[]): Term {
    const found = this.#rule(operation, operands);
    if (found !== undefined) this.changed = true;
    return found ?? this.#plain(operation as keyof ScalarOps<Value>, ...operands);
  }

  #plain(operation: keyof ScalarOps<Value>, ...operands: readonly Term[]): Value {
    return (this.#ops[operation] as (...operands: readonly Term[]) => Value)(...operands);
  }

  #rule(operation: Operation, [a, b]: readonly Term[]): Term | undefined {
    if (operation === 'log') {
      const u = this.#onePlus(a!);
      return u && (this.#softplus(u) ?? this.#ops.log1p(u));
    }
    if (operation === 'log1p') return this.#softplus(a!);
    if (operation === 'div')
      return this.#quotient(a!, b!) ?? this.#share(a!, b!) ?? this.#product(a!, typeof b === 'number' ? 1 / b : undefined);
    if (operation === 'mul') return this.#product(a!, b);
    if (operation === 'sub' && b === 1 && is(a!, 'exp')) return this.#ops.expm1(a.operands[0]!);
    if (operation === 'sub' && a === 1 && is(b!, 'exp')) return this.#ops.neg(this.#ops.expm1(b.operands[0]!));
    if (operation === 'add' || operation === 'sub') {
      const u = this.#onePlus(this.#plain(operation, a!, b!));
      return u && this.#onePlusOdd(u);
    }
    if (operation === 'sqrt') return this.#rootOfSquare(a!);
    if (operation === 'exp') return this.#bell(a!);
    if (operation === 'tanh' || operation === 'erf' || operation === 'erfc') {
      // 1 from e² on, in double precision for tanh and erf both.
      if (operation !== 'erfc' && is(a!, 'exp') && !isChosen(a.operands[0]!))
        return this.#ops[operation](this.#ops.exp(define('min', [a.operands[0]!, 4], this.#ops)));
      const u = this.#bounded(a!);
      return u === a ? undefined : this.#plain(operation, u);
    }
    return undefined;
  }

  /** u of 1 + u. */
  #onePlus(term: Term): Term | undefined {
    if (!is(term, 'add') && !is(term, 'sub')) return undefined;
    const [a, b] = term.operands as [Term, Term];
    if (a === 1 && typeof b === 'object') return term.operation === 'add' ? b : this.#negative(b);
    return b === 1 && typeof a === 'object' && term.operation === 'add' ? a : undefined;
  }

  #negative(term: Term): Term {
    if (typeof term === 'number') return -term;
    const [a, b] = term.operands as [Term, Term];
    if (term.operation === 'neg') return a;
    if (term.operation === 'sub') return this.#ops.sub(b, a);
    if (term.operation === 'mul' && typeof a === 'number') return a === -1 ? b : this.#ops.mul(-a, b);
    if (term.operation === 'mul' && is(a, 'neg')) return this.#ops.mul(a.operands[0]!, b);
    if (term.operation === 'div' && is(a, 'neg')) return this.#ops.div(a.operands[0]!, b);
    return this.#ops.neg(term);
  }

  /** ln(1 + e^w), given e^w. */
  #softplus(u: Term): Term | undefined {
    return is(u, 'exp') && !isChosen(u.operands[0]!) ? define('softplus', [u.operands[0]!], this.#ops) : undefined;
  }

  /** n / (1 + e^w) and (e^w − e^−w) / (e^w + e^−w). */
  #quotient(n: Term, d: Term): Term | undefined {
    const u = this.#onePlus(d);
    if (u !== undefined && is(u, 'exp')) {
      const w = u.operands[0]!;
      if (isChosen(w)) return undefined;
      const falling = define('sigmoid', [this.#negative(w)], this.#ops);
      return n === 1 ? falling : n === u ? define('sigmoid', [w], this.#ops) : this.#ops.mul(n, falling);
    }
    if (is(n, 'sub') && is(d, 'add') && n.operands.every((part, i) => part === d.operands[i])) {
      const [a, b] = n.operands as [Term, Term];
      if (is(a, 'exp') && is(b, 'exp') && this.#negative(b.operands[0]!) === a.operands[0]!) return this.#ops.tanh(a.operands[0]);
    }
    return undefined;
  }

  /** x · clamp(…) / 6, whose product leaves float32 before the whole does: the bounded factor is divided. */
  #share(n: Term, d: Term): Term | undefined {
    if (!is(n, 'mul') || typeof d !== 'number' || !(d > 1)) return undefined;
    const [a, b] = n.operands as [Term, Term];
    if (typeof a === 'number' || typeof b === 'number' || isChosen(a) === isChosen(b)) return undefined;
    return isChosen(b) ? this.#ops.mul(a, this.#ops.div(b, d)) : this.#ops.mul(this.#ops.div(a, d), b);
  }

  /** 1 + tanh u = 2 · σ(2u), 1 + erf u = erfc(−u) = 2 · Φ(√2 · u). */
  #onePlusOdd(u: Term): Term | undefined {
    const sign = is(u, 'neg') ? -1 : 1;
    const inner = is(u, 'neg') ? u.operands[0]! : u;
    if (!is(inner, 'tanh') && !is(inner, 'erf')) return undefined;
    const argument = inner.operands[0]!;
    const signed = sign < 0 ? this.#negative(argument) : argument;
    if (inner.operation === 'tanh') return this.#times(2, this.call('sigmoid', this.#doubled(signed)));
    const [factor, factors] = flat(signed);
    const isPhi = Math.abs(Math.abs(factor) - Math.SQRT1_2) < 1e-9 && factors.length === 1;
    return isPhi
      ? this.#times(2, this.call('Phi', factor < 0 ? this.#negative(factors[0]!) : factors[0]!))
      : this.#ops.erfc(this.#negative(signed));
  }

  #doubled(term: Term): Term {
    const [factor, rest] = this.#split(term);
    return this.#known(2 * factor, rest);
  }

  #known(factor: number, rest: Term): Term {
    return rest === 1 ? factor : factor === 1 ? rest : factor === -1 ? this.#negative(rest) : this.#ops.mul(factor, rest);
  }

  /** factor · rest, remembered as such. */
  #times(factor: number, rest: Term): Term {
    const term = this.#known(factor, rest);
    if (factor !== 1) this.#scaled.set(term, [factor, rest]);
    return term;
  }

  #split(term: Term): readonly [factor: number, rest: Term] {
    const known = this.#scaled.get(term);
    if (known) return known;
    if (typeof term === 'number') return [term, 1];
    const [a, b] = term.operands as [Term, Term];
    if (term.operation === 'mul' && typeof a === 'number') return [a, b];
    if (term.operation === 'mul' && typeof b === 'number') return [b, a];
    if (term.operation === 'div' && typeof b === 'number') return [1 / b, a];
    return [1, term];
  }

  /** A product in which a remembered factor meets another. */
  #product(a: Term, b: Term | undefined): Term | undefined {
    if (b === undefined || !(this.#scaled.has(a) || this.#scaled.has(b))) return undefined;
    const [[f, rest], [g, more]] = [this.#split(a), this.#split(b)];
    return this.#times(f * g, rest === 1 ? more : more === 1 ? rest : this.#ops.mul(rest, more));
  }

  /** √(c + u²), whose square overflows in float32 long before the root would. */
  #rootOfSquare(term: Term): Term | undefined {
    if (!is(term, 'add')) return undefined;
    const [a, b] = term.operands as [Term, Term];
    const [c, square] = typeof a === 'number' ? [a, b] : [b, a];
    if (typeof c !== 'number' || !(c > 0) || !is(square, 'mul') || square.operands[0] !== square.operands[1]) return undefined;
    if (isChosen(square.operands[0]!)) return undefined;
    const [u, far] = [square.operands[0]!, FLAT * Math.sqrt(c)];
    const [size, held] = [this.#ops.abs(u), define('clamp', [u, -far, far], this.#ops)];
    return this.#ops.where(this.#ops.greater(size, far), size, this.#ops.sqrt(this.#ops.add(c, this.#ops.mul(held, held))));
  }

  /** e^(−c · u²) with u held where the whole is 0, in double precision too: times ∞ it is NaN, and no wrong number. */
  #bell(term: Term): Term | undefined {
    const [factor, factors] = flat(term);
    const [u, again] = factors;
    if (!(factor < 0) || factors.length !== 2 || u !== again || isChosen(u!)) return undefined;
    const bound = Math.ceil(28 / Math.sqrt(-factor));
    const held = define('clamp', [u!, -bound, bound], this.#ops);
    const square = this.#ops.mul(held, held);
    return this.#ops.exp(factor === -1 ? this.#ops.neg(square) : this.#ops.mul(factor, square));
  }

  /** A polynomial of x with x held where a sigmoid of it has long reached its limits; other terms as they are. */
  #bounded(term: Term): Term {
    const parts = used(term, this.recording.values);
    const x = this.#inputs.get('x');
    const isPolynomial = parts.every(
      (part) =>
        part === x ||
        ['add', 'sub', 'mul', 'neg'].includes(part.operation) ||
        (part.operation === 'div' && typeof part.operands[1] === 'number'),
    );
    const isLine = parts.every((part) => part.operation !== 'mul' || part.operands.some((operand) => typeof operand === 'number'));
    if (x === undefined || !isPolynomial || isLine) return term;
    const size = (at: number): number => Math.min(...[-at, at].map((at) => Math.abs(replay(parts, term, numbers, () => at))));
    const bound = [10, 30, 100, 300, 1000].find((at) => size(at) > FAR && size(1e3 * at) > size(at));
    if (bound === undefined) return term;
    this.changed = true;
    const held = define('clamp', [x, -bound, bound], this.#ops);
    return replay(parts, term, this.#ops, () => held);
  }
}

const is = <O extends Operation>(term: Term, operation: O): term is Value & { readonly operation: O } =>
  typeof term === 'object' && term.operation === operation;

/** A number, and what it is multiplied with; not deeper than a few products, for the factors of x^1e300 are many. */
function flat(term: Term, deepest = 6): readonly [factor: number, factors: readonly Term[]] {
  if (typeof term === 'number') return [term, []];
  const [a, b] = term.operands as [Term, Term];
  if (deepest === 0) return [1, [term]];
  if (term.operation === 'neg') {
    const [factor, factors] = flat(a, deepest - 1);
    return [-factor, factors];
  }
  if (term.operation === 'mul' || (term.operation === 'div' && typeof b === 'number')) {
    const [[f, left], [g, right]] = [flat(a, deepest - 1), flat(b, deepest - 1)];
    return [term.operation === 'mul' ? f * g : f / g, [...left, ...right]];
  }
  return [1, [term]];
}

/** Whether a term is one of two already, as −|x| or min(x, 80): whoever wrote it has seen to overflow. */
const isChosen = (term: Term): boolean => flat(term)[1].some((part) => is(part, 'where') || is(part, 'max') || is(part, 'abs'));
