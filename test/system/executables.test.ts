import { describe, expect, test } from 'vitest';
import { E } from '../../src/abi/errno.ts';
import { CLD_EXITED, SIG } from '../../src/abi/signals.ts';
import { drawBelow, drawUint32, seedPrng } from '../../src/base/prng.ts';
import { audit } from './audit.ts';
import { assembleBare, Guest } from './guest.ts';

/** Executes each of the files /f/aaaa, /f/aaab, ... in a child, which is killed if it runs for long; tells how each ended. */
const EXECUTE_ALL = (count: number) => `
    li      s0, 0
    li      s1, ${count}
next:
    la      t0, path + 7            # the number as four letters
    mv      t1, s0
    li      t2, 4
1:  addi    t0, t0, -1
    andi    t3, t1, 15
    addi    t3, t3, 'a'
    sb      t3, (t0)
    srli    t1, t1, 4
    addi    t2, t2, -1
    bnez    t2, 1b
    fork
    bnez    a0, 2f
    la      a0, path
    la      a1, argv
    li      a2, 0
    syscall execve
    neg     a0, a0
    ori     a0, a0, 128             # not executed: 128 and the error number
    syscall exit_group
2:  mv      s2, a0
    li      a0, CLOCK_MONOTONIC
    li      a1, 0
    la      a2, nap
    li      a3, 0
    syscall clock_nanosleep_time64
    li      a0, -1
    li      a1, SIGKILL
    syscall kill
3:  wait
    lw      t0, wait_info + 12
    bne     t0, s2, 3b              # not one of its children
    lw      t0, wait_info + 8
    slli    t0, t0, 8
    lw      t1, wait_info + 20
    or      t0, t0, t1
    put     t0
4:  wait    WEXITED | WNOHANG
    bgtz    a0, 4b
    addi    s0, s0, 1
    bne     s0, s1, next
    exit
    .data
path: .asciz "/f/aaaa"
    .balign 8
argv: .word path, 0
nap:  .word 0, 0, 50000, 0          # 5,000 cycles
`;

/** The smallest useful program: it has text, data and bss, and ends with status 42. */
const TINY = assembleBare(`
    .globl  _start
_start:
    la      t0, number
    lw      a0, (t0)
    lw      t1, zeros + 5000
    add     a0, a0, t1
    li      a7, 94
    ecall
    .data
number: .word 42
    .bss
zeros: .zero 8192
`);

const HEADERS = 52 + 32 * (TINY[44]! + 256 * TINY[45]!);

/** How an executable ended: `exit N`, `error N` (it was not executed, with this error number), or `signal N`. */
function executeAll(files: readonly Uint8Array[]): string[] {
  const name = (index: number) =>
    [12, 8, 4, 0].map((shift) => String.fromCharCode(97 + ((index >> shift) & 15))).join('');
  const guest = new Guest(EXECUTE_ALL(files.length), {
    isInit: true,
    settings: { ramBytes: 48 << 20 },
    files: Object.fromEntries(files.map((bytes, index) => [`/f/${name(index)}`, bytes])),
  });
  expect(guest.finish()).toBe(0);
  expect(audit(guest.computer)).toEqual([]);
  return guest.words.map((word) => {
    const [code, status] = [word >> 8, word & 255];
    if (code !== CLD_EXITED) return `signal ${status}`;
    return status >= 128 ? `error ${status - 128}` : `exit ${status}`;
  });
}

/** Every ending is one that a program may have: by itself, refused, or killed by a fault or by the test. */
const LAWFUL = /^(exit \d+|error (1|8|12)|signal (4|5|7|8|9|11))$/;

function changed(change: (view: DataView) => void): Uint8Array {
  const bytes = TINY.slice();
  change(new DataView(bytes.buffer));
  return bytes;
}

