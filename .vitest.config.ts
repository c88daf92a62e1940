import { defineConfig } from 'vitest/config';

/** Where a run in CI leaves its counts, for `.ci/run`. */
const results = process.env.KERNLET_TEST_RESULTS;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    reporters: results === undefined ? ['default'] : ['default', ['json', { outputFile: results }]],
  },
});
