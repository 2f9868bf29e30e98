import { formulaToTypeScript } from '@nonlin/formula';
import type { Draft } from './create-package.ts';
import { FIRST_VERSION } from './manifest.ts';

/** src/index.ts: the formula as readable TypeScript over `ops`. */
export function source({ names, activation, text }: Draft): string {
  const { helpers, parameters, statements } = formulaToTypeScript(activation, [names.exported]);
  const body = statements.join('\n');
  // `x` alone needs no operations.
  const list = /\bops\b/.test(body) ? parameters : 'x';
  const [only, ...more] = statements;
  const formula =
    more.length === 0
      ? `(${list}) => ${only!.replace(/^return (.*);$/, '$1')},`
      : [`(${list}) => {`, ...statements.map((line) => `    ${line}`), '  },'].join('\n');

  const learnt = Object.entries(activation.parameters ?? {});
  const types = ['Activation', ...(helpers.length > 0 ? ['Operand', 'ScalarOps'] : [])];
  const union = learnt.map(([name]) => quoted(name)).join(' | ');
  const values = learnt.map(([name, value]) => `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)}: ${value}`).join(', ');
  return [
    `import type { ${types.join(', ')} } from '@nonlin/core';`,
    '',
    ...helpers.flatMap((helper) => [helper, '']),
    `/** \`${text}\`${learnt.length > 0 ? `; training learns ${learnt.map(([name]) => name).join(' and ')}` : ''}. */`,
    `export const ${names.exported}: Activation${learnt.length > 0 ? `<${union}>` : ''} = {`,
    `  name: ${quoted(names.activation)},`,
    `  formula: ${formula}`,
    ...(learnt.length > 0 ? [`  parameters: { ${values} },`] : []),
    ...(activation.perUnit ? ['  perUnit: true,'] : []),
    '  // Saved with a model, to say what to install; the test holds it to package.json.',
    `  package: ${quoted(`${names.package}@${FIRST_VERSION}`)},`,
    '};',
    '',
  ].join('\n');
}

const quoted = (text: string): string => `'${text}'`;
