import { expect, test } from 'vitest';
import { loadPrograms } from '../../src/cli/programs.ts';
import { SHELL_EXAMPLES } from '../../src/cli/shell-examples.ts';
import { runInKernlet } from '../guest/kernlet.ts';

test('the examples of the reference of the shell print what it says', async () => {
  const mark = (index: number) => `=${index}=\n`;
  const script = SHELL_EXAMPLES.map(([, example], index) => `echo =${index}=\n(${example}\n)\n`).join('');
  const expected = SHELL_EXAMPLES.map(([, , output], index) => mark(index) + output).join('');
  const run = { program: '/bin/sh', args: ['-c', script], environment: ['PATH=/bin', 'HOME=/root'] };
  const { stdout, stderr } = runInKernlet(run, await loadPrograms());
  expect(stdout).toBe(expected);
  expect(stderr).toBe('');
});
