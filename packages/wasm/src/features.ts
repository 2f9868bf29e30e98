import { Module } from './encode/module.ts';
import type { Four } from './encode/types.ts';
import { engine } from './webassembly.ts';

/** 1 + 2⁻¹²: its square needs 25 bits. */
const FACTOR = 1 + 2 ** -12;

let simd: boolean | undefined;
let relaxedMadd: boolean | undefined;

/** Whether the engine runs WebAssembly with 128-bit vectors. Tested once, by running some. */
export function hasSimd(): boolean {
  simd ??= runs((code) => code.v128f32([1, 2, 3, 4]).v128f32(0.5).op('f32x4.mul').lane('f32x4.extract_lane', 3), 2);
  return simd;
}

/**
 * Whether the engine has the relaxed instructions that the fused kernels use, and gets them right: `f32x4.relaxed_madd` and
 * `relaxed_nmadd` with one rounding, `i32x4.relaxed_laneselect` by whole lanes. Tested once, by results: with a = 1 + 2⁻¹²,
 * a² − (1 + 2⁻¹¹) is 2⁻²⁴ if the product is not rounded, else 0; operands that differ by lane show swapped ones.
 * Versions would not tell: the processor decides too, and engines have shipped such instructions wrong.
 */
export function hasRelaxedMadd(): boolean {
  const factors: Four = [FACTOR, -FACTOR, 3, 0];
  const addends: Four = [-(1 + 2 ** -11), 1 + 2 ** -11, -3, 5];
  const sums: Four = [2 ** -24, -(2 ** -24), 3 * 2 ** -12, 5];
  const negated: Four = [-addends[0], -addends[1], -addends[2], -addends[3]];
  const differences: Four = [-sums[0], -sums[1], -sums[2], -sums[3]];
  relaxedMadd ??=
    hasSimd() &&
    runs((code, x) => {
      const a = code.local('v128');
      code.get(x).op('f32x4.splat').set(a);
      code.get(a).v128f32(factors).v128f32(addends).op('f32x4.relaxed_madd').v128f32(sums).op('f32x4.eq');
      code.get(a).v128f32(factors).v128f32(negated).op('f32x4.relaxed_nmadd').v128f32(differences).op('f32x4.eq').op('v128.and');
      code.v128i32([-1, 5, -1, 5]).v128i32([5, -1, 5, -1]).v128i32([-1, 0, -1, 0]).op('i32x4.relaxed_laneselect').op('v128.and');
      code.op('i32x4.all_true').op('f32.convert_i32_s');
    }, 1);
  return relaxedMadd;
}

/** Whether a function of `FACTOR` compiles here and gives the expected float32. */
function runs(body: (...parameters: Parameters<Parameters<Module['define']>[1]>) => void, expected: number): boolean {
  const module = new Module();
  module.function({ params: ['f32'], results: ['f32'], export: 'run' }, body);
  try {
    if (engine === undefined) return false;
    const { exports } = new engine.Instance(new engine.Module(module.toBytes()));
    return (exports['run'] as (x: number) => number)(FACTOR) === expected;
  } catch {
    // The engine does not know the instruction.
    return false;
  }
}
