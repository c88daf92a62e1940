import { expect } from 'vitest';
import { type GuestOptions, runGuest } from '../system/guest.ts';

/** Routines for guests, to be put behind their own text. */
export const ROUTINES = `
    exit    99                      # nobody comes here

nap:                                # sleep for a0 cycles
    slli    t0, a0, 3
    slli    t1, a0, 1
    add     t0, t0, t1
    la      a2, nap_time
    sw      t0, 8(a2)
    li      a0, CLOCK_MONOTONIC
    li      a1, 0
    li      a3, 0
    syscall clock_nanosleep_time64
    ret

set:                                # a0 = signal, a1 = SIG_DFL, SIG_IGN or a handler; a0 = result
    la      t0, action
    sw      a1, (t0)
    mv      a1, t0
    li      a2, 0
    li      a3, 8
    syscall rt_sigaction
    ret

reap:                               # wait for process a0; a0 = code << 8 | status
    mv      a1, a0
1:  li      a0, P_PID
    la      a2, wait_info
    li      a3, WEXITED
    li      a4, 0
    syscall waitid
    li      t0, -EINTR
    beq     a0, t0, 1b
    lw      a0, wait_info + 8
    slli    a0, a0, 8
    lw      t0, wait_info + 20
    or      a0, a0, t0
    ret

say:                                # handler: writes the signal as a word
    mv      s11, a0
    put     s11
    ret
    .data
    .balign 8
nap_time: .zero 16
action: .zero 16
`;

/** How a child ended, as \`reap\` gives it. */
export const exited = (status: number) => (1 << 8) | status;
export const killed = (signal: number) => (2 << 8) | signal;

/** Runs a text with the routines to its good end, and gives the words that it put. */
export function words(text: string, options: GuestOptions = {}): number[] {
  const { guest, status } = runGuest(text + ROUTINES, options);
  expect(status).toBe(0);
  return guest.words;
}
