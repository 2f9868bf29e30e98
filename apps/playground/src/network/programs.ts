import { save } from '@nonlin/core';
import { formulaToText } from '@nonlin/formula';
import { toTypeScript } from '@nonlin/standalone';
import { OWN } from '../state/settings.ts';
import type { RunSettings } from '../state/settings.ts';
import type { Look } from './frame.ts';
import { modelOf } from './model-of.ts';

/** A network as text. */
export interface Written {
  readonly program: string;
  readonly json: string;
  readonly standalone: string;
  /** What the program imports. */
  readonly packages: readonly string[];
  /** Beginning of files' names. */
  readonly name: string;
}

/** The network of `look` in three forms: a program on the packages, what `load` takes, and a function that needs nothing. */
export function writeNetwork(settings: RunSettings, look: Look): Written {
  const model = modelOf(settings, look);
  const own = look.lane === OWN;
  const json = save(model);
  const source = own ? '@nonlin/formula' : `@nonlin/${look.lane}`;
  const activation = own ? `const own = parseFormula(${quote(formulaToText(model.layers[0]!.activation!))}, { name: '${OWN}' });\n` : '';
  const rows = '[[-1, -1], [-1, 1], [1, -1], [1, 1]]';
  return {
    name: `${look.lane}-${settings.data}`,
    packages: ['@nonlin/core', source],
    json,
    standalone: toTypeScript(model),
    program: `// npm i @nonlin/core ${source}
import { binaryCrossEntropy, load, predictProbabilities } from '@nonlin/core';
import { ${own ? 'parseFormula' : look.lane} } from '${source}';

${activation}const model = load(
  '${json.replaceAll("'", String.raw`\u0027`)}',
  { activations: [${own ? 'own' : look.lane}] },
);
const rows = ${rows};
console.log(predictProbabilities(model, rows, binaryCrossEntropy));
`,
  };
}

const quote = (text: string): string => `'${text.replaceAll('\\', String.raw`\\`).replaceAll("'", String.raw`\'`)}'`;
