import { describe, expect, test } from 'vitest';
import { audit } from '../../system/audit.ts';
import { failure, runWindows } from './windows-guest.ts';

const RESERVE = `
    call2   VirtualAlloc, 0, 0x20000, MEM_RESERVE, PAGE_NOACCESS
    mv      s0, a0
`;
/** `peek REGISTER` tells whether the page at an address can be read: 0, or -EFAULT. */
const PEEK = `
    .macro  peek register:req
    li      a0, 1
    mv      a1, \\register
    li      a2, 0
    syscall write
    li      a0, AT_FDCWD
    mv      a1, \\register
    li      a2, R_OK
    li      a3, 0
    syscall faccessat               # reads a path there
    slti    a0, a0, -13
    neg     a0, a0
    tell
    .endm
`;
const FAULTS = -1;

describe('VirtualAlloc', () => {
  test('reserves at multiples of 64 KiB, and commits pages of zeros', () => {
    const { words } = runWindows(`${PEEK}${RESERVE}
    slli    a0, s0, 16              # its low half
    tell
    peek    s0
    with    VirtualAlloc, s0, 8192, MEM_COMMIT, PAGE_READWRITE
    sub     a0, a0, s0
    tell
    lw      a0, (s0)
    tell
    li      t0, 77
    sw      t0, (s0)
    with    VirtualAlloc, s0, 0x3000, MEM_COMMIT, PAGE_READWRITE
    lw      a0, (s0)                # what was committed keeps its content
    tell
    li      t0, 0x3000
    add     s1, s0, t0
    peek    s1
    exit`);
    expect(words).toEqual([0, FAULTS, 0, 0, 77, FAULTS]);
  });

  test('reserves at an address that is given, rounded down, if it is free', () => {
    const { words } = runWindows(`
    call2   VirtualAlloc, 0x50012345, 0x1000, MEM_RESERVE|MEM_COMMIT, PAGE_READWRITE
    tell
    call2   VirtualAlloc, 0x50010000, 0x1000, MEM_RESERVE, PAGE_READWRITE
    tell_failure
    exit`);
    expect(words).toEqual([0x50010000, ...failure('ERROR_INVALID_ADDRESS')]);
  });

  test.each([
    ['no bytes', '0, 0, MEM_COMMIT, PAGE_READWRITE', 'ERROR_INVALID_PARAMETER'],
    ['no type', '0, 4096, 0, PAGE_READWRITE', 'ERROR_INVALID_PARAMETER'],
    ['an unknown type', '0, 4096, 0x80000, PAGE_READWRITE', 'ERROR_INVALID_PARAMETER'],
    ['an unknown protection', '0, 4096, MEM_COMMIT, 3', 'ERROR_INVALID_PARAMETER'],
    ['committing what is not reserved', '0x50000000, 4096, MEM_COMMIT, PAGE_READWRITE', 'ERROR_INVALID_ADDRESS'],
    ['page 0', '4, 4096, MEM_RESERVE, PAGE_READWRITE', 'ERROR_INVALID_ADDRESS'],
    ['more than there is', '0, 0x7fff0000, MEM_RESERVE, PAGE_READWRITE', 'ERROR_NOT_ENOUGH_MEMORY'],
  ] as const)('fails for %s', (_, args, error) => {
    expect(runWindows(`call2 VirtualAlloc, ${args}\n tell_failure\n exit`).words).toEqual(failure(error));
  });

  test('keeps to the limit of memory', () => {
    const { words } = runWindows(`
    li      a0, 0
    li      a1, RLIMIT_DATA
    la      a2, limit
    li      a3, 0
    syscall prlimit64
    call2   VirtualAlloc, 0, 0x200000, MEM_RESERVE|MEM_COMMIT, PAGE_READWRITE
    tell_failure
    call2   VirtualAlloc, 0, 0x200000, MEM_RESERVE, PAGE_READWRITE
    mv      s0, a0
    with    VirtualAlloc, s0, 0x200000, MEM_COMMIT, PAGE_READWRITE
    tell_failure
    exit
    .data
    .balign 8
limit: .quad 0x100000, 0x100000`);
    expect(words).toEqual([...failure('ERROR_NOT_ENOUGH_MEMORY'), ...failure('ERROR_NOT_ENOUGH_MEMORY')]);
  });
});

