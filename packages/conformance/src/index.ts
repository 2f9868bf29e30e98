// The contract as vitest tests.
export { testActivation } from './test-activation.ts';
export { testBackend } from './test-backend.ts';
export { testLayer } from './test-layer.ts';

// The same without a test runner; also at '@nonlin/conformance/checks', which does not import vitest.
export { checkActivation } from './activation/check.ts';
export { findFacts } from './activation/find-facts.ts';
export { checkBackend } from './backend/check.ts';
export { checkLayer } from './layer/check.ts';
export { rounded } from './float32.ts';
export type { ActivationFacts, ActivationOptions, Interpreter, ReferenceRow, Tolerance } from './activation/facts.ts';
export type { BackendOptions } from './backend/subject.ts';
export type { LayerOptions } from './layer/subject.ts';
export type { Finding } from './finding.ts';
