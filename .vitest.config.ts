import { defineConfig } from 'vitest/config';

/** Where a run in CI leaves its counts, for `.ci/run`. */
const results = process.env.KERNLET_TEST_RESULTS;
const isCi = process.env.CI === 'true';

/** What takes several seconds each: whole processes, browsers, queues, and comparisons with real Linux and GNU tools. */
const ONLY_IN_CI = [
  'test/asm/gnu.test.ts',
  'test/cli/{commands,scheduler-module}.test.ts',
  'test/debug/{dap/nonsense,repl/*}.test.ts',
  'test/grade/{assignments,checks,hostile,init,pool,queue,replay}.test.ts',
  'test/guest/{c,life,linux,pool,scenes,shell,tools,users}.test.ts',
  'test/jit/programs.test.ts',
  'test/kernel/{io/terminal-oracle,sched/every-policy}.test.ts',
  'test/system/{executables,shared-memory,waiting}.test.ts',
  'test/web/report.test.ts',
];
if (!isCi) console.log(`only with CI=true:\n  ${ONLY_IN_CI.join('\n  ')}`);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: isCi ? [] : ONLY_IN_CI,
    // In CI random tests take thousands of seeds, perhaps on a slow machine.
    testTimeout: isCi ? 600_000 : 30_000,
    // Files share what they import: reading the sources anew for each of them would take most of the time.
    isolate: false,
    maxWorkers: '100%',
    reporters: results === undefined ? ['default'] : ['default', ['json', { outputFile: results }]],
  },
});
