import { describe, expect, test } from 'vitest';
import { SIG } from '../../src/abi/signals.ts';
import { Guest } from '../system/guest.ts';
import { killed, ROUTINES, words } from './routines.ts';

describe('a signal', () => {
  test.each(['SIGKILL', 'SIGSTOP'])('%s can neither be caught nor ignored', (name) => {
    const result = words(`
    li      a0, ${name}
    la      a1, say
    call    set
    mv      s0, a0
    put     s0
    li      a0, ${name}
    li      a1, SIG_IGN
    call    set
    mv      s0, a0
    put     s0
    exit`);
    expect(result).toEqual([-22, -22]); // EINVAL
  });

  test('SIGKILL cannot be blocked', () => {
    const result = words(`
    fork
    bnez    a0, 1f
    li      a0, 0                   # SIG_BLOCK
    la      a1, all
    li      a2, 0
    li      a3, 8
    syscall rt_sigprocmask
2:  j       2b
1:  mv      s0, a0
    li      a0, 3000
    call    nap
    mv      a0, s0
    li      a1, SIGTERM
    syscall kill
    li      a0, 3000
    call    nap
    mv      a0, s0
    li      a1, SIGKILL
    syscall kill
    mv      a0, s0
    call    reap
    mv      s0, a0
    put     s0
    exit
    .data
    .balign 4
all: .word -1, -1
    .text`);
    expect(result).toEqual([killed(SIG.SIGKILL)]);
  });

  test('SIGKILL lets no call be made after it, not even in the rest of the round', () => {
    const guest = new Guest(
      `
    fork
    beqz    a0, 1f
    mv      s0, a0
    li      a0, 3000
    call    nap
    mv      a0, s0
    li      a1, SIGKILL
    syscall kill
    mv      a0, s0
    call    reap
    exit
1:  syscall getuid
    j       1b${ROUTINES}`,
      { settings: { harts: 2, round: 10_000 } },
    );
    const { kernel, machine } = guest.computer;
    const calls: { name: string; cycle: number }[] = [];
    kernel.observe((event) => {
      if (event.kind !== 'call') return;
      calls.push({ name: event.call.row!.name, cycle: machine.harts[event.thread.hart]!.cycle });
    });
    expect(guest.finish()).toBe(0);
    const kill = calls.findIndex(({ name }) => name === 'kill');
    expect(calls.slice(0, kill).filter(({ name }) => name === 'getuid').length).toBeGreaterThan(100);
    expect(calls.slice(kill).map(({ name }) => name)).toEqual(['kill', 'waitid', 'exit_group']);
  });

  test('SIGSTOP stops a process until SIGCONT, and its parent is told of both', () => {
    const result = words(`
    share
    mv      s1, a0
    fork
    bnez    a0, 1f
2:  lw      t0, (s1)                # count
    addi    t0, t0, 1
    sw      t0, (s1)
    j       2b
1:  mv      s0, a0
    li      a0, 1000
    call    nap
    mv      a0, s0
    li      a1, SIGSTOP
    syscall kill
    wait    WSTOPPED
    lw      s2, wait_info + 8
    put     s2
    lw      s2, wait_info + 20
    put     s2
    lw      s3, (s1)
    li      a0, 50000
    call    nap
    lw      s4, (s1)
    sub     s4, s4, s3
    put     s4                      # it did not count
    mv      a0, s0
    li      a1, SIGCONT
    syscall kill
    wait    WCONTINUED
    lw      s2, wait_info + 8
    put     s2
    li      a0, 50000
    call    nap
    lw      s4, (s1)
    sltu    s4, s3, s4
    put     s4                      # it counts again
    mv      a0, s0
    li      a1, SIGKILL
    syscall kill
    mv      a0, s0
    call    reap
    mv      s0, a0
    put     s0
    exit`);
    expect(result).toEqual([5, SIG.SIGSTOP, 0, 6, 1, killed(SIG.SIGKILL)]);
  });

  test('SIGKILL ends a process that is stopped', () => {
    const result = words(`
    fork
    bnez    a0, 1f
2:  j       2b
1:  mv      s0, a0
    li      a1, SIGSTOP
    syscall kill
    wait    WSTOPPED
    mv      a0, s0
    li      a1, SIGKILL
    syscall kill
    mv      a0, s0
    call    reap
    mv      s0, a0
    put     s0
    exit`);
    expect(result).toEqual([killed(SIG.SIGKILL)]);
  });

  test('that interrupts a loop runs its handler, and the loop goes on with its registers as they were', () => {
    const result = words(`
    li      a0, SIGUSR1
    la      a1, spoil
    call    set
    syscall getpid
    mv      s1, a0
    fork
    bnez    a0, 1f
    li      a0, 3000
    call    nap
    mv      a0, s1
    li      a1, SIGUSR1
    syscall kill
    exit
spoil:
    li      t0, 1
    sw      t0, spoilt, t1
    li      t2, 77
    li      a5, 77
    ret
1:  li      t2, 1234
    li      a5, 5678
2:  lw      t0, spoilt
    beqz    t0, 2b
    put     t2
    put     a5
    wait
    exit
    .data
    .balign 4
spoilt: .word 0
    .text`);
    expect(result).toEqual([1234, 5678]);
  });

  test('to -1 goes to everybody but init and the sender', () => {
    const result = words(`
    fork
    beqz    a0, 2f
    mv      s0, a0
    fork
    beqz    a0, 2f
    mv      s1, a0
    li      a0, -1
    li      a1, SIGTERM
    syscall kill
    mv      a0, s0
    call    reap
    mv      s2, a0
    put     s2
    mv      a0, s1
    call    reap
    mv      s2, a0
    put     s2
    exit
2:  j       2b`);
    expect(result).toEqual([killed(SIG.SIGTERM), killed(SIG.SIGTERM)]);
  });

  test('cannot kill init', () => {
    const guest = new Guest(
      `
    fork
    bnez    a0, 1f
    li      a0, 1
    li      a1, SIGKILL
    syscall kill
    mv      s0, a0
    put     s0
    exit
1:  wait
    exit    6${ROUTINES}`,
      { isInit: true },
    );
    expect(guest.finish()).toBe(6);
    expect(guest.words).toEqual([0]);
  });

  test('reaches init when that blocks it, to be fetched but not to kill', () => {
    const guest = new Guest(
      `
    li      a0, SIG_BLOCK
    call    mask
    call    send
    la      a0, term
    li      a1, 0
    li      a2, 0
    li      a3, SIGSET_BYTES
    syscall rt_sigtimedwait_time64
    mv      s0, a0
    put     s0
    call    send
    li      a0, SIG_UNBLOCK
    call    mask
    exit    6
send:
    addi    sp, sp, -16
    sw      ra, 0(sp)
    fork
    bnez    a0, 1f
    li      a0, 1
    li      a1, SIGTERM
    syscall kill
    exit
1:  wait
    lw      ra, 0(sp)
    addi    sp, sp, 16
    ret
mask:
    la      a1, term
    li      a2, 0
    li      a3, SIGSET_BYTES
    syscall rt_sigprocmask
    ret
    .data
    .balign 8
term: .word 1 << (SIGTERM - 1), 0
    .text${ROUTINES}`,
      { isInit: true },
    );
    expect(guest.finish()).toBe(6);
    expect(guest.words).toEqual([SIG.SIGTERM]);
  });
});
