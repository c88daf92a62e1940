import { describe, expect, test } from 'vitest';
import { E } from '../../src/abi/errno.ts';
import { assembleGuest, runGuest } from '../system/guest.ts';

const MACROS = `
    .macro  open path:req, flags
    li      a0, AT_FDCWD
    la_string a1, "\\path"
    li      a2, \\flags
    li      a3, 0755
    syscall openat
    .endm
`;

describe('a file that runs', () => {
  test('cannot be written or cut until the last process that runs it has ended', () => {
    const { words } = runGuest(
      `${MACROS}
    li      a0, SIGCHLD
    li      a1, 0
    syscall clone
    beqz    a0, run
    mv      s0, a0
    li      a0, 1000000
    call    nap
    .irp    flags, O_WRONLY, O_RDWR, O_RDONLY|O_TRUNC, O_RDONLY
    open    "/bin/child", \\flags
    put     a0
    .endr
    la_string a0, "/bin/child"
    li      a1, 0
    li      a2, 0
    syscall truncate64
    put     a0
    mv      a0, s0
    li      a1, SIGKILL
    syscall kill
    wait
    open    "/bin/child", O_WRONLY
    put     a0
    li      a0, -1
    li      a1, SIGKILL
    syscall kill
    li      a0, 1000000
    call    nap
    open    "/bin/child", O_WRONLY
    put     a0
    open    "/bin/guest", O_WRONLY      # it is this program
    put     a0
    exit
run:
    la_string a0, "/bin/child"
    li      a1, 0
    li      a2, 0
    syscall execve
    exit    1
nap:
    addi    a0, a0, -1
    bnez    a0, nap
    ret`,
      { files: { '/bin/child': assembleGuest('fork\n 1: j 1b') } },
    );
    expect(words.slice(0, 3)).toEqual([-E.ETXTBSY, -E.ETXTBSY, -E.ETXTBSY]);
    expect(words[3]).toBeGreaterThan(0);
    // The child's own child still runs it.
    expect(words.slice(4, 6)).toEqual([-E.ETXTBSY, -E.ETXTBSY]);
    expect(words[6]).toBeGreaterThan(0);
    expect(words[7]).toBe(-E.ETXTBSY);
  });

  test('that is open for writing cannot be run; when it is closed it can', () => {
    const { words, status } = runGuest(
      `${MACROS}
    open    "/bin/child", O_RDWR
    mv      s0, a0
    call    run
    put     a0
    mv      a0, s0
    syscall close
    call    run
run:
    la_string a0, "/bin/child"
    li      a1, 0
    li      a2, 0
    syscall execve
    ret`,
      { files: { '/bin/child': assembleGuest('exit 7') } },
    );
    expect(words).toEqual([-E.ETXTBSY]);
    expect(status).toBe(7);
  });
});

describe('/dev', () => {
  test.each(['/dev/fd/1', '/dev/stdout', '/proc/self/fd/1'])('%s is standard output', (path) => {
    const { stdout } = runGuest(`${MACROS}
    open    "${path}", O_WRONLY
    la_string a1, "through"
    li      a2, 7
    syscall write
    exit`);
    expect(stdout).toBe('through');
  });

  test('/dev/stdin is what descriptor 0 is now', () => {
    const { words } = runGuest(`${MACROS}
    open    "/tmp/file", O_RDWR|O_CREAT
    mv      s0, a0
    la_string a1, "1234"
    li      a2, 4
    syscall write
    mv      a0, s0
    li      a1, 0
    li      a2, 0
    syscall dup3
    open    "/dev/stdin", O_RDONLY
    la      a1, put_word
    li      a2, 4
    syscall read
    put     a0
    exit`);
    expect(words).toEqual([4]);
  });

  test.each([
    ['eventfd', 'li a0, 0\n li a1, 0\n syscall eventfd2'],
    ['eventpoll', 'li a0, 0\n syscall epoll_create1'],
    ['pidfd', 'syscall getpid\n li a1, 0\n syscall pidfd_open'],
    ['timerfd', 'li a0, CLOCK_MONOTONIC\n li a1, 0\n syscall timerfd_create'],
  ])('the link of a descriptor says [%s], and cannot be opened', (label, make) => {
    const { words, stdout } = runGuest(`${MACROS}
    ${make}
    put     a0
    open    "/proc/self/fd/3", O_RDWR
    put     a0
    li      a0, AT_FDCWD
    la_string a1, "/proc/self/fd/3"
    la      a2, wait_info
    li      a3, 128
    syscall readlinkat
    mv      a2, a0
    la      a1, wait_info
    li      a0, 1
    syscall write
    exit`);
    expect(words.slice(0, 2)).toEqual([3, -E.ENXIO]);
    expect(stdout.slice(8)).toBe(`anon_inode:[${label}]`);
  });
});
