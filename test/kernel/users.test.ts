import { describe, expect, test } from 'vitest';
import { E } from '../../src/abi/errno.ts';
import { runGuest } from '../system/guest.ts';

// A user namespace maps one user only, so that qemu cannot show these; setresuid(2) and capabilities(7) decide.

const MACROS = `
.macro ids                      # put the real, effective and saved user
    la      a0, numbers
    la      a1, numbers + 4
    la      a2, numbers + 8
    syscall getresuid
    lw      s0, numbers
    put     s0
    lw      s0, numbers + 4
    put     s0
    lw      s0, numbers + 8
    put     s0
.endm
.macro try name, first=0, second=0, third=0
    li      a0, \\first
    li      a1, \\second
    li      a2, \\third
    syscall \\name
    mv      s0, a0
    put     s0
.endm
.macro capabilities             # put the low words of the effective and the permitted ones
    la      a0, header
    la      a1, numbers
    syscall capget
    lw      s0, numbers
    put     s0
    lw      s0, numbers + 4
    put     s0
.endm
.data
.balign 4
header: .word LINUX_CAPABILITY_VERSION_3, 0
numbers: .zero 24
.text
`;

const words = (text: string) => runGuest(`${MACROS}${text}\n exit`).words;

describe('users', () => {
  test('root becomes another user for good by setuid', () => {
    expect(words('try setuid, 5\n ids\n try setuid, 0')).toEqual([0, 5, 5, 5, -E.EPERM]);
  });

  test('root that changes only its effective user comes back', () => {
    const text = 'try setresuid, -1, 5, -1\n ids\n try setuid, 7\n try setuid, 0\n ids';
    expect(words(text)).toEqual([0, 0, 5, 0, -E.EPERM, 0, 0, 0, 0]);
  });

  test('setreuid saves the new effective user when the real one changes', () => {
    expect(words('try setreuid, 5, 6\n ids')).toEqual([0, 5, 6, 6]);
    expect(words('try setreuid, -1, 6\n ids')).toEqual([0, 0, 6, 6]);
    expect(words('try setreuid, -1, 0\n ids')).toEqual([0, 0, 0, 0]);
  });

  test('others move among their own three', () => {
    const text =
      'try setresuid, 1, 2, 3\n try setreuid, 2, 1\n ids\n try setresuid, 3, -1, -1\n try setresuid, 4, -1, -1';
    expect(words(text)).toEqual([0, 0, 2, 1, 1, -E.EPERM, -E.EPERM]);
  });

  test('groups are sorted, and for root to set', () => {
    const text = `
      li      t0, 9
      la      a1, numbers
      sw      t0, (a1)
      li      t0, 4
      sw      t0, 4(a1)
      li      a0, 2
      syscall setgroups
      try     getgroups
      la      a1, numbers
      li      a0, 6
      syscall getgroups
      lw      s0, numbers
      put     s0
      try     getgroups, 1
      try     setuid, 5
      try     setgroups`;
    expect(words(text)).toEqual([2, 4, -E.EINVAL, 0, -E.EPERM]);
  });

  test('setfsuid gives the one before', () => {
    expect(words('try setfsuid, 5\n try setfsuid, -1\n try setuid, 7\n try setfsuid, 9\n try setfsuid, -1')).toEqual([
      0, 5, 0, 7, 7,
    ]);
  });
});

describe('capabilities', () => {
  test('go with the last root id, and the effective ones come and go with the effective user', () => {
    expect(words('capabilities')).toEqual([-1, -1]);
    expect(words('try setresuid, -1, 5, -1\n capabilities\n try setresuid, -1, 0, -1\n capabilities')).toEqual([
      0, 0, -1, 0, -1, -1,
    ]);
    expect(words('try setuid, 5\n capabilities')).toEqual([0, 0, 0]);
  });

  test('can be given up and not taken back', () => {
    const set = (value: number) => `
      la      a0, header
      la      a1, numbers
      li      t0, ${value}
      sw      t0, 0(a1)
      sw      t0, 4(a1)
      sw      zero, 8(a1)
      sw      zero, 12(a1)
      sw      zero, 16(a1)
      sw      zero, 20(a1)
      syscall capset
      mv      s0, a0
      put     s0`;
    expect(words(`${set(3)}\n capabilities\n ${set(7)}`)).toEqual([0, 3, 3, -E.EPERM]);
  });

  test('an unknown version is put right', () => {
    const text = `
      la      a0, header
      sw      zero, (a0)
      la      a1, numbers
      syscall capget
      mv      s0, a0
      put     s0
      lw      s0, header
      put     s0`;
    expect(words(text)).toEqual([-E.EINVAL, 0x20080522]);
  });
});

