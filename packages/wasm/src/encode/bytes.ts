/** Bytes that grow, and WebAssembly's ways to write a number, a name, a list. */
export class Bytes {
  #data = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** One byte. */
  byte(value: number): this {
    this.#grow(1);
    this.#data[this.#length++] = value;
    return this;
  }

  /** Bytes as they are. */
  append(bytes: Uint8Array): this {
    this.#grow(bytes.length);
    this.#data.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** An unsigned integer below 2⁵³, LEB128: seven bits a byte, low bits first. */
  unsigned(value: number): this {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.byte((rest % 0x80) | 0x80);
    return this.byte(rest);
  }

  /** A signed integer of 32 bits (a number) or 64 (a bigint), LEB128. */
  signed(value: number | bigint): this {
    if (typeof value === 'bigint') {
      let rest = BigInt.asIntN(64, value);
      for (; rest < -64n || rest > 63n; rest >>= 7n) this.byte(Number(rest & 0x7fn) | 0x80);
      return this.byte(Number(rest & 0x7fn));
    }
    let rest = value | 0;
    for (; rest < -64 || rest > 63; rest >>= 7) this.byte((rest & 0x7f) | 0x80);
    return this.byte(rest & 0x7f);
  }

  /** A float32, little-endian. */
  float32(value: number): this {
    return this.append(float32Bytes([value]));
  }

  /** A float64, little-endian. */
  float64(value: number): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    return this.append(bytes);
  }

  /** ASCII text, its length in front; other characters become `?`. */
  text(value: string): this {
    return this.block(Uint8Array.from(value, (letter) => (letter <= '~' ? letter : '?').charCodeAt(0)));
  }

  /** Bytes with their length in front. */
  block(bytes: Uint8Array): this {
    return this.unsigned(bytes.length).append(bytes);
  }

  /** Items with their number in front. */
  list<T>(items: readonly T[], write: (item: T, index: number) => void): this {
    this.unsigned(items.length);
    items.forEach(write);
    return this;
  }

  /** What was written so far: a view, valid until the next write. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#data.subarray(0, this.#length);
  }

  #grow(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#data.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#data.length * 2));
    grown.set(this.toBytes());
    this.#data = grown;
  }
}

/** The float32 nearest to each value, little-endian. */
export function float32Bytes(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return bytes;
}
