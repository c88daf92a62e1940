import { describe, expect, test } from 'vitest';
import { E } from '../../../src/abi/errno.ts';
import { O_APPEND, O_RDWR, SEEK_CUR, SEEK_END, SEEK_SET } from '../../../src/abi/files.ts';
import { stringBytes } from '../../../src/base/bytes.ts';
import { OpenFile } from '../../../src/kernel/fs/open-file.ts';
import { ServicesDouble } from '../io/services-double.ts';
import { Tree } from './tree.ts';

const PAGE = 4096;

describe('the data of a file', () => {
  test('is written and read across pages', () => {
    const text = 'abcdefgh'.repeat(2000);
    const tree = new Tree().make('/f=');
    expect(tree.write('/f', 100, text)).toBe(16000);
    expect(tree.file('/f').size).toBe(16100);
    expect(tree.read('/f').slice(100)).toBe(text);
  });

  test('is zero where nothing was written, and takes no frames there', () => {
    const tree = new Tree().make('/f=');
    const before = tree.freeFrames;
    tree.write('/f', 20 * PAGE, 'end');
    expect(tree.read('/f')).toBe(`${'\0'.repeat(20 * PAGE)}end`);
    expect(tree.freeFrames).toBe(before - 1);
  });

  test('reads short at the end and nothing beyond it', () => {
    const tree = new Tree().make('/f=hello');
    const target = new Uint8Array(10);
    expect(tree.files.data.read(tree.file('/f'), 3, target)).toBe(2);
    expect(tree.files.data.read(tree.file('/f'), 5, target)).toBe(0);
    expect(tree.files.data.read(tree.file('/f'), 2 ** 40, target)).toBe(0);
  });

  test('is the same frame for reads and for mappings', () => {
    const tree = new Tree().make('/f=hello');
    const frame = tree.files.data.page(tree.file('/f'), 0);
    tree.machine.memory.frameBytes(frame)[0] = 0x4a;
    expect(tree.read('/f')).toBe('Jello');
    expect(tree.files.data.page(tree.file('/f'), 1)).toBe(-1);
  });

  test('a short write says how much there was memory for, the next one ENOSPC', () => {
    const tree = new Tree({ frames: 4 }).make('/f=');
    expect(tree.write('/f', 0, 'x'.repeat(5 * PAGE))).toBe(3 * PAGE);
    expect(tree.file('/f').size).toBe(3 * PAGE);
    expect(tree.write('/f', 3 * PAGE, 'x')).toBe(-E.ENOSPC);
    expect(tree.files.data.page(tree.file('/f'), 0)).toBeGreaterThan(0);
  });

  test('a file does not grow beyond what Linux allows', () => {
    const tree = new Tree().make('/f=');
    const largest = (2 ** 32 - 1) * PAGE;
    expect(tree.write('/f', largest, 'x')).toBe(-E.EFBIG);
    expect(tree.write('/f', largest - 1, 'xy')).toBe(1);
    expect(tree.files.data.truncate(tree.file('/f'), largest + 1)).toBe(-E.EFBIG);
  });

  test('truncating gives frames back and what grows again is zero', () => {
    const tree = new Tree().make(`/f=${'x'.repeat(3 * PAGE)}`);
    const before = tree.freeFrames;
    expect(tree.files.data.truncate(tree.file('/f'), 10)).toBe(0);
    expect(tree.freeFrames).toBe(before + 2);
    tree.files.data.truncate(tree.file('/f'), 20);
    expect(tree.read('/f')).toBe(`${'x'.repeat(10)}${'\0'.repeat(10)}`);
  });

  test('what a mapping wrote behind the end does not become part of the file', () => {
    const tree = new Tree().make('/f=ab');
    tree.machine.memory.frameBytes(tree.files.data.page(tree.file('/f'), 0)).fill(0x21, 2);
    tree.write('/f', 4, 'ef');
    expect(tree.read('/f')).toBe('ab\0\0ef');
  });

  test('an unnamed file goes with its last user', () => {
    const tree = new Tree();
    const before = tree.freeFrames;
    const file = tree.files.newUnnamedFile(2 * PAGE);
    tree.files.hold(file);
    expect(tree.files.data.page(file, 1)).toBeGreaterThan(0);
    tree.files.drop(file);
    expect(tree.freeFrames).toBe(before);
  });
});

