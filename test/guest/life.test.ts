import { describe } from 'vitest';
import { binPrograms, testAgainstLinux, testUnderAllSettings } from './compare.ts';
import { lifeCases } from './life.cases.ts';

const programs = await binPrograms();
const runs = lifeCases.map(({ name, script, stdin, files }) => ({
  name,
  program: '/bin/sh',
  args: ['-c', script],
  stdin,
  files,
}));

describe('the life of processes is what it is under Linux', () => testAgainstLinux(runs, programs));
describe('the life of processes is the same under all settings', () => testUnderAllSettings(runs, programs));
