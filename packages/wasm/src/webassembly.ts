/** The part of the engine's `WebAssembly` that this package uses, for a library that assumes neither a browser nor Node. */
export interface Engine {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => CompiledModule;
  readonly Instance: new (module: CompiledModule, imports?: Imports) => { readonly exports: Exports };
  readonly Memory: new (pages: { initial: number; maximum?: number; shared?: boolean }) => LinearMemory;
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<CompiledModule>;
  instantiate(module: CompiledModule, imports?: Imports): Promise<{ readonly exports: Exports }>;
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}

/** A compiled module, opaque here. */
export type CompiledModule = object & { readonly compiledModule?: never };

/** What an instance needs from outside. */
type Imports = { readonly [module: string]: { readonly [name: string]: unknown } };

/** What an instance offers; its author knows the types. */
type Exports = { readonly [name: string]: unknown };

export interface LinearMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The engine's `WebAssembly`, undefined where there is none. */
export const engine: Engine | undefined = (globalThis as { WebAssembly?: Engine }).WebAssembly;