describe('times', () => {
  test('writing sets modification and change', () => {
    const tree = new Tree().make('/f=x');
    tree.cycles = 3e8;
    tree.write('/f', 0, 'y');
    const { modified, changed, accessed } = tree.file('/f');
    expect([modified.seconds, changed.seconds, accessed.seconds].map((s) => s - 1_767_225_600)).toEqual([3, 3, 0]);
  });

  test('the first read after a change is noted, the next only after a day', () => {
    const tree = new Tree().make('/f=x');
    const seconds = () => tree.file('/f').accessed.seconds - 1_767_225_600;
    tree.cycles = 5e8;
    tree.read('/f');
    expect(seconds()).toBe(5);
    tree.cycles = 6e8;
    tree.read('/f');
    expect(seconds()).toBe(5);
    tree.cycles = 5e8 + 86_400e8;
    tree.read('/f');
    expect(seconds()).toBe(86_405);
  });

  test('times that are set keep their nanoseconds', () => {
    const tree = new Tree().make('/f=x');
    const time = { seconds: 4_000_000_000, nanoseconds: 123_456_789 };
    tree.files.setTimes(tree.file('/f'), undefined, time);
    expect(tree.file('/f').modified).toEqual(time);
  });

  test('chmod keeps the type', () => {
    const tree = new Tree().make('/d');
    tree.files.setMode(tree.user, tree.directory('/d'), 0o1777);
    expect(tree.directory('/d').mode).toBe(0o041777);
  });
});

describe('an open file', () => {
  const services = new ServicesDouble();
  const open = (tree: Tree, flags = O_RDWR) => new OpenFile(tree.files, tree.file('/f'), flags);

  test('reads and writes on from its offset', () => {
    const tree = new Tree().make('/f=abcdef');
    const file = open(tree);
    const target = new Uint8Array(2);
    expect(file.read(services, target)).toBe(2);
    expect(file.write(services, stringBytes('XY'))).toBe(2);
    expect(file.offset).toBe(4);
    expect(tree.read('/f')).toBe('abXYef');
  });

  test('with O_APPEND always writes at the end', () => {
    const tree = new Tree().make('/f=abc');
    const file = open(tree, O_RDWR | O_APPEND);
    tree.write('/f', 3, 'def');
    file.write(services, stringBytes('!'));
    expect(tree.read('/f')).toBe('abcdef!');
    expect(file.offset).toBe(7);
  });

  test('readAt and writeAt leave the offset alone', () => {
    const tree = new Tree().make('/f=abc');
    const file = open(tree);
    file.writeAt(services, stringBytes('Z'), 2);
    expect(file.readAt(services, new Uint8Array(1), 1)).toBe(1);
    expect(file.offset).toBe(0);
    expect(tree.read('/f')).toBe('abZ');
  });

  test('seeks from the start, the offset and the end, not before the start', () => {
    const file = open(new Tree().make('/f=abcdef'));
    expect(file.seek(services, 2, SEEK_SET)).toBe(2);
    expect(file.seek(services, 1, SEEK_CUR)).toBe(3);
    expect(file.seek(services, 10, SEEK_END)).toBe(16);
    expect(file.seek(services, -1, SEEK_SET)).toBe(-E.EINVAL);
    expect(file.seek(services, 0, 9)).toBe(-E.EINVAL);
    expect(file.offset).toBe(16);
  });

  test('keeps an unlinked file until it is closed', () => {
    const tree = new Tree().make('/f=abc');
    const before = tree.freeFrames;
    const file = open(tree);
    tree.unlink('/f');
    expect(file.read(services, new Uint8Array(9))).toBe(3);
    file.close();
    expect(tree.freeFrames).toBe(before + 1);
  });
});