describe('without privilege', () => {
  test('nice values only rise, and real-time policies are refused', () => {
    const text = `
      try     setuid, 5
      try     setpriority, PRIO_PROCESS, 0, -1
      try     setpriority, PRIO_PROCESS, 0, 3
      try     setpriority, PRIO_PROCESS, 0, 2
      la      a2, numbers
      li      t0, 1
      sw      t0, (a2)
      li      a0, 0
      li      a1, SCHED_FIFO
      syscall sched_setscheduler
      mv      s0, a0
      put     s0`;
    expect(words(text)).toEqual([0, -E.EACCES, 0, -E.EACCES, -E.EPERM]);
  });

  test('other users are left alone', () => {
    expect(words('try setuid, 5\n try setpriority, PRIO_PROCESS, 1, 5\n try prlimit64, 1, RLIMIT_CORE, 0')).toEqual([
      0,
      -E.EPERM,
      -E.EPERM,
    ]);
  });
});

describe('what belongs to others', () => {
  test('is not to be signalled, but for SIGCONT in the same session', () => {
    const text = `
      fork
      bnez    a0, 9f
      try     setuid, 5
      try     kill, 2, SIGTERM
      try     kill, 2, 0
      try     tkill, 2, SIGTERM
      try     kill, -1, SIGTERM
      try     kill, 2, SIGCONT
      syscall setsid
      try     kill, 2, SIGCONT
      exit
  9:  wait`;
    expect(words(text)).toEqual([0, -E.EPERM, -E.EPERM, -E.EPERM, 0, 0, -E.EPERM]);
  });

  const paths =
    '.data\nfile: .asciz "/tmp/f"\nme: .asciz "/bin/guest"\nfd: .asciz "/proc/self/fd/1"\nother: .asciz "/proc/1/environ"\n.text\n';
  const open = (path: string, flags: string, mode = '0') => `
    li      a0, AT_FDCWD
    la      a1, ${path}
    li      a2, ${flags}
    li      a3, ${mode}
    syscall openat
    mv      s0, a0
    put     s0`;

  test('cannot be opened, made, executed or renamed against its permissions', () => {
    const chmod = (path: string, mode: string) => `
      li      a0, AT_FDCWD
      la      a1, ${path}
      li      a2, ${mode}
      syscall fchmodat
      mv      s0, a0
      put     s0`;
    const execute = 'la a0, me\n li a1, 0\n li a2, 0\n syscall execve\n mv s0, a0\n put s0';
    const remove = 'li a0, AT_FDCWD\n la a1, file\n li a2, 0\n syscall unlinkat\n mv s0, a0\n put s0';
    const before = `${open('file', 'O_CREAT | O_WRONLY', '0600')}${chmod('me', '0700')}\n try setuid, 5\n`;
    const after = [open('file', 'O_RDONLY'), open('file', 'O_PATH'), chmod('file', '0666'), execute, remove].join('\n');
    expect(words(`${paths}${before}${after}`)).toEqual([3, 0, 0, -E.EACCES, 4, -E.EPERM, -E.EACCES, -E.EPERM]);
  });

  test('own descriptors are found in /proc, and the environment of others is not', () => {
    const text = `${paths} try setuid, 5\n${open('fd', 'O_WRONLY')}${open('other', 'O_RDONLY')}`;
    // The descriptor is found; what it names belongs to root.
    expect(words(text)).toEqual([0, -E.EACCES, -E.EACCES]);
  });

  test('a set-user-ID program acts for its owner, unless new privileges are refused', () => {
    const program = (before: string) => `${paths}
      .macro find_secure               # s4 = AT_SECURE
      mv      t0, sp
      1: addi t0, t0, 4
      lw      t1, -4(t0)
      li      t2, 23
      bne     t1, t2, 1b
      lw      s4, (t0)
      .endm
      syscall geteuid
      bnez    a0, 9f
      li      a0, AT_FDCWD
      la      a1, me
      li      a2, 9
      li      a3, 8
      li      a4, 0
      syscall fchownat
      li      a0, AT_FDCWD
      la      a1, me
      li      a2, 06755
      syscall fchmodat
      ${before}
      try     setuid, 5
      la      a0, me
      li      a1, 0
      li      a2, 0
      syscall execve
  9:  find_secure
      put     s4
      ids
      syscall getegid
      mv      s0, a0
      put     s0
      li      a0, PR_GET_DUMPABLE
      syscall prctl
      mv      s0, a0
      put     s0`;
    expect(words(program(''))).toEqual([0, 1, 5, 9, 9, 8, 0]);
    expect(words(program('li a3, 0\n li a4, 0\n try prctl, PR_SET_NO_NEW_PRIVS, 1'))).toEqual([0, 0, 0, 5, 5, 5, 0, 1]);
  });
});
