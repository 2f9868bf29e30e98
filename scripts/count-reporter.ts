import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

/** A vitest reporter whose one line is the last of the whole run: `N passed, N failed, N skipped`. */
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
      console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
    });
  }
}
