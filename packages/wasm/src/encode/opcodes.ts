/**
 * The instructions without an immediate that are used here, by their names in the specification (each name takes some
 * 8 bytes of a bundle). Beyond a byte stand the prefix and the number behind it: 0xfd0e4 is number 0xe4 of prefix 0xfd (vectors).
 * Source: WebAssembly core specification 3.0, "Index of Instructions".
 */
export const OPCODES = {
  unreachable: 0x00,
  nop: 0x01,
  drop: 0x1a,
  select: 0x1b,

  'i32.eqz': 0x45,
  'i32.eq': 0x46,
  'i32.ne': 0x47,
  'i32.lt_u': 0x49,
  'i32.ge_s': 0x4e,
  'f32.eq': 0x5b,
  'f32.lt': 0x5d,
  'f32.ge': 0x60,
  'f64.eq': 0x61,
  'f64.ne': 0x62,
  'f64.gt': 0x64,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.mul': 0x6c,
  'i32.div_u': 0x6e,
  'i32.rem_u': 0x70,
  'i32.and': 0x71,
  'i32.or': 0x72,
  'i32.shl': 0x74,
  'i32.shr_u': 0x76,
  'i64.add': 0x7c,
  'i64.sub': 0x7d,
  'i64.mul': 0x7e,
  'i64.or': 0x84,
  'i64.shl': 0x86,
  'i64.shr_u': 0x88,
  'f32.floor': 0x8e,
  'f32.add': 0x92,
  'f64.add': 0xa0,
  'f64.mul': 0xa2,
  'f64.div': 0xa3,
  'f64.max': 0xa5,
  'i32.wrap_i64': 0xa7,
  'i64.extend_i32_u': 0xad,
  'f32.convert_i32_s': 0xb2,
  'f32.convert_i32_u': 0xb3,
  'f32.demote_f64': 0xb6,
  'f64.convert_i64_s': 0xb9,
  'f64.promote_f32': 0xbb,
  'i32.trunc_sat_f32_u': 0xfc001,

  'i32x4.splat': 0xfd011,
  'f32x4.splat': 0xfd013,
  'f32x4.eq': 0xfd041,
  'f32x4.ne': 0xfd042,
  'f32x4.lt': 0xfd043,
  'f32x4.gt': 0xfd044,
  'f32x4.le': 0xfd045,
  'f32x4.ge': 0xfd046,
  'v128.and': 0xfd04e,
  'v128.or': 0xfd050,
  'v128.xor': 0xfd051,
  'v128.bitselect': 0xfd052,
  'f64x2.promote_low_f32x4': 0xfd05f,
  'i32x4.all_true': 0xfd0a3,
  'i32x4.shl': 0xfd0ab,
  'i32x4.shr_s': 0xfd0ac,
  'i32x4.shr_u': 0xfd0ad,
  'i32x4.add': 0xfd0ae,
  'i32x4.sub': 0xfd0b1,
  'f32x4.abs': 0xfd0e0,
  'f32x4.neg': 0xfd0e1,
  'f32x4.sqrt': 0xfd0e3,
  'f32x4.add': 0xfd0e4,
  'f32x4.sub': 0xfd0e5,
  'f32x4.mul': 0xfd0e6,
  'f32x4.div': 0xfd0e7,
  'f32x4.max': 0xfd0e9,
  'f32x4.pmin': 0xfd0ea,
  'f32x4.pmax': 0xfd0eb,
  'f64x2.add': 0xfd0f0,
  'f32x4.convert_i32x4_s': 0xfd0fa,
  'f32x4.convert_i32x4_u': 0xfd0fb,
  'f32x4.relaxed_madd': 0xfd105,
  'f32x4.relaxed_nmadd': 0xfd106,
  'i32x4.relaxed_laneselect': 0xfd10b,
} as const;

/** The name of an instruction without an immediate. */
export type Opcode = keyof typeof OPCODES;

/** Loads and stores: opcode and width in bytes. The atomic ones want an address that their width divides. */
export const MEMORY_OPCODES = {
  'f32.load': [0x2a, 4],
  'i32.load8_u': [0x2d, 1],
  'i32.store': [0x36, 4],
  'f32.store': [0x38, 4],
  'v128.load': [0xfd000, 16],
  'v128.load32_splat': [0xfd009, 4],
  'v128.store': [0xfd00b, 16],
  'i32.atomic.load': [0xfe010, 4],
  'i32.atomic.rmw.add': [0xfe01e, 4],
} as const;

/** The name of an instruction that takes an address. */
export type MemoryOpcode = keyof typeof MEMORY_OPCODES;

/** Loads and stores of one lane of a vector: opcode and width in bytes. */
export const LANE_MEMORY_OPCODES = {
  'v128.load32_lane': [0xfd056, 4],
  'v128.store32_lane': [0xfd05a, 4],
} as const;

export type LaneMemoryOpcode = keyof typeof LANE_MEMORY_OPCODES;

/** What reads or replaces one lane. */
export const LANE_OPCODES = {
  'i32x4.extract_lane': 0xfd01b,
  'i32x4.replace_lane': 0xfd01c,
  'f32x4.extract_lane': 0xfd01f,
  'f32x4.replace_lane': 0xfd020,
  'f64x2.extract_lane': 0xfd021,
} as const;

export type LaneOpcode = keyof typeof LANE_OPCODES;
