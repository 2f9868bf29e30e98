import { SafetensorsError } from './safetensors-error.ts';

/** Levels of brackets that a header may have; the format itself needs three. */
const DEEPEST = 128;

/**
 * JSON read token by token, as strictly as the format asks: a key stands once, an integer is written as one, text is well-formed.
 * `JSON.parse` keeps the last of equal keys, and takes 8.0 and 8e0 for 8.
 */
export class JsonReader {
  readonly #text: string;
  #place = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** An object: calls `read` at each value, which must read it. */
  object(what: string, read: (key: string) => void): void {
    const seen = new Set<string>();
    this.#list(what, '{', '}', () => {
      const key = this.string(`a key of ${what}`);
      if (seen.has(key)) throw this.#error(`${what} has the key ${shorten(key)} twice`);
      seen.add(key);
      this.#take(':', `a colon after the key ${shorten(key)}`);
      read(key);
    });
  }

  array(what: string, read: () => void): void {
    this.#list(what, '[', ']', read);
  }

  string(what: string): string {
    if (this.#next() !== '"') throw this.#expected(`${what}, a text`);
    let end = this.#place + 1;
    // Not by a regular expression: its stack overflows at some million escapes.
    for (; this.#text[end] !== '"'; end++) {
      if (this.#text[end] === '\\') end++;
      if (end >= this.#text.length) throw this.#expected(`${what}, a text with its end`);
    }
    const text = this.#unquote(this.#text.slice(this.#place, end + 1), what);
    if (!text.isWellFormed()) throw this.#error(`${what} has half a surrogate pair`);
    this.#place = end + 1;
    return text;
  }

  /** An integer of 0 or more, in digits alone. */
  whole(what: string): number {
    const token = this.#number();
    if (token === undefined || !/^\d+$/.test(token)) throw this.#expected(`${what}, a whole number of 0 or more in digits`);
    const value = Number(token);
    if (!Number.isSafeInteger(value)) throw this.#error(`${what} is ${shorten(token)}, beyond 2⁵³ − 1`);
    this.#place += token.length;
    return value;
  }

  /** Any value, which nobody asks for. */
  skip(what: string): void {
    const next = this.#next();
    if (next === '{') return this.object(what, () => this.skip(what));
    if (next === '[') return this.array(what, () => this.skip(what));
    if (next === '"') return void this.string(what);
    WORD.lastIndex = this.#place;
    const token = this.#number() ?? WORD.exec(this.#text)?.[0];
    if (token === undefined) throw this.#expected(what);
    this.#place += token.length;
  }

  /** Only spaces are left. */
  end(): void {
    const rest = this.#text.slice(this.#place).replaceAll(' ', '');
    if (rest !== '') throw this.#expected('spaces or the end after the closing brace');
  }

  #list(what: string, open: string, close: string, read: () => void): void {
    this.#take(open, `${what}, an ${open === '{' ? 'object' : 'array'}`);
    if (++this.#depth > DEEPEST) throw this.#error(`brackets stand more than ${DEEPEST} deep`);
    if (this.#next() === close) this.#place++;
    else
      for (;;) {
        read();
        const next = this.#next();
        if (next !== ',' && next !== close) throw this.#expected(`"," or "${close}" in ${what}`);
        this.#place++;
        if (next === close) break;
      }
    this.#depth--;
  }

  #unquote(token: string, what: string): string {
    try {
      return JSON.parse(token) as string;
    } catch {
      throw this.#expected(`${what}, a text without control characters and unknown escapes`);
    }
  }

  #number(): string | undefined {
    this.#next();
    NUMBER.lastIndex = this.#place;
    return NUMBER.exec(this.#text)?.[0];
  }

  /** The next character that is not space; empty at the end. */
  #next(): string {
    while (SPACE.has(this.#text.charAt(this.#place))) this.#place++;
    return this.#text.charAt(this.#place);
  }

  #take(character: string, what: string): void {
    if (this.#next() !== character) throw this.#expected(what);
    this.#place++;
  }

  #expected(what: string): SafetensorsError {
    const rest = this.#text.slice(this.#place, this.#place + 20);
    return this.#error(`expected ${what}, got ${rest === '' ? 'its end' : JSON.stringify(rest)}`);
  }

  #error(problem: string): SafetensorsError {
    return new SafetensorsError(`readSafetensors: the header, at character ${this.#place}: ${problem}`);
  }
}

const SPACE: ReadonlySet<string> = new Set([' ', '\t', '\n', '\r']);
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

/** A text of the file for a message, quoted, its middle left out. */
export const shorten = (text: string): string => JSON.stringify(text.length <= 60 ? text : `${text.slice(0, 40)}…${text.slice(-10)}`);
