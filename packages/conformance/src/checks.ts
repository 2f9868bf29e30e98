// The checks as plain functions, without a test runner: for a web page, a command, a runner of one's own.
export { checkActivation } from './activation/check.ts';
export { findFacts } from './activation/find-facts.ts';
export type { ActivationFacts, ActivationOptions, Interpreter, ReferenceRow, Tolerance } from './activation/facts.ts';
export { checkBackend } from './backend/check.ts';
export type { BackendOptions } from './backend/subject.ts';
export { checkLayer } from './layer/check.ts';
export type { LayerOptions } from './layer/subject.ts';
export type { Finding } from './finding.ts';
export { rounded } from './float32.ts';
