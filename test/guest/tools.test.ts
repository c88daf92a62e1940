import { describe } from 'vitest';
import { binPrograms, testAgainstLinux, testUnderAllSettings } from './compare.ts';
import { toolCases } from './tools.cases.ts';

const programs = await binPrograms();
const runs = toolCases.map(({ name, command: [tool, ...args], stdin, files }) => ({
  name,
  program: `/bin/${tool}`,
  args,
  stdin,
  files,
}));

describe('the tools do what they do under Linux', () => testAgainstLinux(runs, programs));
describe('the tools do the same under all settings', () => testUnderAllSettings(runs, programs));
