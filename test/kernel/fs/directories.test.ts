import { describe, expect, test } from 'vitest';
import { E } from '../../../src/abi/errno.ts';
import { SEEK_SET } from '../../../src/abi/files.ts';
import { OpenDirectory } from '../../../src/kernel/fs/open-directory.ts';
import { ServicesDouble } from '../io/services-double.ts';
import { Tree } from './tree.ts';

const services = new ServicesDouble();

interface Dirent {
  readonly number: number;
  readonly offset: number;
  readonly length: number;
  readonly type: number;
  readonly name: string;
}

function parse(bytes: Uint8Array): Dirent[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: Dirent[] = [];
  for (let at = 0; at < bytes.length; at += view.getUint16(at + 16, true)) {
    let end = at + 19;
    while (bytes[end] !== 0) end++;
    entries.push({
      number: Number(view.getBigUint64(at, true)),
      offset: Number(view.getBigInt64(at + 8, true)),
      length: view.getUint16(at + 16, true),
      type: bytes[at + 18]!,
      name: String.fromCharCode(...bytes.subarray(at + 19, end)),
    });
  }
  return entries;
}

function read(directory: OpenDirectory, size = 4096): Dirent[] {
  const target = new Uint8Array(size);
  return parse(target.subarray(0, directory.readEntries(target)));
}

function open(tree: Tree, path: string): OpenDirectory {
  return new OpenDirectory(tree.files, tree.directory(path), 0);
}

describe('getdents64', () => {
  test('gives . and .. first, then names with types and numbers', () => {
    const tree = new Tree().make('/d', '/d/e', '/d/f=x', '/d/l->f');
    const entries = read(open(tree, '/d'));
    expect(entries.map(({ name, type }) => [name, type])).toEqual([
      ['.', 4],
      ['..', 4],
      ['e', 4],
      ['f', 8],
      ['l', 10],
    ]);
    expect(entries[3]!.number).toBe(tree.file('/d/f').number);
    expect(entries[1]!.number).toBe(tree.root.number);
  });

  test('pads records to eight bytes', () => {
    const tree = new Tree().make('/abcd=', '/abcde=');
    expect(read(open(tree, '/')).map(({ length }) => length)).toEqual([24, 24, 24, 32]);
  });

  test('goes on where it stopped when the buffer was full', () => {
    const tree = new Tree().make('/a=', '/b=');
    const directory = open(tree, '/');
    expect(read(directory, 60).map(({ name }) => name)).toEqual(['.', '..']);
    expect(read(directory, 24).map(({ name }) => name)).toEqual(['a']);
    expect(read(directory, 4096).map(({ name }) => name)).toEqual(['b']);
    expect(read(directory)).toEqual([]);
  });

  test('gives EINVAL if not even one record fits', () => {
    expect(open(new Tree(), '/').readEntries(new Uint8Array(23))).toBe(-E.EINVAL);
  });

  test('misses nothing when entries are removed meanwhile', () => {
    const tree = new Tree().make('/d', '/d/a=', '/d/b=', '/d/c=', '/d/e=');
    const directory = open(tree, '/d');
    const seen: string[] = [];
    for (let entries = read(directory, 48); entries.length > 0; entries = read(directory, 48)) {
      for (const { name, type } of entries) {
        seen.push(name);
        if (type === 8) tree.unlink(`/d/${name}`);
      }
    }
    expect(seen).toEqual(['.', '..', 'a', 'b', 'c', 'e']);
    expect(tree.removeDirectory('/d')).toBe(0);
  });

  test('starts again after a seek to 0, and goes on from an offset it gave', () => {
    const directory = open(new Tree().make('/a=', '/b=', '/c='), '/');
    const entries = read(directory);
    directory.seek(services, 0, SEEK_SET);
    expect(read(directory)).toEqual(entries);
    directory.seek(services, entries[2]!.offset, SEEK_SET);
    expect(read(directory).map(({ name }) => name)).toEqual(['b', 'c']);
  });

  test('gives ENOENT for a directory that was removed', () => {
    const tree = new Tree().make('/d');
    const directory = open(tree, '/d');
    tree.removeDirectory('/d');
    expect(directory.readEntries(new Uint8Array(100))).toBe(-E.ENOENT);
  });

  test('a directory is not read as bytes', () => {
    expect(open(new Tree(), '/').read()).toBe(-E.EISDIR);
  });
});
