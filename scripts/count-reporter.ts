import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * A vitest reporter whose line is the last of the whole run: `N passed, N failed, N skipped`. Above it stands what failed before the
 * tests, where scripts/check.ts says so.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    // An error outside every test fails the run, and so does a file that cannot be loaded; both count as failed.
    const count = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      count.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test that never came to its end did not pass.
        count[state === 'pending' ? 'failed' : state] += 1;
      }
    }
    process.once('exit', () => {
      const before = process.env['NONLIN_FAILED_PARTS'] ?? '';
      if (before !== '') console.log(`failed before the tests: ${before}; see above`);
      console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
    });
  }
}
