import type { Named, Shape } from '@nonlin/core';
import { Builder } from './emit/builder.ts';
import { isDynamic, lower } from './emit/lower.ts';
import { encode } from './messages/encode.ts';
import { DataType } from './messages/messages.ts';
import type { ModelProto, ValueInfoProto } from './messages/messages.ts';
import { recogniser } from './operators/recognise.ts';
import type { Recognise } from './operators/recognise.ts';
import type { Node } from './record/node.ts';
import { recorder } from './record/recorder.ts';
import type { Recorder } from './record/recorder.ts';

/** What every export may be asked for. */
export interface ExportOptions {
  /** Version of ONNX's operator set, 13 to 26. Default 26, of ONNX 1.21; older engines take older ones only. */
  readonly opset?: number;
  /** The graph's name. Default: the model's. */
  readonly name?: string;
  /**
   * `standard`: a formula that is one of ONNX's operators becomes it (Gelu, Softplus, …), and is as exact as the engine's.
   * `primitive`: formulas are written out in arithmetic, exp, log, erf, …, which keeps the digits of their tails. Default `standard`.
   */
  readonly operators?: 'standard' | 'primitive';
}

/** The newest operator set that is written, and the oldest. */
const NEWEST = 26;
const OLDEST = 13;

/** The file format of the ONNX release that brought the operator set (onnx/onnx, docs/Versioning.md), from 13 on. */
const FORMATS = [7, 7, 8, 8, 8, 8, 9, 9, 10, 10, 11, 12, 13, 13];

/** A tensor that goes in: its shape, and its elements where the file holds them. */
export interface Given {
  readonly shape: Shape;
  readonly data?: Float32Array;
  /** Left out of the file where nothing uses it. */
  readonly optional?: true;
}

/** A graph as a function of what is given, written over the recorder; `rows` is the number that stands for the batch's. */
export interface Graph {
  readonly name: string;
  /** What is given, by name, in the order in which a file lists it. A dimension of `rows` is the batch's. */
  given(rows: number): Named<Given>;
  outputs(recorder: Recorder, given: Named<Node>): Named<Node>;
}

/**
 * The graph as the bytes of an ONNX file, for batches of any number of rows. It is recorded for two batches, of two prime
 * numbers of rows: a file that differs has a number of rows in it that would be wrong for every other batch.
 */
export function exportGraph(where: string, graph: Graph, options: ExportOptions): Uint8Array<ArrayBuffer> {
  const { opset = NEWEST, operators = 'standard' } = options;
  if (!Number.isInteger(opset) || opset < OLDEST || opset > NEWEST)
    throw new RangeError(`${where}: expected an opset from ${OLDEST} to ${NEWEST}, got ${String(opset)}`);
  if (operators !== 'standard' && operators !== 'primitive')
    throw new RangeError(`${where}: expected operators 'standard' or 'primitive', got ${String(operators)}`);
  const name = options.name ?? graph.name;
  if (typeof name !== 'string' || name === '')
    throw new TypeError(`${where}: expected a name of at least one letter, got ${JSON.stringify(name)}`);
  const sizes = Object.values(graph.given(1)).flatMap(({ shape }) => shape);
  const batches = PRIMES.filter((prime) => sizes.every((size) => size % prime !== 0 || size === 0)).slice(0, 2);
  const recognise = operators === 'standard' ? recogniser(opset) : undefined;
  const [first, second] = batches.map((rows) => write(graph, rows, opset, recognise, name));
  const bytes = encode(first!);
  const again = encode(second!);
  if (bytes.length !== again.length || bytes.some((byte, i) => byte !== again[i])) {
    const place = first!.graph!.node!.findIndex((node, i) => JSON.stringify(node) !== JSON.stringify(second!.graph!.node![i]));
    throw new RangeError(
      `${where}: ${first!.graph!.node![place]?.name ?? 'a constant'} depends on the number of rows as a JavaScript number, which the file would keep for every batch; take it from ops.sizeOf or ops.mean`,
    );
  }
  return bytes;
}

/** Numbers of rows: two are taken that no size is a multiple of. */
const PRIMES = [999_983, 1_000_003, 1_000_033, 1_000_037, 1_000_039, 1_000_081, 1_000_099, 1_000_117] as const;

function write(graph: Graph, rows: number, opset: number, recognise: Recognise | undefined, name: string): ModelProto {
  const recording = recorder();
  const builder = new Builder();
  const tensors = Object.entries(graph.given(rows));
  const nodes = Object.fromEntries(tensors.map(([name, { shape }]) => [name, recording.given(name, shape)]));
  const results = Object.entries(graph.outputs(recording, nodes));
  const given = new Map<Node, string>();
  for (const [name] of tensors) given.set(nodes[name]!, builder.reserve(name));
  const batch = tensors.find(([, { shape, data }]) => data === undefined && shape[0] === rows)?.[0];
  const nodesOfResults = results.map(([, node]) => node);
  const values = lower(nodesOfResults, {
    builder,
    opset,
    rows,
    given,
    batch: batch === undefined ? undefined : nodes[batch],
    math: recording.math,
    recognise,
  });
  builder.outputs(new Map(results.map(([name], i) => [name, values[i]!])));
  const used = new Set(builder.nodes.flatMap(({ input }) => input!));
  const inputs: ValueInfoProto[] = [];
  for (const [name, { shape, data, optional }] of tensors) {
    if (optional && !used.has(name)) continue;
    if (data === undefined) inputs.push(describe(name, shape, rows));
    else builder.tensor(name, shape, data);
  }
  return {
    irVersion: FORMATS[opset - OLDEST]!,
    producerName: 'nonlin',
    graph: {
      node: builder.nodes,
      name,
      initializer: builder.initializers,
      input: inputs,
      output: results.map(([name, { shape }]) => describe(name, shape, rows)),
    },
    opsetImport: [{ domain: '', version: opset }],
  };
}

/** A float32 tensor; sizes that follow the batch's rows have a name instead of a number. */
function describe(name: string, shape: Shape, rows: number): ValueInfoProto {
  const dim = shape.map((dimension) => {
    if (!isDynamic([dimension], rows)) return { dimValue: dimension };
    return { dimParam: dimension === rows ? 'batch' : `batch * ${dimension / rows}` };
  });
  return { name, type: { tensorType: { elemType: DataType.float, shape: { dim } } } };
}
