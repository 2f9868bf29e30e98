import type { Expression } from '../record/expression.ts';
import type { Node, Work } from '../record/node.ts';

const read = (expression: Expression | undefined): Node | undefined => (expression?.kind === 'read' ? expression.node : undefined);
const operands = (node: Node | undefined, kind: Expression['kind']): readonly Expression[] =>
  node?.work.kind === 'map' && node.work.body.kind === kind && 'operands' in node.work.body ? node.work.body.operands : [];
const isRowReduction = (work: Work | undefined, how: string): work is Work & { kind: 'reduce' } =>
  work?.kind === 'reduce' && work.how === how && work.keep && work.axis === work.x.shape.length - 1;

/** x, where a formula is `e^(x − max x) / Σ e^(x − max x)` by row: the softmax of x. */
export function softmaxOf(body: Expression): Node | undefined {
  if (body.kind !== 'div') return undefined;
  const [power, total] = body.operands.map(read);
  if (power?.work.kind !== 'map' || power.work.body.kind !== 'exp') return undefined;
  if (!isRowReduction(total?.work, 'sum') || total.work.x !== power) return undefined;
  const [shifted] = power.work.body.operands;
  const [x, highest] = (shifted?.kind === 'sub' ? shifted.operands : operands(read(shifted), 'sub')).map(read);
  return x !== undefined && isRowReduction(highest?.work, 'max') && highest.work.x === x ? x : undefined;
}
