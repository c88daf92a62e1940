import { expect, test } from 'vitest';
import { Guest } from './guest.ts';

const TERMINAL = { terminal: { rows: 24, columns: 80 }, streams: ['terminal', 'stream', 'stream'] } as const;

/** Runs a program until it waits for what is typed, types that, and runs it to its end. */
function typeAt(program: string, typed: string): Guest {
  const guest = new Guest(program, TERMINAL);
  expect(guest.run({ limit: 1e9 }).kind).toBe('input');
  guest.computer.type(Uint8Array.from(typed, (letter) => letter.charCodeAt(0)));
  guest.finish();
  return guest;
}

test('ppoll waits until a line has been typed', () => {
  const guest = typeAt(
    `
    la a0, fds
    li a1, 1
    li a2, 0
    li a3, 0
    li a4, 8
    syscall ppoll_time64
    put a0
    la t0, fds
    lhu s0, POLLFD_REVENTS(t0)
    put s0
    exit
    .data
    .balign 4
    fds: .word STDIN
    .half POLLIN | POLLRDNORM, 0`,
    'a line\n',
  );
  expect(guest.words).toEqual([1, 0x41]);
});

test('epoll tells of each line once where it is edge triggered', () => {
  const guest = typeAt(
    `
    li a0, 0
    syscall epoll_create1
    mv s0, a0
    li a1, EPOLL_CTL_ADD
    li a2, STDIN
    la a3, event
    syscall epoll_ctl
    li s1, -1                     # at first without end, then not at all
again:
    mv a0, s0
    la a1, event
    li a2, 1
    mv a3, s1
    li a4, 0
    syscall epoll_pwait
    put a0
    beqz s1, done
    li s1, 0
    j again
done:
    exit
    .data
    .balign 8
    event: .word POLLIN | EPOLLET, 0, 0, 0`,
    'a line\n',
  );
  expect(guest.words).toEqual([1, 0]);
});

test('a terminal with O_ASYNC sends SIGIO when a line has been typed', () => {
  const guest = typeAt(
    `
    li a0, SIGIO
    la a1, action
    li a2, 0
    li a3, 8
    syscall rt_sigaction
    syscall getpid
    mv a2, a0
    li a0, STDIN
    li a1, F_SETOWN
    syscall fcntl64
    li a0, STDIN
    li a1, F_SETFL
    li a2, O_ASYNC
    syscall fcntl64
    la a0, none
    li a1, 8
    syscall rt_sigsuspend
    put a0
    exit
handler:
    mv s0, a0
    put s0
    ret
    .data
    .balign 8
    action: .word handler, SA_SIGINFO, 0, 0
    none: .dword 0`,
    'a line\n',
  );
  expect(guest.words).toEqual([29, -4]);
});
