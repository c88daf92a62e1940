import { expect, test } from 'vitest';
import type { Inode } from '../../../src/kernel/fs/inode.ts';
import { fillStatx } from '../../../src/kernel/fs/statx.ts';
import { Tree } from './tree.ts';

function statx(inode: Inode): DataView {
  const bytes = new Uint8Array(256).fill(0xaa);
  fillStatx(inode, bytes);
  return new DataView(bytes.buffer);
}

test('statx shows type, size, links and blocks where Linux has them', () => {
  const tree = new Tree().make(`/f=${'x'.repeat(5000)}`);
  tree.link('/f', '/g');
  const view = statx(tree.file('/f'));
  expect(view.getUint32(0, true)).toBe(0x7ff);
  expect(view.getUint32(4, true)).toBe(4096);
  expect(view.getUint32(16, true)).toBe(2);
  expect(view.getUint16(28, true)).toBe(0o100644);
  expect(view.getBigUint64(32, true)).toBe(BigInt(tree.file('/f').number));
  expect(view.getBigUint64(40, true)).toBe(5000n);
  expect(view.getBigUint64(48, true)).toBe(16n);
});

test('statx shows times with nanoseconds, also before 1970', () => {
  const tree = new Tree().make('/f=x');
  tree.files.setTimes(tree.file('/f'), { seconds: -1, nanoseconds: 999_999_999 }, { seconds: 7, nanoseconds: 8 });
  const view = statx(tree.file('/f'));
  expect([view.getBigInt64(64, true), view.getUint32(72, true)]).toEqual([-1n, 999_999_999]);
  expect([view.getBigInt64(112, true), view.getUint32(120, true)]).toEqual([7n, 8]);
  expect(view.getBigInt64(96, true)).toBe(1_767_225_600n);
});

test('statx shows the numbers of a device', () => {
  const tree = new Tree();
  tree.files.addDevice('/dev/null', 0o666, 1, 3);
  const view = statx(tree.at('/dev/null'));
  expect([view.getUint32(128, true), view.getUint32(132, true)]).toEqual([1, 3]);
  expect(view.getUint16(28, true)).toBe(0o020666);
});

test('statx shows the length of a link and leaves nothing else in the structure', () => {
  const view = statx(new Tree().make('/l->target').at('/l'));
  expect(view.getBigUint64(40, true)).toBe(6n);
  expect(new Uint8Array(view.buffer, 144).every((byte) => byte === 0)).toBe(true);
});
