import { describe, expect, test } from 'vitest';
import { Bytes } from '../../src/encode/bytes.ts';
import type { Code } from '../../src/encode/code.ts';
import { Module } from '../../src/encode/module.ts';
import { LANE_MEMORY_OPCODES, LANE_OPCODES, MEMORY_OPCODES, OPCODES } from '../../src/encode/opcodes.ts';
import type { Opcode } from '../../src/encode/opcodes.ts';
import type { Local, ValueType } from '../../src/encode/types.ts';

type Exported = { readonly [name: string]: (...operands: (number | bigint)[]) => unknown };

/** The exports of a module, compiled by the engine that runs the test. */
function instantiate(module: Module, imports: WebAssembly.Imports = {}): Exported {
  return new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), imports).exports as Exported;
}

/** A function of the given parameters, compiled alone beside 1 page of memory. */
function compile(params: readonly ValueType[], results: readonly ValueType[], body: (code: Code, ...params: readonly Local[]) => void) {
  const module = new Module();
  module.memory({ initial: 1, export: 'memory' });
  module.function({ params, results, export: 'f' }, body);
  const exports = instantiate(module);
  const { buffer } = exports['memory'] as unknown as WebAssembly.Memory;
  return {
    call: (...operands: (number | bigint)[]) => exports['f']?.(...operands),
    floats: new Float32Array(buffer),
    ints: new Int32Array(buffer),
  };
}

