import { describe, expect, test } from 'vitest';
import { assembleGuest, Guest, runGuest } from '../system/guest.ts';

/** Boots a guest on one hart, runs it until `count` system calls called `name` have completed, and stops there. */
function runToCall(guest: Guest, name: string, count = 1): void {
  let left = count;
  guest.computer.kernel.observe((event) => {
    if (event.kind === 'return' && event.call.row?.name === name && event.result >= 0) left--;
  });
  while (left > 0) if (guest.run({ pauseAfter: 1 }).kind !== 'paused') throw new Error(`only ${count - left} ${name}`);
}

/** Pages with a frame, by page number. */
function pagesOf(guest: Guest, pid: number): Map<number, number> {
  const pages = new Map<number, number>();
  guest.computer.kernel.processes.get(pid)!.space.table.forEach(0, 1 << 20, (page, pte) => pages.set(page, pte >>> 10));
  return pages;
}

/** Touches three pages, forks; the child writes to the middle one, yields in between, and ends when it may. */
const FORKER = `
    la      s0, pages
    li      t0, 4096
    sw      s0, (s0)
    add     s1, s0, t0
    sw      s0, (s1)
    add     s2, s1, t0
    sw      s0, (s2)
    fork
    mv      s3, a0
    syscall getpid                  # both
    bnez    s3, parent
    sw      zero, (s1)              # the first write
    syscall gettid
    sw      s0, 4(s1)               # the second
    syscall getuid
    exit
parent:
    wait
    syscall getgid
    exit
    .bss
    .balign 4096
pages: .zero 3 * 4096
`;

