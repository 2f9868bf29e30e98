import { Module } from './encode/module.ts';
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
 * Whether the engine has `f32x4.relaxed_madd` and rounds `a · b + c` once, as the fused kernels need. Tested once, by results:
 * (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴ if the product is not rounded, else 0. Versions would not tell: the processor decides too,
 * and engines have shipped the instruction wrong. The addend in another lane order shows swapped operands.
 */
export function hasRelaxedMadd(): boolean {
  relaxedMadd ??=
    hasSimd() &&
    [0, 1, 2, 3].every((lane) =>
      runs(
        (code, x) =>
          code
            .get(x)
            .op('f32x4.splat')
            .v128f32([FACTOR, -FACTOR, 3, 0])
            .v128f32([-(1 + 2 ** -11), 1 + 2 ** -11, -3, 5])
            .op('f32x4.relaxed_madd')
            .lane('f32x4.extract_lane', lane),
        [2 ** -24, -(2 ** -24), 3 * 2 ** -12, 5][lane] as number,
      ),
    );
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