describe('an executable', () => {
  test('of random bytes is refused, or ends by a signal: 2,000 of them', () => {
    const prng = seedPrng(1);
    const random = (length: number) => Uint8Array.from({ length }, () => drawUint32(prng));
    const files = Array.from({ length: 2000 }, (_, index) => {
      const bytes = random(drawBelow(prng, 600));
      // Bare noise; noise with the magic number; a good header before noise; good headers before noise as code.
      const kept = [0, 4, 52, HEADERS][index % 4]!;
      if (kept === HEADERS) return Uint8Array.from([...TINY.subarray(0, kept), ...random(TINY.length - kept)]);
      return Uint8Array.from([...TINY.subarray(0, kept), ...bytes]);
    });
    const endings = executeAll(files);
    expect(endings.filter((ending) => !LAWFUL.test(ending))).toEqual([]);
    const kinds = (nth: number) => new Set(endings.filter((_, index) => index % 4 === nth));
    expect([...kinds(0)]).toEqual([`error ${E.ENOEXEC}`]);
    expect([...kinds(3)].some((ending) => ending.startsWith('signal'))).toBe(true);
  });

  test('that is cut off at any length is refused, until all that it needs is there', () => {
    const endings = executeAll(Array.from({ length: TINY.length + 1 }, (_, length) => TINY.subarray(0, length)));
    const complete = endings.indexOf('exit 42');
    expect(complete).toBeGreaterThan(HEADERS);
    expect(new Set(endings.slice(0, complete))).toEqual(new Set([`error ${E.ENOEXEC}`]));
    expect(new Set(endings.slice(complete))).toEqual(new Set(['exit 42']));
  });

  test('with any bit of its headers flipped is run, refused, or ends by a signal', () => {
    const flipped = Array.from({ length: HEADERS * 8 }, (_, bit) => {
      const bytes = TINY.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      return bytes;
    });
    const endings = executeAll(flipped);
    expect(endings).toHaveLength(HEADERS * 8);
    expect(endings.filter((ending) => !LAWFUL.test(ending))).toEqual([]);
    expect(endings.slice(0, 32)).toEqual(Array(32).fill(`error ${E.ENOEXEC}`));
  });

  // The program headers begin at 52: type, offset, address, -, file size, memory size, flags, alignment.
  const [OFFSET, ADDRESS, FILE_SIZE, MEMORY_SIZE] = [56, 60, 68, 72];
  test.each<[string, Uint8Array, string]>([
    ['asks for 4 GiB', changed((view) => view.setUint32(MEMORY_SIZE, 0xffffffff, true)), `error ${E.ENOEXEC}`],
    ['asks for 2 GiB', changed((view) => view.setUint32(MEMORY_SIZE, 0x80000000, true)), `error ${E.ENOEXEC}`],
    [
      'has more in the file than the file',
      changed((view) => view.setUint32(FILE_SIZE, 0xffffffff, true)),
      `error ${E.ENOEXEC}`,
    ],
    [
      'begins beyond the end of the file',
      changed((view) => view.setUint32(OFFSET, 0xfffff000, true)),
      `error ${E.ENOEXEC}`,
    ],
    ['lies in the kernel', changed((view) => view.setUint32(ADDRESS, 0xc0000000, true)), `error ${E.ENOEXEC}`],
    [
      'starts at an address without a page',
      changed((view) => view.setUint32(24, 0x50000000, true)),
      `signal ${SIG.SIGSEGV}`,
    ],
    ['starts at address 0', changed((view) => view.setUint32(24, 0, true)), `signal ${SIG.SIGSEGV}`],
    [
      'starts at an odd address',
      changed((view) => view.setUint32(24, view.getUint32(24, true) + 2, true)),
      `signal ${SIG.SIGBUS}`,
    ],
    ['starts in the kernel', changed((view) => view.setUint32(24, 0xfffffffc, true)), `signal ${SIG.SIGSEGV}`],
    ['has no program headers', changed((view) => view.setUint16(44, 0, true)), `error ${E.ENOEXEC}`],
    ['has 65,535 program headers', changed((view) => view.setUint16(44, 65535, true)), `error ${E.ENOEXEC}`],
    ['is of another machine', changed((view) => view.setUint16(18, 62, true)), `error ${E.ENOEXEC}`],
    ['is for 64 bits', changed((view) => view.setUint8(4, 2)), `error ${E.ENOEXEC}`],
    ['is empty', new Uint8Array(0), `error ${E.ENOEXEC}`],
  ])('that %s ends as it should', (_, bytes, ending) => {
    expect(executeAll([bytes])).toEqual([ending]);
  });

  test('may ask for a gigabyte of zeros, and gets the pages that it touches', () => {
    const huge = assembleBare(`
    .globl  _start
_start:
    la      t0, zeros
    li      t1, 1 << 29
    add     t0, t0, t1
    lw      a0, (t0)
    addi    a0, a0, 9
    sw      a0, (t0)
    li      a7, 94
    ecall
    .bss
zeros: .zero 1 << 30
`);
    expect(executeAll([huge])).toEqual(['exit 9']);
  });

  test('cannot lie over page 0, the stack or the trampoline', () => {
    const places = [0, 0x7f800000, 0x7fffd000, 0x7fffe000, 0x7ffff000, 0x9dc00000];
    const endings = executeAll(
      places.map((addr) =>
        changed((view) => {
          view.setUint32(ADDRESS, addr, true);
          view.setUint32(24, addr, true);
        }),
      ),
    );
    expect(endings).toEqual([`error ${E.EPERM}`, ...Array(4).fill(`error ${E.ENOMEM}`), `error ${E.ENOEXEC}`]);
  });
});