describe('fork', () => {
  test('copies no frame: the child has the same ones, and only page tables are new', () => {
    const guest = new Guest(FORKER, { settings: { harts: 1 } });
    const { kernel } = guest.computer;
    const free: number[] = [];
    kernel.observe((event) => {
      if (event.kind === 'call' && event.call.row?.name === 'clone') free.push(guest.freeFrames);
    });
    runToCall(guest, 'clone');
    const [parent, child] = [...kernel.processes.values()].slice(-2);
    expect(pagesOf(guest, child!.pid)).toEqual(pagesOf(guest, parent!.pid));
    expect(free[0]! - guest.freeFrames).toBe(child!.space.table.tableFrames);
  });

  test('is followed by the copy of exactly one frame when the child first writes, and of none when it writes again', () => {
    const guest = new Guest(FORKER, { settings: { harts: 1 } });
    const { kernel } = guest.computer;
    const copied: number[] = [];
    kernel.observe((event) => event.kind === 'fault' && event.outcome === 'copied' && copied.push(event.addr));
    runToCall(guest, 'getpid', 2);
    const [parent, child] = [...kernel.processes.values()].slice(-2).map(({ pid }) => pid);
    const parentPages = pagesOf(guest, parent!);
    const free = guest.freeFrames;
    runToCall(guest, 'gettid');
    expect(copied.length).toBe(1);
    expect(free - guest.freeFrames).toBe(1);
    const differing = [...pagesOf(guest, child!)].filter(([page, frame]) => parentPages.get(page) !== frame);
    expect(differing.map(([page]) => page)).toEqual([copied[0]! >>> 12]);
    expect(pagesOf(guest, parent!)).toEqual(parentPages);
    runToCall(guest, 'getuid');
    expect(copied.length).toBe(1);
    expect(free - guest.freeFrames).toBe(1);
  });

  test('leaves all of a page to the last process that has it', () => {
    const guest = new Guest(
      `
    fork
    bnez    a0, 1f
    exit
1:  wait
    syscall getgid
    sw      zero, wait_info, t0     # the child is gone: nothing to copy
    syscall getuid
    exit`,
      { settings: { harts: 1 } },
    );
    const outcomes: string[] = [];
    runToCall(guest, 'getgid');
    const free = guest.freeFrames;
    guest.computer.kernel.observe((event) => event.kind === 'fault' && outcomes.push(event.outcome));
    runToCall(guest, 'getuid');
    expect(outcomes).not.toContain('copied');
    expect(guest.freeFrames).toBe(free);
  });

  test('is undone by exit: every frame comes back', () => {
    const guest = new Guest(FORKER, { settings: { harts: 1 } });
    const free: number[] = [];
    guest.computer.kernel.observe((event) => {
      if (event.kind === 'call' && event.call.row?.name === 'clone') free.push(guest.freeFrames);
    });
    runToCall(guest, 'getgid');
    // The parent's wait wrote to a page that it had not touched before.
    expect(free[0]! - guest.freeFrames).toBe(1);
    guest.finish();
  });

  test.each([
    [10_000, 1],
    [1000, 4],
  ])('%i times leaks no frame and makes no table grow, on %i harts', (times, harts) => {
    const guest = new Guest(
      `
    li      s0, ${times}
    wait    WEXITED                 # ECHILD, but its page is there now
    syscall getgid
1:  fork
    bnez    a0, 2f
    sw      s0, -64(sp)             # copies the page of the stack
    exit
2:  bltz    a0, 3f
    wait
    bltz    a0, 3f
    addi    s0, s0, -1
    bnez    s0, 1b
    syscall getuid
    exit
3:  exit    1`,
      { settings: { harts, round: 1000 } },
    );
    const seen: number[] = [];
    const { kernel } = guest.computer;
    kernel.observe((event) => {
      if (event.kind === 'return' && /getgid|getuid/.test(event.call.row?.name ?? '')) seen.push(guest.freeFrames);
    });
    const memory = process.memoryUsage().arrayBuffers;
    expect(guest.finish()).toBe(0);
    expect(seen[1]).toBe(seen[0]! - 1);
    expect(kernel.processes.size).toBeLessThanOrEqual(2);
    expect(kernel.threads.size).toBeLessThanOrEqual(2);
    expect(kernel.deadlines.next).toBe(Infinity);
    expect(process.memoryUsage().arrayBuffers - memory).toBeLessThan(64 << 20);
  });

  test('gives the child a memory of its own: neither sees what the other writes', () => {
    const { words } = runGuest(`
    li      s1, 1
    sw      s1, cell, t0
    la      a0, fds
    li      a1, 0
    syscall pipe2
    fork
    bnez    a0, parent
    li      s1, 2
    sw      s1, cell, t0
    put     s1
    lw      a0, fds + 4             # tell the parent
    la      a1, cell
    li      a2, 1
    syscall write
    lw      s2, cell
    put     s2
    exit
parent:
    lw      a0, fds
    la      a1, byte
    li      a2, 1
    syscall read
    lw      s1, cell
    put     s1
    li      s1, 3
    sw      s1, cell, t0
    wait
    exit
    .data
cell: .word 0
fds:  .word 0, 0
byte: .byte 0
`);
    expect(words.filter((word) => word === 2)).toHaveLength(2);
    expect([...words].sort()).toEqual([1, 2, 2]);
  });

  test('shows the child its memory as it was, whatever the parent writes afterwards', () => {
    const { words } = runGuest(`
    li      s1, 1
    sw      s1, cell, t0
    la      a0, fds
    li      a1, 0
    syscall pipe2
    fork
    beqz    a0, child
    li      s1, 2
    sw      s1, cell, t0            # then tell the child
    lw      a0, fds + 4
    la      a1, cell
    li      a2, 1
    syscall write
    wait
    exit
child:
    lw      a0, fds
    la      a1, byte
    li      a2, 1
    syscall read
    lw      s1, cell
    put     s1
    exit
    .data
cell: .word 0
fds:  .word 0, 0
    .bss
    .balign 4096
byte: .byte 0
`);
    expect(words).toEqual([1]);
  });

  test('shares MAP_SHARED memory: each sees what the other writes, in the same frame', () => {
    const guest = new Guest(
      `
    share
    mv      s0, a0
    li      t0, 5
    sw      t0, (s0)
    fork
    bnez    a0, 1f
    lw      s1, (s0)                # 5, from the parent
    addi    s1, s1, 1
    sw      s1, (s0)
    syscall getuid
    exit
1:  wait
    lw      s1, (s0)
    put     s1
    exit`,
      { settings: { harts: 1 } },
    );
    runToCall(guest, 'getuid');
    const pids = [...guest.computer.kernel.processes.keys()].slice(-2);
    const [one, other] = pids.map((pid) => guest.frameAt(pid, 0x40000000));
    expect(one).toBeGreaterThan(0);
    expect(other).toBe(one);
    expect(guest.finish()).toBe(0);
    expect(guest.words).toEqual([6]);
  });
});

describe('the text of a program', () => {
  test('is in the same frames in two runs of it', () => {
    const text = '    syscall getuid\n    exit\n';
    const guest = new Guest(
      `
    li      s0, 2
1:  fork
    bnez    a0, 2f
    la      a0, path
    la      a1, argv
    li      a2, 0
    syscall execve
    exit    9
2:  addi    s0, s0, -1
    bnez    s0, 1b
    wait
    wait
    exit
    .data
path: .asciz "/bin/tool"
    .balign 4
argv: .word path, 0
`,
      { settings: { harts: 1, quantum: 100 }, files: { '/bin/tool': assembleGuest(text) } },
    );
    const seen: number[] = [];
    guest.computer.kernel.observe((event) => {
      if (event.kind === 'call' && event.call.row?.name === 'getuid') {
        seen.push(guest.frameAt(event.thread.process.pid, 0x10000));
        expect(event.thread.process.name).toBe('tool');
      }
    });
    expect(guest.finish()).toBe(0);
    expect(seen).toHaveLength(2);
    expect(seen[0]).toBeGreaterThan(0);
    expect(seen[1]).toBe(seen[0]);
  });
});
