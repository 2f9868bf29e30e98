import { sizeOf } from '@nonlin/core';
import type { Code } from '../encode/code.ts';
import type { Node, Reduction } from '../record/node.ts';
import type { Memory } from './loop.ts';
import { pushPlace } from './movement.ts';
import { repeat } from './repeat.ts';

/** A reduction along any axis, element by element; sums in double precision. `axis` absent: of everything. */
export function emitReduction(code: Code, node: Node, how: Reduction, x: Node, axis: number | undefined, memory: Memory): void {
  const count = axis === undefined ? sizeOf(x.shape) : x.shape[axis]!;
  const stride = axis === undefined ? 1 : sizeOf(x.shape.slice(axis + 1));
  const place = code.local('i32');
  const [total, element] = [code.local('f64'), code.local('f64')];
  const [best, index] = [code.local('i32'), code.local('i32')];
  repeat(code, sizeOf(node.shape), 1, (at) => {
    // ⌊at / stride⌋ · stride · count + at mod stride
    code
      .get(at)
      .i32(stride)
      .op('i32.div_u')
      .i32(stride * count)
      .op('i32.mul');
    code.get(at).i32(stride).op('i32.rem_u').op('i32.add').set(place);
    code.f64(how === 'max' || how === 'argmax' ? -Infinity : 0).set(total);
    code.i32(0).set(best);
    repeat(
      code,
      count,
      1,
      () => {
        pushPlace(code.get(place), x.shape);
        code.load('f32.load', memory.addressOf(x)).op('f64.promote_f32').set(element);
        if (how === 'argmax') {
          // Larger, or the first NaN; and the first element of all, which may be −∞ or NaN.
          code.get(element).get(total).op('f64.gt');
          code.get(element).get(element).op('f64.ne').get(total).get(total).op('f64.eq').op('i32.and').op('i32.or');
          code.get(index).op('i32.eqz').op('i32.or');
          code.if(() => code.get(element).set(total).get(index).set(best));
        } else
          code
            .get(total)
            .get(element)
            .op(how === 'max' ? 'f64.max' : 'f64.add')
            .set(total);
        code.get(place).i32(stride).op('i32.add').set(place);
      },
      index,
    );
    pushPlace(code.get(at), node.shape);
    if (how === 'argmax') code.get(best).op('f32.convert_i32_u');
    else {
      code.get(total);
      if (how === 'mean') code.f64(count).op('f64.div');
      code.op('f32.demote_f64');
    }
    code.store('f32.store', memory.addressOf(node));
  });
}

/** Puts 1 at `flag` where an element of `x` is not a whole number from 0 to `limit − 1`, and the element behind it. */
export function emitCheck(code: Code, x: Node, limit: number, flag: number, number: number, memory: Memory): void {
  const value = code.local('f32');
  repeat(code, sizeOf(x.shape), 1, (at) => {
    pushPlace(code.get(at), x.shape);
    code.load('f32.load', memory.addressOf(x)).set(value);
    code.get(value).f32(0).op('f32.ge').get(value).f32(limit).op('f32.lt').op('i32.and');
    code.get(value).get(value).op('f32.floor').op('f32.eq').op('i32.and').op('i32.eqz');
    code.if(() => {
      code.i32(flag).i32(number).store('i32.store');
      code
        .i32(flag + 4)
        .get(value)
        .store('f32.store');
      code
        .i32(flag + 8)
        .get(at)
        .store('i32.store');
    });
  });
}