describe('VirtualProtect', () => {
  test('changes rights, and gives those there were', () => {
    const { words } = runWindows(`${PEEK}
    call2   VirtualAlloc, 0, 0x2000, MEM_RESERVE|MEM_COMMIT, PAGE_READWRITE
    mv      s0, a0
    .irp    protection, PAGE_NOACCESS, PAGE_EXECUTE_READ, PAGE_EXECUTE, PAGE_EXECUTE_READWRITE, PAGE_READONLY, PAGE_READWRITE
    mv      a0, s0
    li      a1, 0x1000
    li      a2, \\protection
    la      a3, number
    syscall VirtualProtect
    lw      a0, number
    tell
    .endr
    exit`);
    expect(words).toEqual([0x04, 0x01, 0x20, 0x10, 0x40, 0x02]);
  });

  test('of the text lets a program write itself', () => {
    const { status } = runWindows(`
    la      a0, patched
    li      a1, 4
    li      a2, PAGE_EXECUTE_READWRITE
    la      a3, number
    syscall VirtualProtect
    la      t0, patched
    li      t1, 0x00700513          # li a0, 7
    sw      t1, (t0)
    fence.i
patched:
    li      a0, 1
    syscall exit_group`);
    expect(status).toBe(7);
  });

  test.each([
    ['no bytes', 's0, 0, PAGE_READONLY', 'ERROR_INVALID_PARAMETER'],
    ['an unknown protection', 's0, 4096, 5', 'ERROR_INVALID_PARAMETER'],
    ['pages that are only reserved', 's0, 4096, PAGE_READONLY', 'ERROR_INVALID_ADDRESS'],
    ['a bad address for the old one', 's0, 4096, PAGE_READONLY, 4', 'ERROR_NOACCESS'],
  ] as const)('fails for %s', (_, args, error) => {
    const commit = error === 'ERROR_NOACCESS' ? 'with VirtualAlloc, s0, 4096, MEM_COMMIT, PAGE_READWRITE' : '';
    const { words } = runWindows(`${RESERVE}${commit}\n with VirtualProtect, ${args}\n tell_failure\n exit`);
    expect(words).toEqual(failure(error));
  });
});

describe('VirtualFree', () => {
  test('decommits pages, which come back as zeros, and releases the reservation as a whole', () => {
    const { words, guest } = runWindows(`${PEEK}${RESERVE}
    with    VirtualAlloc, s0, 0x4000, MEM_COMMIT, PAGE_READWRITE
    li      t0, 5
    sw      t0, (s0)
    with    VirtualFree, s0, 0x1000, MEM_DECOMMIT
    tell
    peek    s0
    with    VirtualAlloc, s0, 0x1000, MEM_COMMIT, PAGE_READWRITE
    lw      a0, (s0)
    tell
    with    VirtualFree, s0, 0, MEM_RELEASE
    tell
    peek    s0
    with    VirtualFree, s0, 0, MEM_RELEASE
    tell_failure
    exit`);
    expect(words).toEqual([1, FAULTS, 0, 1, FAULTS, ...failure('ERROR_INVALID_ADDRESS')]);
    expect(audit(guest.computer)).toEqual([]);
  });

  test.each([
    ['a release with a size', 's0, 4096, MEM_RELEASE', 'ERROR_INVALID_PARAMETER'],
    ['both at once', 's0, 0, MEM_RELEASE|MEM_DECOMMIT', 'ERROR_INVALID_PARAMETER'],
    ['an address within', 's1, 0, MEM_RELEASE', 'ERROR_INVALID_ADDRESS'],
    ['pages that are not reserved', 'gp, 4096, MEM_DECOMMIT', 'ERROR_INVALID_ADDRESS'],
  ] as const)('fails for %s', (_, args, error) => {
    const { words } = runWindows(
      `${RESERVE} li t0, 4096\n add s1, s0, t0\n with VirtualFree, ${args}\n tell_failure\n exit`,
    );
    expect(words).toEqual(failure(error));
  });
});
