import { describe, expect, test } from 'vitest';
import { PROT_READ, PROT_WRITE } from '../../src/abi/memory.ts';
import { resolveFault } from '../../src/kernel/vm/fault.ts';
import { Space } from '../../src/kernel/vm/space.ts';
import { Guest, runGuest } from '../system/guest.ts';
import { HostDouble } from './fs/host-double.ts';
import { Tree } from './fs/tree.ts';

const PAGE = 4096;
const START = 0x40000;

/** A file of a writable host folder, mapped at page START, with a `B` written over its first byte there. */
function mapAndWrite(area: { readonly isShared: boolean; readonly isReadOnly?: boolean }) {
  const host = new HostDouble(true, { f: 'bee' });
  const tree = new Tree({ folders: [host] });
  tree.files.mount('/mnt', 0);
  const space = Space.create(tree.machine, tree.files)!;
  const inode = tree.file('/mnt/f');
  const backing = { kind: 'file', inode, firstPage: 0, bytes: PAGE, isReadOnly: area.isReadOnly ?? false } as const;
  const prot = PROT_READ | PROT_WRITE;
  space.add({ start: START, end: START + 1, prot, isShared: area.isShared, backing, label: '' });
  const outcome = resolveFault(tree.machine, tree.files, space, START * PAGE, 'write');
  if (!('frame' in outcome)) throw new Error(`the page is not there: ${outcome.kind}`);
  tree.machine.memory.frameBytes(outcome.frame)[0] = 0x42;
  return { host, space, inode, tree };
}

describe('what is written to a mapped file of the host', () => {
  test('reaches the host when the mapping ends', () => {
    const { host, space } = mapAndWrite({ isShared: true });
    expect(host.text('f')).toBe('bee');
    space.remove(START, START + 1);
    expect(host.text('f')).toBe('Bee');
  });

  test('reaches the host when the process ends', () => {
    const { host, space } = mapAndWrite({ isShared: true });
    space.free();
    expect(host.text('f')).toBe('Bee');
  });

  test('reaches the host by fsync', () => {
    const { host, tree, inode } = mapAndWrite({ isShared: true });
    expect(tree.files.data.writeBackAll(inode)).toBe(0);
    expect(host.text('f')).toBe('Bee');
  });

  test.each([{ isShared: false }, { isShared: true, isReadOnly: true }])('goes nowhere with %j', (area) => {
    const { host, space } = mapAndWrite(area);
    space.free();
    expect(host.text('f')).toBe('bee');
  });
});

describe('mremap', () => {
  test('of no bytes of a shared mapping maps it once more', () => {
    const { words } = runGuest(`
    share
    mv      s0, a0
    li      a1, 0
    li      a2, 4096
    li      a3, MREMAP_MAYMOVE
    syscall mremap
    li      t0, 7
    sw      t0, 8(a0)
    lw      s1, 8(s0)
    put     s1
    exit`);
    expect(words).toEqual([7]);
  });

  test('gives ENOMEM and changes nothing if there is no frame for the page table', () => {
    const guest = new Guest(
      `
    li      a0, 0
    li      a1, 4096
    li      a2, PROT_READ | PROT_WRITE
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS
    li      a4, -1
    li      a5, 0
    syscall mmap2
    mv      s0, a0
    li      t0, 5
    sw      t0, (s0)
    la      t0, put_word            # the page that put writes to is there
    sw      t0, (t0)
    syscall sched_yield
    mv      a0, s0
    li      a1, 4096
    li      a2, 4096
    li      a3, MREMAP_MAYMOVE | MREMAP_FIXED
    li      a4, 0x60000000
    syscall mremap
    mv      s1, a0
    put     s1
    lw      s1, (s0)
    put     s1
    exit`,
    );
    const { frames } = guest.computer.machine;
    guest.computer.kernel.observe((event) => {
      if (event.kind !== 'call' || event.call.row?.name !== 'sched_yield') return;
      while (frames.allocate() !== 0);
    });
    expect(guest.finish()).toBe(0);
    expect(guest.words).toEqual([-12, 5]);
  });
});
