import { expect, test } from 'vitest';
import { audit } from './audit.ts';
import { runGuest } from './guest.ts';

const ROUNDS = 30;

/** Again and again: a child with threads that make calls all the time ends as a whole, and the parent puts a word. */
const ENDINGS = `
    li      s0, ${ROUNDS}
again:
    fork
    beqz    a0, child
    wait
    put     s0
    addi    s0, s0, -1
    bnez    s0, again
    exit
child:
    li      s1, 3
1:  li      a0, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM
    slli    a1, s1, 10
    la      t0, stacks
    add     a1, a1, t0
    li      a2, 0
    li      a3, 0
    li      a4, 0
    syscall clone
    beqz    a0, call_on
    addi    s1, s1, -1
    bnez    s1, 1b
    mv      t0, s0
2:  addi    t0, t0, -1
    bgez    t0, 2b
    exit    3
call_on:
    syscall getuid
    j       call_on
    .bss
stacks: .zero 4096
`;

test.each([{ harts: 4 }, { harts: 2, round: 1000 }, { harts: 16, round: 333, seed: 4 }])(
  'a call that a thread was about to make ends with its process: %j',
  (settings) => {
    const { words, guest } = runGuest(ENDINGS, { settings });
    expect(words).toEqual(Array.from({ length: ROUNDS }, (_, index) => ROUNDS - index));
    expect(audit(guest.computer)).toEqual([]);
  },
);
