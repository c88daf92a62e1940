import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { E } from '../../src/abi/errno.ts';
import { NodeFolder } from '../../src/cli/host-folder.ts';

let top: string;
let inside: string;
let folder: NodeFolder;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'kernlet-folder-'));
  inside = join(top, 'inside');
  mkdirSync(join(inside, 'sub'), { recursive: true });
  mkdirSync(join(top, 'outside'));
  writeFileSync(join(top, 'secret'), 'secret');
  writeFileSync(join(top, 'outside', 'secret'), 'secret');
  writeFileSync(join(inside, 'plain'), 'plain');
  writeFileSync(join(inside, 'sub', 'deep'), 'deep');
  symlinkSync('../secret', join(inside, 'link'));
  symlinkSync('../outside', join(inside, 'linked'));
  symlinkSync('plain', join(inside, 'inner'));
  folder = new NodeFolder(inside, true);
});

afterEach(() => rmSync(top, { recursive: true }));

const text = (result: Uint8Array | number) => (typeof result === 'number' ? result : Buffer.from(result).toString());
const bytes = (content: string) => Buffer.from(content);

describe('a folder of the host', () => {
  test('lists files, folders and links', () => {
    const entries = folder.list('');
    if (typeof entries === 'number') throw new Error(String(entries));
    const kinds = entries.map(({ name, kind }) => `${name}: ${kind}`).sort();
    expect(kinds).toEqual(['inner: link', 'link: link', 'linked: link', 'plain: file', 'sub: directory']);
    expect(entries.find(({ name }) => name === 'plain')).toMatchObject({ size: 5 });
  });

  test('reads parts of files', () => {
    expect(text(folder.read('plain', 1, 3))).toBe('lai');
    expect(text(folder.read('sub/deep', 0, 100))).toBe('deep');
    expect(text(folder.read('plain', 9, 3))).toBe('');
    expect(folder.read('none', 0, 1)).toBe(-E.ENOENT);
    expect(folder.read('sub', 0, 1)).toBe(-E.EIO);
  });

  test('names are bytes, whatever they mean', () => {
    const name = 'caf\u00c3\u00a9';
    expect(folder.makeFile(name, 0o644)).toBe(0);
    expect(existsSync(join(inside, 'café'))).toBe(true);
    expect(folder.makeFile('\u00ff\u00fe', 0o644)).toBe(0);
    const entries = folder.list('');
    expect(typeof entries === 'object' && entries.map((entry) => entry.name)).toContain('\u00ff\u00fe');
  });

  test('makes, changes, renames and removes', () => {
    expect(folder.makeDirectory('new', 0o755)).toBe(0);
    expect(folder.makeFile('new/file', 0o600)).toBe(0);
    expect(folder.makeFile('new/file', 0o600)).toBe(-E.EEXIST);
    expect(folder.write('new/file', 2, bytes('abc'))).toBe(3);
    expect(folder.truncate('new/file', 4)).toBe(0);
    expect(readFileSync(join(inside, 'new', 'file'))).toEqual(bytes('\0\0ab'));
    expect(folder.setMode('new/file', 0o4640)).toBe(0);
    expect(folder.setModified('new/file', 1000)).toBe(0);
    const stats = statSync(join(inside, 'new', 'file'));
    expect([stats.mode & 0o7777, stats.mtimeMs]).toEqual([0o640, 1_000_000]);
    expect(folder.rename('new/file', 'sub/moved')).toBe(0);
    expect(folder.makeLink('new/sym', '/etc/passwd')).toBe(0);
    expect(readlinkSync(join(inside, 'new', 'sym'))).toBe('/etc/passwd');
    expect(folder.remove('new', true)).toBe(-E.ENOTEMPTY);
    expect(folder.remove('new/sym', false)).toBe(0);
    expect(folder.remove('new', true)).toBe(0);
    expect(folder.remove('sub/moved', false)).toBe(0);
    expect(folder.setMode('', 0o750)).toBe(0);
    expect(statSync(inside).mode & 0o777).toBe(0o750);
  });
});

describe('nothing leads out of a folder', () => {
  test.each(['../secret', 'sub/../../secret', '..', '.', '', 'sub/..', 'a//b', '/etc/passwd', 'plain\0'])(
    'no name such as %j',
    (path) => {
      expect(folder.read(path, 0, 10)).toBeLessThan(0);
      expect(folder.write(path, 0, bytes('x'))).toBeLessThan(0);
      expect(folder.makeFile(path, 0o644)).toBeLessThan(0);
      expect(folder.remove(path, false)).toBeLessThan(0);
      expect(folder.rename('plain', path)).toBeLessThan(0);
      expect(existsSync(join(inside, 'plain'))).toBe(true);
    },
  );

  test('no link as the last name', () => {
    expect(folder.read('link', 0, 10)).toBe(-E.ELOOP);
    expect(folder.read('inner', 0, 10)).toBe(-E.ELOOP);
    expect(folder.write('link', 0, bytes('x'))).toBe(-E.ELOOP);
    expect(folder.truncate('link', 0)).toBe(-E.ELOOP);
    expect(folder.setMode('link', 0o777)).toBe(-E.ELOOP);
    expect(folder.list('linked')).toBe(-E.ENOTDIR);
    expect(readFileSync(join(top, 'secret'), 'utf8')).toBe('secret');
  });

  test('no link on the way', () => {
    expect(folder.read('linked/secret', 0, 10)).toBe(-E.ENOTDIR);
    expect(folder.makeFile('linked/new', 0o644)).toBe(-E.ENOTDIR);
    expect(folder.remove('linked/secret', false)).toBe(-E.ENOTDIR);
    expect(folder.rename('plain', 'linked/plain')).toBe(-E.ENOTDIR);
    expect(existsSync(join(top, 'outside', 'secret'))).toBe(true);
    expect(existsSync(join(top, 'outside', 'new'))).toBe(false);
  });

  test('no folder that was replaced by a link meanwhile', () => {
    expect(text(folder.read('sub/deep', 0, 4))).toBe('deep');
    renameSync(join(inside, 'sub'), join(inside, 'old'));
    symlinkSync('../outside', join(inside, 'sub'));
    expect(folder.read('sub/secret', 0, 10)).toBe(-E.ENOTDIR);
  });

  test('no other folder that takes the place of the whole', () => {
    renameSync(inside, join(top, 'moved'));
    symlinkSync('outside', inside);
    expect(folder.read('secret', 0, 10)).toBe(-E.ENOENT);
    expect(text(folder.read('plain', 0, 10))).toBe('plain');
  });

  test('links are removed and renamed themselves, not what they point at', () => {
    expect(folder.rename('link', 'other')).toBe(0);
    expect(folder.remove('other', false)).toBe(0);
    expect(existsSync(join(top, 'secret'))).toBe(true);
  });

  test('no pipe is waited for', () => {
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', join(inside, 'fifo')]);
    expect(folder.read('fifo', 0, 10)).toBe(-E.EIO);
    expect(folder.write('fifo', 0, bytes('x'))).toBe(-E.ENXIO);
    const entries = folder.list('');
    expect(typeof entries === 'object' && entries.find(({ name }) => name === 'fifo')?.kind).toBe('other');
  });
});
