import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { GENERATED_FILES } from '../../src/cli/generate.ts';

it.each(GENERATED_FILES)('%s is what its generator prints', async (path, produce) => {
  expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(await produce());
});
