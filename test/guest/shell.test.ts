import { describe } from 'vitest';
import { binPrograms, testAgainstLinux, testUnderAllSettings } from './compare.ts';
import { shellCases } from './shell.cases.ts';

const programs = await binPrograms();
const runs = shellCases.map(({ name, script, args = ['sh'], stdin, files }) => ({
  name,
  program: '/bin/sh',
  args: ['-c', script, ...args],
  stdin,
  files,
}));

describe('the shell does what it does under Linux', () => testAgainstLinux(runs, programs));
describe('the shell does the same under all settings', () => testUnderAllSettings(runs, programs));
