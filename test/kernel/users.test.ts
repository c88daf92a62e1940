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
