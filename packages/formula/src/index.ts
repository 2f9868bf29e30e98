export { parseFormula } from './parse-formula.ts';
export type { FormulaOptions } from './parse-formula.ts';
export { FormulaError } from './formula-error.ts';
export { formulaToText } from './text.ts';
export { formulaToLatex } from './latex.ts';
export { formulaToTypeScript } from './typescript.ts';
export type { TypeScriptFormula } from './typescript.ts';
export { formulaToJavaScript } from './javascript.ts';
export type { JavaScriptFormula, JavaScriptOptions } from './javascript.ts';