describe('numbers in LEB128', () => {
  test.each([
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [624485, [0xe5, 0x8e, 0x26]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
    [2 ** 40, [0x80, 0x80, 0x80, 0x80, 0x80, 0x20]],
  ])('unsigned %d', (value, bytes) => {
    expect([...new Bytes().unsigned(value).toBytes()]).toEqual(bytes);
  });

  test.each([
    [0, [0]],
    [63, [0x3f]],
    [64, [0xc0, 0]],
    [-1, [0x7f]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [-123456, [0xc0, 0xbb, 0x78]],
    [-(2n ** 63n), [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f]],
  ])('signed %d', (value, bytes) => {
    expect([...new Bytes().signed(value).toBytes()]).toEqual(bytes);
  });
});

describe('constants arrive as they were written', () => {
  test.each([0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 0x12345678])('i32 %d', (value) => {
    expect(compile([], ['i32'], (code) => code.i32(value)).call()).toBe(value);
  });

  test.each([0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 0x123456789abcdefn])('i64 %d', (value) => {
    expect(compile([], ['i64'], (code) => code.i64(value)).call()).toBe(value);
  });

  test.each([0, -0, Math.fround(0.1), 2 ** -149, Infinity, NaN])('f32 and f64 %d', (value) => {
    expect(compile([], ['f32'], (code) => code.f32(value)).call()).toBe(value);
    expect(compile([], ['f64'], (code) => code.f64(value)).call()).toBe(value);
  });

  test('vectors, written in place and hoisted', () => {
    const { call, floats, ints } = compile([], [], (code) => {
      code.i32(0).v128f32([1, 2, 3, 4]).store('v128.store');
      code.i32(0).v128f32(5).store('v128.store', 16);
      code.i32(0).v128i32([1, -2, 3, -4]).store('v128.store', 32);
      code.i32(0).get(code.hoisted(0.5)).store('v128.store', 48);
      code.i32(0).get(code.hoistedInt(7)).store('v128.store', 64);
      expect(code.hoisted(0.5)).toBe(code.hoisted([0.5, 0.5, 0.5, 0.5]));
    });
    call();
    expect(Array.from(floats.slice(0, 8))).toEqual([1, 2, 3, 4, 5, 5, 5, 5]);
    expect(Array.from(ints.slice(8, 12))).toEqual([1, -2, 3, -4]);
    expect(Array.from(floats.slice(12, 16))).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(Array.from(ints.slice(16, 20))).toEqual([7, 7, 7, 7]);
  });
});

describe('structure', () => {
  test('a loop in a block: the sum of 1 … n', () => {
    const { call } = compile(['i32'], ['i32'], (code, n) => {
      const sum = code.local('i32');
      code.block((done) =>
        code.loop((again) => {
          code.get(n).op('i32.eqz').brIf(done);
          code.get(sum).get(n).op('i32.add').set(sum);
          code.get(n).i32(1).op('i32.sub').set(n).br(again);
        }),
      );
      code.get(sum);
    });
    expect(call(10)).toBe(55);
    expect(call(0)).toBe(0);
  });

  test('if and else with a result; select', () => {
    const { call } = compile(['i32'], ['i32'], (code, x) => {
      code.get(x).if(
        () => code.i32(10),
        () => code.i32(20),
        'i32',
      );
      code.i32(1).i32(2).get(x).op('select').op('i32.add');
    });
    expect([call(1), call(0)]).toEqual([11, 22]);
  });

  test('locals of several types in any order keep their values; scratch is reused', () => {
    const { call } = compile(['f32'], ['f32'], (code, x) => {
      const locals = (['f32', 'i32', 'f32', 'f32', 'f64', 'v128', 'v128', 'f32'] as const).map((type) => code.local(type));
      const floats = locals.filter(({ type }) => type === 'f32');
      floats.forEach((local, i) => code.get(x).f32(i).op('f32.add').set(local));
      code.scratch(2, 'f32', (a, b) => {
        code.scratch(1, 'f32', (c) => expect([a, b]).not.toContain(c));
        code.f32(0.25).set(a);
        code.get(a);
        code.scratch(1, 'f32', (c) => code.scratch(1, 'f32', (d) => expect(c).not.toBe(d)));
        expect(b).toBeDefined();
      });
      floats.forEach((local) => code.get(local).op('f32.add'));
    });
    expect(call(1)).toBe(0.25 + 1 + 2 + 3 + 4);
  });
});

describe('modules', () => {
  test('imports, forward references, globals, data, exports and shared types', () => {
    const module = new Module();
    module.memory({ initial: 1, maximum: 2, export: 'memory' });
    const log = module.importFunction('host', 'log', ['i32'], []);
    const later = module.declare({ params: ['i32'], results: ['i32'], name: 'later' });
    const counter = module.global('i32', -5, { export: 'counter' });
    module.function({ params: ['i32'], results: ['i32'], export: 'main' }, (code, x) => {
      code.globalGet(counter).i32(1).op('i32.add').globalSet(counter);
      code.globalGet(counter).call(log);
      code.get(x).call(later);
    });
    module.define(later, (code, x) => code.get(x).load('i32.load8_u', 100));
    module.data(100, new Uint8Array([7, 8, 9]));
    const logged: number[] = [];
    const exports = instantiate(module, { host: { log: (value: number) => logged.push(value) } });
    expect(exports['main']?.(2)).toBe(9);
    expect(exports['main']?.(0)).toBe(7);
    expect(logged).toEqual([-4, -3]);
    expect((exports['counter'] as unknown as WebAssembly.Global).value).toBe(-3);
  });

  test('imported shared memory, atomics, copy and fill', () => {
    const module = new Module();
    module.memory({ initial: 1, maximum: 1, shared: true, import: ['host', 'memory'] });
    module.function({ params: [], results: ['i32'], export: 'f' }, (code) => {
      code.i32(0).i32(5).store('i32.atomic.rmw.add', 8).op('drop');
      code.i32(64).i32(3).i32(4).memoryFill();
      code.i32(128).i32(64).i32(8).memoryCopy();
      code.i32(0).load('i32.atomic.load', 8);
    });
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const exports = instantiate(module, { host: { memory } });
    expect([exports['f']?.(), exports['f']?.()]).toEqual([5, 10]);
    expect([...new Uint8Array(memory.buffer).slice(126, 134)]).toEqual([0, 0, 3, 3, 3, 3, 0, 0]);
  });

  test('says which function has no body, and that imports come first', () => {
    const module = new Module();
    module.declare({ name: 'lost', params: [], results: [] });
    expect(() => module.toBytes()).toThrow('function lost: declared, never defined');
    expect(() => module.importFunction('a', 'b', [], [])).toThrow('imports stand before the first function');
    module.define(0, () => {});
    expect(() => module.define(0, () => {})).toThrow('expected a declared function without a body');
  });
});

describe('lanes and memory', () => {
  test('extract, replace, shuffle, and memory by lane', () => {
    const { call, floats } = compile([], ['f32'], (code) => {
      code
        .i32(0)
        .v128f32([1, 2, 3, 4])
        .v128f32([5, 6, 7, 8])
        .shuffle([0, 5, 2, 7])
        .f32(9)
        .lane('f32x4.replace_lane', 2)
        .store('v128.store');
      code.i32(0).v128f32([1, 2, 3, 4]).laneMemory('v128.store32_lane', 1, 16);
      code.i32(0).v128f32(0).laneMemory('v128.load32_lane', 3, 16).lane('f32x4.extract_lane', 3);
    });
    expect(call()).toBe(2);
    expect(Array.from(floats.slice(0, 5))).toEqual([1, 6, 9, 8, 2]);
  });
});

/** What stands on the stack before an instruction without an immediate, read off its name. */
function operandsOf(name: Opcode): readonly ValueType[] {
  const [type = '', verb = ''] = name.split('.');
  const vector = type.includes('x') || type === 'v128';
  const source = /_([if](?:32|64))(?:_|$)/.exec(verb)?.[1];
  if (name === 'unreachable' || name === 'nop') return [];
  if (name === 'drop') return ['i32'];
  if (name === 'select') return ['f32', 'f32', 'i32'];
  if (verb === 'splat')
    return [({ i8x16: 'i32', i16x8: 'i32', i32x4: 'i32', i64x2: 'i64', f32x4: 'f32', f64x2: 'f64' } as const)[type] as ValueType];
  if (vector && /^(shl|shr)/.test(verb)) return ['v128', 'i32'];
  if (vector && /madd|bitselect|laneselect/.test(verb)) return ['v128', 'v128', 'v128'];
  const unary =
    /^(eqz|clz|ctz|popcnt|abs|neg|ceil|floor|trunc|nearest|sqrt|not|any_true|all_true|bitmask|wrap|extend|convert|demote|promote|reinterpret)/;
  const operand = vector ? 'v128' : ((source ?? type) as ValueType);
  return unary.test(verb) ? [operand] : [operand, operand];
}

describe('every instruction takes the operands that its name tells, and is valid', () => {
  test.each(Object.keys(OPCODES) as Opcode[])('%s', (name) => {
    const module = new Module();
    module.function({ params: operandsOf(name), results: [] }, (code, ...params) => {
      for (const param of params) code.get(param);
      code.op(name).op('unreachable');
    });
    expect(() => new WebAssembly.Module(module.toBytes())).not.toThrow();
  });

  test('loads, stores and lanes', () => {
    const module = new Module();
    module.memory({ initial: 1, maximum: 1, shared: true });
    const value = (name: string): ValueType =>
      name.slice(0, name.indexOf('.')).replace(/^i32x4$|^f32x4$|^i64x2$|^f64x2$|^memory$/, 'v128') as ValueType;
    module.function({ params: [], results: [] }, (code) => {
      const push = (type: ValueType) => code.get(code.local(type));
      for (const name of Object.keys(MEMORY_OPCODES) as (keyof typeof MEMORY_OPCODES)[]) {
        push('i32');
        if (name.includes('wait')) push('i32').get(code.local('i64'));
        else if (name.includes('cmpxchg')) push('i32').get(code.local('i32'));
        else if (!/load/.test(name)) push(name.startsWith('memory') ? 'i32' : value(name));
        code.load(name);
        if (!/\.store/.test(name)) code.op('drop');
      }
      for (const name of Object.keys(LANE_MEMORY_OPCODES) as (keyof typeof LANE_MEMORY_OPCODES)[]) {
        push('i32').get(code.local('v128')).laneMemory(name, 1);
        if (name.includes('load')) code.op('drop');
      }
      for (const name of Object.keys(LANE_OPCODES) as (keyof typeof LANE_OPCODES)[]) {
        push('v128');
        if (name.includes('replace')) push(name.slice(0, 3) as ValueType);
        code.lane(name, 1).op('drop');
      }
    });
    expect(() => new WebAssembly.Module(module.toBytes())).not.toThrow();
  });
});
