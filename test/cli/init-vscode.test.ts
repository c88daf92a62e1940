import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { initVscode } from '../../src/cli/init-vscode.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'vscode-'));
});

afterEach(() => rmSync(home, { recursive: true }));

const read = (...names: string[]) => JSON.parse(readFileSync(join(home, ...names), 'utf8'));

test('the extension names this program, and the launch file its debug type', () => {
  initVscode(home, home);
  const manifest = read('.vscode', 'extensions', 'kernlet.kernlet-debug-0.1.0', 'package.json');
  const [debuggerEntry] = manifest.contributes.debuggers;
  expect(existsSync(debuggerEntry.program)).toBe(true);
  expect(debuggerEntry.args).toEqual(['debug', '--dap']);
  const [configuration] = read('.vscode', 'launch.json').configurations;
  expect(configuration).toMatchObject({ type: debuggerEntry.type, request: 'launch' });
  const known = Object.keys(debuggerEntry.configurationAttributes.launch.properties);
  const own = Object.keys(configuration).filter((key) => !['type', 'request', 'name'].includes(key));
  expect(known).toEqual(expect.arrayContaining(own));
});

test('a launch file that is there stays as it is', () => {
  initVscode(home, home);
  const path = join(home, '.vscode', 'launch.json');
  writeFileSync(path, '{}');
  initVscode(home, home);
  expect(readFileSync(path, 'utf8')).toBe('{}');
});
