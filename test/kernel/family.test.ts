import { describe, expect, test } from 'vitest';
import { SIG } from '../../src/abi/signals.ts';
import { assembleGuest, Guest } from '../system/guest.ts';
import { exited, killed, ROUTINES, words } from './routines.ts';

describe('a family', () => {
  test('gives its orphans to init, which reaps them', () => {
    const guest = new Guest(
      `
    fork
    bnez    a0, 2f
    fork                            # a child, which leaves a grandchild behind
    bnez    a0, 1f
    li      a0, 5000
    call    nap
    syscall getppid
    mv      s0, a0
    put     s0
    exit    3
1:  exit
2:  call    reap
    li      a0, 20000
    call    nap
    exit${ROUTINES}`,
    );
    expect(guest.finish()).toBe(0);
    expect(guest.words).toEqual([1]);
    expect([...guest.computer.kernel.processes.keys()]).toEqual([1]);
  });

  test('keeps a child that ended as a zombie until it is waited for', () => {
    const guest = new Guest(
      `
    fork
    beqz    a0, 1f
    mv      s0, a0
    li      a0, 5000
    call    nap
    syscall getuid
    mv      a0, s0
    call    reap
    syscall getgid
    exit
1:  exit    4${ROUTINES}`,
    );
    const { kernel } = guest.computer;
    const children: string[] = [];
    kernel.observe((event) => {
      if (event.kind !== 'call' || !/getuid|getgid/.test(event.call.row?.name ?? '')) return;
      children.push([...event.thread.process.children].map(({ ending }) => JSON.stringify(ending)).join());
    });
    expect(guest.finish()).toBe(0);
    expect(children).toEqual(['{"code":1,"status":4}', '']);
  });

  test('loses nothing of an ending: status and signal reach the parent', () => {
    const result = words(`
    fork
    bnez    a0, 1f
    exit    255
1:  call    reap
    mv      s0, a0
    put     s0
    fork
    bnez    a0, 2f
    ebreak
2:  call    reap
    mv      s0, a0
    put     s0
    exit`);
    expect(result).toEqual([exited(255), killed(SIG.SIGTRAP)]);
  });

  test('is reaped by itself if the parent ignores SIGCHLD', () => {
    const result = words(`
    li      a0, SIGCHLD
    li      a1, SIG_IGN
    call    set
    fork
    bnez    a0, 1f
    exit
1:  wait
    mv      s0, a0
    put     s0
    exit`);
    expect(result).toEqual([-10]); // ECHILD, after the child has ended
  });
});

test('exec keeps signals ignored, and gives caught ones their default', () => {
  const tool = assembleGuest(`
    li      s0, SIGUSR1
    call    show
    li      s0, SIGUSR2
    call    show
    exit
show:
    mv      a0, s0
    li      a1, 0
    la      a2, old
    li      a3, 8
    syscall rt_sigaction
    lw      s1, old
    put     s1
    ret
    .bss
    .balign 4
old: .zero 16
`);
  const result = words(
    `
    li      a0, SIGUSR1
    li      a1, SIG_IGN
    call    set
    li      a0, SIGUSR2
    la      a1, say
    call    set
    la      a0, path
    la      a1, argv
    li      a2, 0
    syscall execve
    .data
path: .asciz "/bin/tool"
    .balign 4
argv: .word path, 0
    .text`,
    { files: { '/bin/tool': tool } },
  );
  expect(result).toEqual([1, 0]); // SIG_IGN, SIG_DFL
});

test('processes that wait for each other for ever are called a deadlock, not an end', () => {
  const guest = new Guest(`
    la      a0, pipes
    li      a1, 0
    syscall pipe2
    la      a0, pipes + 8
    li      a1, 0
    syscall pipe2
    la      s0, pipes
    fork
    bnez    a0, 1f
    addi    s0, s0, 8
1:  lw      a0, (s0)
    la      a1, wait_info
    li      a2, 1
    syscall read
    exit
    .data
pipes: .zero 16`);
  expect(guest.run()).toEqual({ kind: 'deadlock' });
});
