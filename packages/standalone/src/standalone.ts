import { predicting, Sequential } from '@nonlin/core';
import { Recorder } from './record.ts';
import type { Constant, Row, Value } from './value.ts';
import { TAKEN, Writer } from './write.ts';

export interface StandaloneOptions {
  /** What the function is called. Default `predict`. */
  readonly name?: string;
}

/**
 * The model as a JavaScript module that exports `predict(input)`: what `model.predict` gives for one row, from an array of numbers to
 * an array of numbers, in double precision (`model.predict` rounds to float32 after each step). No imports, no eval; weights to the bit.
 * Throws a `TypeError` for a model without weights, a `RangeError` that names a layer which looks across rows, draws numbers, or
 * is otherwise not a function of one row.
 */
export function toJavaScript(model: Sequential, options: StandaloneOptions = {}): string {
  return write('toJavaScript', model, options, false);
}

/** `toJavaScript` with types: it passes under the strictest settings. Throws as `toJavaScript`. */
export function toTypeScript(model: Sequential, options: StandaloneOptions = {}): string {
  return write('toTypeScript', model, options, true);
}

function write(where: string, model: Sequential, { name = 'predict' }: StandaloneOptions, types: boolean): string {
  if (!(model instanceof Sequential)) throw new TypeError(`${where}: expected a model made by sequential(…), got ${typeof model}`);
  if (!/^[A-Za-z_$][\w$]*$/.test(name) || TAKEN.includes(name) || WORDS.has(name))
    throw new RangeError(`${where}: expected a name for a function, got ${JSON.stringify(name)}; take another, as predict`);
  const { inputs } = model;
  if (inputs === undefined)
    throw new RangeError(`${where}: ${model.name} does not say how many columns it takes; begin with a layer that does`);
  const { result, handedOn } = record(where, model, inputs);

  const layers = model.layers.map((layer) => layer.name);
  const writer = new Writer({ types, taken: [...TAKEN, name], layers, uses: usesOf(result), handedOn });
  const returned = writer.result(result);
  const [list, numbers] = types ? [': readonly number[]', ': number[]'] : ['', ''];
  const body = [
    `if (input.length !== ${inputs}) throw new RangeError(\`${name}: expected ${inputs} numbers, got \${input.length}\`);`,
    ...writer.statements,
    `return ${returned};`,
  ];
  const outputs = model.outputs ?? inputs;
  return [
    `/** ${model.name.replaceAll('*/', '* /')}: from ${inputs} ${inputs === 1 ? 'number' : 'numbers'} to ${outputs}. Written by @nonlin/standalone; needs nothing. */`,
    `export function ${name}(input${list})${numbers} {`,
    ...body.flatMap((statement) => statement.split('\n')).map((line) => `  ${line}`),
    '}',
    ...[...writer.functions.values()].map((code) => `\n${code}`),
    ...[...writer.constants].map(([name, text]) => `\nconst ${name} = ${text};`),
    '',
  ].join('\n');
}

/** One row through all layers. */
function record(where: string, model: Sequential, inputs: number): { result: Row; handedOn: ReadonlySet<Row> } {
  const recorder = new Recorder(where);
  const constants = Object.entries(model.parameters).map(([name, tensor]): [string, Constant] => [
    name,
    { kind: 'constant', tensor, name: nameOf(name) },
  ]);
  const handedOn = new Set<Row>();
  let row: Value = recorder.input(inputs);
  for (const [place, layer] of model.layers.entries()) {
    recorder.enter(place, layer.name);
    const its = constants.filter(([name]) => name.startsWith(`${place}.`)).map(([name, value]) => [name.slice(`${place}.`.length), value]);
    row = layer.forward<Value>(recorder.ops, Object.fromEntries(its) as { [name: string]: Value }, row, predicting).output;
    if (row.kind === 'constant')
      throw new RangeError(`${where}: layer ${place} (${layer.name}) gives the same for every row; there is nothing to compute`);
    handedOn.add(row);
  }
  return { result: row, handedOn };
}

/** `0.weight` as `weight0`, `1.0.bias` as `bias1_0`; one letter alone would be taken for a value of a formula. */
function nameOf(parameter: string): string {
  const [own = '', ...places] = parameter.split('.').toReversed();
  return `${own.length === 1 ? `${own}_` : own}${places.toReversed().join('_')}`;
}

/** How often each row is read on the way to the result. */
function usesOf(result: Row): Map<Row, number> {
  const uses = new Map<Row, number>();
  const visit = (value: Value): void => {
    if (value.kind === 'constant') return;
    const before = uses.get(value) ?? 0;
    uses.set(value, before + 1);
    if (before > 0 || value.operation === 'input') return;
    for (const operand of value.operation === 'map' ? Object.values(value.inputs) : [value.row]) visit(operand);
  };
  visit(result);
  return uses;
}

/** Words that no function may be called. */
const WORDS = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for
  function if implements import in instanceof interface let new null package private protected public return static super switch
  this throw true try typeof undefined var void while with yield`.split(/\s+/),
);
