import { describe, expect, test } from 'vitest';
import { Recorder } from '../../src/trace/recorder.ts';
import { type EventRecord, RECORD_PAGES, type RecordKind } from '../../src/trace/records.ts';
import { ReportModel } from '../../src/trace/report.ts';
import { PageMaps } from '../../src/web/report/page-maps.ts';
import { Guest } from '../system/guest.ts';
import { ofKind, type Recording, record } from './recording.ts';

/** Maps, writes, moves and unmaps pages, before and after a fork, then spins for ever. */
const PAGES = `
      .macro map bytes, flags
      li a0, 0
      li a1, \\bytes
      li a2, PROT_READ | PROT_WRITE
      li a3, \\flags
      li a4, -1
      li a5, 0
      syscall mmap2
      .endm
      .macro fill register, pages # write a word to each page
      mv t0, \\register
      li t1, \\pages
      li t2, 4096
7:    sw t1, (t0)
      add t0, t0, t2
      addi t1, t1, -1
      bnez t1, 7b
      .endm
      map 20480, (MAP_PRIVATE | MAP_ANONYMOUS)
      mv s1, a0
      fill s1, 5
      map 8192, (MAP_SHARED | MAP_ANONYMOUS)
      mv s2, a0
      fill s2, 2
      li a0, 0
      syscall brk
      mv s3, a0
      li t0, 12288
      add a0, a0, t0
      syscall brk
      fill s3, 2
      fork
      beqz a0, child
      fill s1, 2                # copies of two
      mv a0, s1
      li a1, 4096
      syscall munmap
      mv a0, s3
      syscall brk               # gives the heap back
1:    j 1b
child:
      mv a0, s1
      li a1, 20480
      li a2, 40960
      li a3, MREMAP_MAYMOVE
      li a4, 0
      syscall mremap
      fill a0, 8
      fill s2, 1
2:    j 2b`;

/** The frames under the pages of every living process, as the page tables have them. */
function realMaps({ guest }: Recording): Record<number, [page: number, frame: number][]> {
  const maps: Record<number, [number, number][]> = {};
  for (const { pid, space, executable } of guest.computer.kernel.processes.values()) {
    if (executable === undefined) continue;
    maps[pid] = [];
    space.table.forEach(0, 1 << 20, (page, pte) => maps[pid]!.push([page, pte >>> 10]));
  }
  return maps;
}

function shownMaps({ records }: Recording, cycle?: number): Record<number, [page: number, frame: number][]> {
  const model = new ReportModel();
  for (const each of records) model.take(each);
  const data = model.data();
  const maps = new PageMaps(data).at(cycle ?? data.end);
  return Object.fromEntries(
    [...maps].map(([thread, pages]) => [data.threads[thread]!.pid, pages.map(({ page, frame }) => [page, frame])]),
  );
}

describe('records', () => {
  test('have the fields that the reference tells of', () => {
    const recording = record(PAGES, { settings: { harts: 2 }, limit: 200_000 });
    const kinds = new Set<RecordKind>();
    for (const { kind, cycle, ...fields } of recording.records) {
      kinds.add(kind);
      expect(cycle).toBeGreaterThanOrEqual(0);
      const names = Object.keys(fields).filter((name) => name !== 'tid' && (name !== 'pid' || kind === 'reap'));
      expect([kind, names.filter((name) => name !== 'pid').toSorted()]).toEqual([
        kind,
        Object.keys(RECORD_PAGES[kind].fields).toSorted(),
      ]);
    }
    expect(kinds.size).toBeGreaterThan(10);
  });

  test.each([1, 2])('tell which frame is under each page of every process, with %i harts', (harts) => {
    const recording = record(PAGES, { settings: { harts, quantum: 3000 }, limit: 300_000 });
    const real = realMaps(recording);
    expect(Object.keys(real)).toEqual(['2', '3']);
    expect(real[3]!.length).toBeGreaterThan(12);
    expect(shownMaps(recording)).toEqual(real);
  });

  test('say of a copied page that it is one, and of a child whose frames it shares', () => {
    const recording = record(PAGES, { settings: { harts: 1, quantum: 3000 }, limit: 300_000 });
    const { cycle, pages } = ofKind(recording, 'fork')[0]!;
    const atFork = shownMaps(recording, cycle);
    expect(atFork[3]).toEqual(atFork[2]);
    expect(atFork[3]).toHaveLength(pages);
    const copies = ofKind(recording, 'page').filter(({ origin, cycle: at }) => origin === 'copied' && at > cycle);
    const copied = ofKind(recording, 'fault').filter(({ outcome }) => outcome === 'copied');
    expect(copies.map(({ page }) => page)).toEqual(expect.arrayContaining(copied.map(({ addr }) => addr >>> 12)));
    expect(copied.length).toBeGreaterThan(4);
  });

  test('begin with what is there, if the recording begins late', () => {
    const guest = new Guest(PAGES, { settings: { harts: 1, quantum: 3000 } });
    guest.run({ limit: 200_000 });
    const records: EventRecord[] = [];
    const recorder = new Recorder(guest.computer, [(each) => records.push(each)], { program: ['guest'], pages: true });
    guest.run({ limit: 300_000 });
    recorder.finish('limit');
    const recording = { guest, records };
    expect(ofKind(recording, 'start').map(({ pid }) => pid)).toEqual([2, 3]);
    expect(shownMaps(recording)).toEqual(realMaps(recording));
  });

  test('are not noticed by what runs', () => {
    const program = 'fork\nbeqz a0, 1f\nwait\n1: la t0, wait_info\nsw t0, (t0)\nexit 3';
    const plain = new Guest(program);
    plain.finish();
    const { guest } = record(program);
    expect(guest.hash).toBe(plain.hash);
  });
});
