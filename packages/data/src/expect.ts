/** Throws a `TypeError` for an option that does not exist: a misspelt one would be passed over. */
export function expectOptions(where: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`${where}: unknown option ${JSON.stringify(unknown)}; known are ${known.join(', ')}`);
}

/** Throws a `TypeError` for what is no file's bytes. */
export function expectBytes(where: string, bytes: unknown): void {
  if (bytes instanceof Uint8Array) return;
  const hint = bytes instanceof ArrayBuffer ? '; pass new Uint8Array(buffer)' : '';
  throw new TypeError(`${where}: expected the file's bytes as a Uint8Array, got ${describe(bytes)}${hint}`);
}

export const describe = (value: unknown): string =>
  value === null ? 'null' : typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value;
