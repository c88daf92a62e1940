import { defineConfig } from 'vitest/config';

/** Where a run in CI leaves its counts, for `.ci/run`. */
const results = process.env.KERNLET_TEST_RESULTS;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // Files share what they import: reading the sources anew for each of them would take most of the time.
    isolate: false,
    maxWorkers: '100%',
    reporters: results === undefined ? ['default'] : ['default', ['json', { outputFile: results }]],
  },
});
